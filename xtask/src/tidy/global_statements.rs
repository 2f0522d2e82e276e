//! Statements that look at more than one business.

use super::Rule;
use super::tree::{File, Tree};

/// Who may, and why no business is known there.
const MAY: [(&str, &str); 11] = [
    ("crates/core/src/access/", "entering: a session or token is looked up before its business is known"),
    ("crates/core/src/people/", "a person, their password and their sessions belong to no business"),
    ("crates/core/src/businesses/", "a new business, and the switcher's list of the businesses that one person is in"),
    ("crates/core/src/instance/", "what the instance keeps for itself belongs to no business"),
    ("crates/core/src/members/found.rs", "a business that is being founded has no member yet who could have a proof"),
    ("crates/core/src/invitations/", "an invitation is found by the token in its link"),
    ("crates/core/src/log_in_as/unsubscribe.rs", "a letter's link names its reader by a sealed text"),
    ("crates/core/src/carrier/", "a carrier's webhook names a business by its slug and proves itself by its signature"),
    ("crates/core/src/jobs/", "a worker claims the jobs of all businesses, each of which then proves its own"),
    ("crates/core/src/audit/verify", "the chain is checked by the instance's operator"),
    ("crates/core/src/db/", "the schema's own bookkeeping"),
];

const MACRO: &str = "global_sql!(";

pub(super) const RULE: Rule = Rule {
    demands: "a statement without its business stands in a place that xtask/src/tidy/global_statements.rs lists",
    reason: "it is the one way round the business of a proof, so who takes it is reviewed",
    broken_by,
};

fn broken_by(tree: &Tree) -> Vec<String> {
    let listed = |file: &&File| MAY.iter().any(|(place, _)| file.path.starts_with(place));
    users(tree).filter(|file| !listed(file)).map(|file| file.path.clone()).collect()
}

fn users(tree: &Tree) -> impl Iterator<Item = &File> {
    let defines = |file: &File| file.text.contains("macro_rules! global_sql");
    tree.under("crates/", ".rs").filter(move |file| !defines(file) && file.shipped().contains(MACRO))
}

/// Prints every user and how many such statements it has.
pub(super) fn print(tree: &Tree) {
    for file in users(tree) {
        let reason = MAY.iter().find(|(place, _)| file.path.starts_with(place)).map_or("", |(_, reason)| reason);
        println!("global statements: {} in {} ({reason})", file.shipped().matches(MACRO).count(), file.path);
    }
}

#[cfg(test)]
mod tests {
    use super::{Tree, broken_by};

    #[test]
    fn a_global_statement_in_a_domain_is_found() {
        let text = r#"const LIST: Statement = global_sql!("list.sql");"#;
        let tree = Tree::of(&[
            ("crates/core/src/calls/list.rs", text),
            ("crates/core/src/people/find.rs", text),
            ("crates/core/src/numbers/list.rs", "// never global_sql!() here"),
        ]);
        assert_eq!(broken_by(&tree), ["crates/core/src/calls/list.rs"]);
    }
}
