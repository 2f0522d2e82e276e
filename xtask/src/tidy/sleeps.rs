//! Tests that wait for time to pass.

use super::Rule;
use super::tree::Tree;

pub(super) const RULE: Rule = Rule {
    requirement: "no test sleeps",
    reason: "a sleep is too long on a good day and too short on a bad one: wait for the event itself, with a bound",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    // PostgreSQL's own is a long statement for a test that interrupts it: nothing waits for its end.
    let sleeps = |line: &&str| line.replace("pg_sleep(", "").contains("sleep(") && !line.trim_start().starts_with("//");
    let in_tests = tree.under("", ".rs").filter(|file| !file.path.starts_with("xtask/"));
    let violations = in_tests.flat_map(|file| {
        file.test_code()
            .lines()
            .filter(sleeps)
            .map(|line| format!("{}: {}", file.path, line.trim()))
            .collect::<Vec<_>>()
    });
    violations.collect()
}

#[cfg(test)]
mod tests {
    use super::{Tree, violations};

    #[test]
    fn a_sleep_is_reported_in_tests_only() {
        let tree = Tree::of(&[
            ("crates/app/tests/calls.rs", "tokio::time::sleep(SECOND).await;"),
            ("crates/core/src/jobs/mod.rs", "sleep(PAUSE)\n#[cfg(test)]\nmod tests {\n}\n"),
            ("crates/core/src/calls/mod.rs", "\n#[cfg(test)]\nmod tests {\n  sleep(PAUSE)\n}\n"),
        ]);
        let expected = [
            "crates/app/tests/calls.rs: tokio::time::sleep(SECOND).await;",
            "crates/core/src/calls/mod.rs: sleep(PAUSE)",
        ];
        assert_eq!(violations(&tree), expected);
    }
}
