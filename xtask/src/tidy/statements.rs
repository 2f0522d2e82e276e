//! Statements that nothing runs.

use super::Rule;
use super::tree::{File, Tree};

const CORE: &str = "crates/core/src/";

pub(super) const RULE: Rule = Rule {
    requirement: "every .sql file is named by the Rust beside it",
    reason: "an unused statement is still read, migrated and believed",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    let unused =
        tree.under(CORE, ".sql").filter(|statement| !tree.under(CORE, ".rs").any(|file| names(file, statement)));
    unused.map(|statement| statement.path.clone()).collect()
}

/// Whether a Rust file names a statement by its path from the file's own folder, as the macros do.
fn names(file: &File, statement: &File) -> bool {
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let from_there = statement.path.strip_prefix(folder).and_then(|path| path.strip_prefix('/'));
    from_there.is_some_and(|path| file.text.contains(&format!("\"{path}\"")))
}

#[cfg(test)]
mod tests {
    use super::{Tree, violations};

    #[test]
    fn an_unused_statement_is_reported() {
        let tree = Tree::of(&[
            ("crates/core/src/calls/list.rs", r#"business_sql!("list.sql"); visible_sql!("export/rows.sql")"#),
            ("crates/core/src/calls/list.sql", ""),
            ("crates/core/src/calls/export/rows.sql", ""),
            ("crates/core/src/numbers/list.sql", ""),
        ]);
        assert_eq!(violations(&tree), ["crates/core/src/numbers/list.sql"]);
    }
}
