//! The places that make the proofs of machines.

use super::Rule;
use super::tree::{File, Tree};

/// A call that makes a proof, the only place that may make it, and why the proof is justified there.
const MAKERS: &[(&str, &str, &str)] = &[
    ("Carrier::verified(", "crates/core/src/carrier/authentic.rs", "the signature check has just verified the request"),
    ("Carrier::of_demo(", "crates/core/src/demo/", "the operator invents calls for a demo"),
    ("InvitationLink::found(", "crates/core/src/invitations/link.rs", "a token or an account has found the invitation"),
    ("LetterLink::opened(", "crates/core/src/reports/saved/unsubscribe.rs", "the token of a letter's link was opened"),
    ("LiveFeed::of_watched(", "crates/core/src/live/bus.rs", "a member of the business has opened a stream"),
    ("DueJob::claimed", "crates/core/src/jobs/job.rs", "a statement has claimed the job"),
    ("DueJob::of_command(", "crates/core/src/reports/rebuild/", "the operator has the reports built anew, or checked"),
    ("Removal::begun(", "crates/core/src/deletion/remove.rs", "the business's row says that its removal has begun"),
    ("operator(", "crates/app/src/cli/", "an operator runs the command"),
    ("operator(", "crates/app/src/demo/", "a command makes the demo"),
    ("operator(", "crates/core/src/carrier/connection/forget.rs", "a command forgets what a lost key has sealed"),
    ("operator(", "crates/app/src/leaks/", "a command adds an empty business to a copy of the database"),
];

/// The definitions, and the tests' own makers.
const DEFINITIONS: &[&str] = &["crates/core/src/access/machine.rs", "crates/core/src/testing.rs"];

pub(super) const RULE: Rule = Rule {
    requirement: "a machine's proof is made where xtask/src/tidy/machine_proofs.rs lists",
    reason: "it comes from no person, so its grounds are reviewed",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    let crates = ["crates/core/src/", "crates/app/src/"].into_iter().flat_map(|folder| tree.under(folder, ".rs"));
    let others = crates.filter(|file| !DEFINITIONS.contains(&file.path.as_str()));
    others
        .flat_map(|file| {
            made_in(file).into_iter().map(|call| format!("{} calls {}", file.path, call.trim_end_matches('(')))
        })
        .collect()
}

/// The makers that a file calls without being listed.
fn made_in(file: &File) -> Vec<&'static str> {
    let shipped = file.production_code();
    let is_listed =
        |call: &str| MAKERS.iter().any(|(listed, place, _)| *listed == call && file.path.starts_with(place));
    let mut calls: Vec<_> = MAKERS.iter().map(|(call, ..)| *call).collect();
    calls.dedup();
    calls.retain(|call| is_called(&shipped, call) && !is_listed(call));
    calls
}

/// Whether a text calls this function, rather than one whose name ends with it.
fn is_called(text: &str, call: &str) -> bool {
    let is_part_of_a_name = |before: &str| before.ends_with(|last: char| last.is_alphanumeric() || last == '_');
    text.match_indices(call).any(|(at, _)| !is_part_of_a_name(&text[..at]))
}

#[cfg(test)]
mod tests {
    use super::{Tree, violations};

    #[test]
    fn a_proof_that_is_made_elsewhere_is_reported() {
        let tree = Tree::of(&[
            ("crates/core/src/jobs/job.rs", "DueJob::claimed(row.get(0)?)"),
            ("crates/core/src/calls/list.rs", "db.read(&DueJob::claimed(business), &LIST, &[])"),
            ("crates/app/src/members/edit.rs", "let operator = access::operator(&app.db, slug).await?;"),
            ("crates/app/src/members/show.rs", "set_by_operator(&app.db)"),
            ("crates/app/src/cli/plan.rs", "let operator = access::operator(&app.db, slug).await?;"),
        ]);
        let expected =
            ["crates/core/src/calls/list.rs calls DueJob::claimed", "crates/app/src/members/edit.rs calls operator"];
        assert_eq!(violations(&tree), expected);
    }
}
