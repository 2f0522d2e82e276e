//! Effects of a change outside its transaction.

use super::Rule;
use super::tree::Tree;

/// The places that collect effects, carry them out and pass them on.
const PLACES: &[&str] = &["crates/core/src/access/effects.rs", "crates/core/src/db/", "crates/core/src/live/"];

/// Calls that would have an effect at another time than the commit.
const CALLS: &[&str] =
    &[".publish(", ".ring(", ".wake(", ".announce(", ".after_commit(", ".committed(", ".notify_one("];

pub(super) const RULE: Rule = Rule {
    requirement: "effects are announced inside the transaction, by `tx.notify` or `tx.wake_jobs`, and nowhere else",
    reason: "a caller that publishes or wakes may be gone after the commit, or may forget to",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    let crates = ["crates/core/src/", "crates/app/src/"].into_iter().flat_map(|folder| tree.under(folder, ".rs"));
    let others = crates.filter(|file| !PLACES.iter().any(|place| file.path.starts_with(place)));
    let violations = others.flat_map(|file| {
        let shipped = file.production_code();
        let calls = CALLS.iter().filter(|call| shipped.contains(**call));
        calls.map(|call| format!("{} calls {call}…)", file.path)).collect::<Vec<_>>()
    });
    violations.collect()
}

#[cfg(test)]
mod tests {
    use super::{Tree, violations};

    #[test]
    fn a_handler_that_publishes_or_wakes_is_reported() {
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
