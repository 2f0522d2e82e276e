//! Statements that are not bound to one business.

use super::Rule;
use super::tree::{File, Tree};

/// The places that may have one, and why no business is known there.
const ALLOWED: [(&str, &str); 16] = [
    ("crates/core/src/access/", "a session or token is looked up before its business is known"),
    ("crates/core/src/accounts/", "a person, their password and their sessions belong to no business"),
    ("crates/core/src/businesses/", "the list of the businesses that one person is in"),
    ("crates/core/src/instance/", "the instance's own data belong to no business"),
    ("crates/core/src/members/create_business.rs", "a new business has no member yet who could have a proof"),
    ("crates/core/src/invitations/", "an invitation is found by the token in its link"),
    ("crates/core/src/log_in_as/unsubscribe.rs", "a letter's link names its reader by a sealed text"),
    ("crates/core/src/reports/saved/unsubscribe.rs", "a letter's link names its reader by a sealed text"),
    ("crates/core/src/carrier/", "a carrier's webhook names a business by its slug and proves itself by its signature"),
    ("crates/core/src/numbers/forwarding.rs", "a forwarding circle may pass through numbers of several businesses"),
    (
        "crates/core/src/overdue/",
        "the sweep finds the businesses with anything that is overdue, each of which gets a job",
    ),
    (
        "crates/core/src/reports/months/",
        "the job that moves sums into their months is enqueued for each business that has some",
    ),
    (
        "crates/core/src/deletion/",
        "the removal of the businesses whose day has come, each of which makes its own proof",
    ),
    ("crates/core/src/jobs/", "a worker claims the jobs of all businesses, each of which then makes its own proof"),
    ("crates/core/src/audit/verify", "the chain is checked by the instance's operator"),
    ("crates/core/src/db/", "the schema's own bookkeeping"),
];

const MACRO: &str = "global_sql!(";

pub(super) const RULE: Rule = Rule {
    requirement: "a statement without its business is in a place that xtask/src/tidy/global_statements.rs lists",
    reason: "it bypasses the business of a proof, so each place is reviewed",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    let listed = |file: &&File| ALLOWED.iter().any(|(place, _)| file.path.starts_with(place));
    users(tree).filter(|file| !listed(file)).map(|file| file.path.clone()).collect()
}

fn users(tree: &Tree) -> impl Iterator<Item = &File> {
    let defines = |file: &File| file.text.contains("macro_rules! global_sql");
    tree.under("crates/", ".rs").filter(move |file| !defines(file) && file.production_code().contains(MACRO))
}

/// Prints the files that have such statements, and how many.
pub(super) fn print(tree: &Tree) {
    for file in users(tree) {
        let reason = ALLOWED.iter().find(|(place, _)| file.path.starts_with(place)).map_or("", |(_, reason)| reason);
        println!("global statements: {} in {} ({reason})", file.production_code().matches(MACRO).count(), file.path);
    }
}

#[cfg(test)]
mod tests {
    use super::{Tree, violations};

    #[test]
    fn a_global_statement_in_a_domain_is_reported() {
        let text = r#"const LIST: Statement = global_sql!("list.sql");"#;
        let tree = Tree::of(&[
            ("crates/core/src/calls/list.rs", text),
            ("crates/core/src/accounts/find.rs", text),
            ("crates/core/src/numbers/list.rs", "// never global_sql!() here"),
        ]);
        assert_eq!(violations(&tree), ["crates/core/src/calls/list.rs"]);
    }
}
