//! The packages that may have a database driver, and the one that has neither a driver nor a network.

use super::Rule;
use super::tree::{File, Tree};

const DRIVERS: &[&str] = &["rusqlite", "tokio-postgres", "deadpool-postgres", "refinery", "sqlx", "diesel"];

/// Packages that may have one, each with its reason.
const ALLOWED: [(&str, &str); 3] = [
    ("crates/core/Cargo.toml", "it owns the database"),
    ("benches/Cargo.toml", "a floor is measured without our own layer"),
    ("e2e/Cargo.toml", "a browser test makes the database that the program is started on"),
];

/// Packages that wait for something outside of the process.
const RUNTIMES: &[&str] = &["tokio", "reqwest", "hyper", "axum", "object_store", "lettre"];

const PURE: &str = "crates/carrier/Cargo.toml";

pub(super) const PURE_PROTOCOL: Rule = Rule {
    requirement: "the carriers' protocol depends on no runtime, no network and no driver",
    reason: "a pure protocol can be tested, read and reused alone",
    violations: purity_violations,
};

pub(super) const RULE: Rule = Rule {
    requirement: "core alone has a database driver",
    reason: "a driver elsewhere would bypass the proofs",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    let packages = tree.files().iter().filter(|file| file.path.ends_with("/Cargo.toml"));
    let others = packages.filter(|file| !ALLOWED.iter().any(|(path, _)| *path == file.path));
    others.flat_map(|file| depending_on(file, DRIVERS)).collect()
}

fn purity_violations(tree: &Tree) -> Vec<String> {
    let pure = tree.files().iter().filter(|file| file.path == PURE);
    pure.flat_map(|file| depending_on(file, DRIVERS).chain(depending_on(file, RUNTIMES))).collect()
}

fn depending_on<'f>(file: &'f File, packages: &'f [&str]) -> impl Iterator<Item = String> + 'f {
    let named = file.text.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
    named.filter(|name| packages.contains(name)).map(|name| format!("{} depends on {name}", file.path))
}

#[cfg(test)]
mod tests {
    use super::{Tree, purity_violations, violations};

    #[test]
    fn a_driver_in_the_program_is_reported() {
        let tree = Tree::of(&[
            ("crates/app/Cargo.toml", "[dependencies]\naxum.workspace = true\nrusqlite = { workspace = true }\n"),
            ("crates/core/Cargo.toml", "rusqlite.workspace = true\n"),
        ]);
        assert_eq!(violations(&tree), ["crates/app/Cargo.toml depends on rusqlite"]);
    }

    #[test]
    fn a_runtime_in_the_protocol_is_reported() {
        let tree = Tree::of(&[
            ("crates/app/Cargo.toml", "tokio.workspace = true\n"),
            ("crates/carrier/Cargo.toml", "serde.workspace = true\ntokio.workspace = true\n"),
        ]);
        assert_eq!(purity_violations(&tree), ["crates/carrier/Cargo.toml depends on tokio"]);
    }
}
