//! The effects of a change.

use super::Rule;
use super::tree::Tree;

/// The places where effects are collected, done and passed on.
const PLACES: &[&str] = &["crates/core/src/access/effects.rs", "crates/core/src/db/", "crates/core/src/live/"];

/// Calls that would do one at another moment than the commit.
const CALLS: &[&str] =
    &[".publish(", ".ring(", ".wake(", ".announce(", ".after_commit(", ".committed(", ".notify_one("];

pub(super) const RULE: Rule = Rule {
    requirement: "a change says its effects inside its transaction, by `tx.notify` or `tx.wake_jobs`, and nothing else has effects",
    reason: "a caller that publishes or wakes by itself may be gone by then, or may forget it",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    let crates = ["crates/core/src/", "crates/app/src/"].into_iter().flat_map(|folder| tree.under(folder, ".rs"));
    let others = crates.filter(|file| !PLACES.iter().any(|place| file.path.starts_with(place)));
    let found = others.flat_map(|file| {
        let shipped = file.production_code();
        let calls = CALLS.iter().filter(|call| shipped.contains(**call));
        calls.map(|call| format!("{} calls {call}…)", file.path)).collect::<Vec<_>>()
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::{Tree, violations};

    #[test]
    fn a_handler_that_publishes_or_wakes_is_found() {
        let tree = Tree::of(&[
            ("crates/app/src/handlers/invite.rs", "app.bus.publish(change);\napp.ring();"),
            ("crates/app/src/handlers/leave.rs", "// app.ring() is not needed\nfn f() { tx.notify(change) }"),
            (
                "crates/core/src/members/edit.rs",
                "tx.notify(Change::Member(id));\n#[cfg(test)]\nmod tests { bus.publish(x) }",
            ),
            ("crates/core/src/live/bus.rs", "self.publish(change);"),
        ]);
        let path = "crates/app/src/handlers/invite.rs";
        assert_eq!(violations(&tree), [format!("{path} calls .publish(…)"), format!("{path} calls .ring(…)")]);
    }
}
