//! Migrations of both engines.

use std::collections::BTreeSet;

use super::Rule;
use super::tree::Tree;

const FOLDERS: [&str; 2] = ["crates/core/migrations/sqlite/", "crates/core/migrations/postgres/"];

pub(super) const RULE: Rule = Rule {
    requirement: "every migration exists for SQLite and for PostgreSQL under one name",
    reason: "the two engines have one schema, and a database is copied from one to the other",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    let [sqlite, postgres] = FOLDERS.map(|folder| {
        tree.under(folder, ".sql").map(|file| file.path[folder.len()..].to_owned()).collect::<BTreeSet<_>>()
    });
    let sqlite_only = sqlite.difference(&postgres).map(|name| format!("{}{name} has no twin", FOLDERS[0]));
    let postgres_only = postgres.difference(&sqlite).map(|name| format!("{}{name} has no twin", FOLDERS[1]));
    sqlite_only.chain(postgres_only).collect()
}

#[cfg(test)]
mod tests {
    use super::{Tree, violations};

    #[test]
    fn a_migration_of_one_engine_alone_is_reported() {
        let tree = Tree::of(&[
            ("crates/core/migrations/sqlite/V1__a.sql", ""),
            ("crates/core/migrations/postgres/V1__a.sql", ""),
            ("crates/core/migrations/postgres/V2__b.sql", ""),
        ]);
        assert_eq!(violations(&tree), ["crates/core/migrations/postgres/V2__b.sql has no twin"]);
    }
}
