//! Where the database drivers are.

use super::Rule;
use super::tree::Tree;

const DRIVERS: &[&str] = &["rusqlite", "tokio-postgres", "deadpool-postgres", "refinery", "sqlx", "diesel"];

/// Packages that may have one, each with its reason.
const MAY: [(&str, &str); 3] = [
    ("crates/core/Cargo.toml", "it is where the database is"),
    ("benches/Cargo.toml", "a floor is measured without our own layer"),
    ("e2e/Cargo.toml", "a browser test makes the database that the program is started on"),
];

pub(super) const RULE: Rule = Rule {
    demands: "core alone has a database driver",
    reason: "a driver elsewhere is a way round the proofs",
    broken_by,
};

fn broken_by(tree: &Tree) -> Vec<String> {
    let packages = tree.files().iter().filter(|file| file.path.ends_with("/Cargo.toml"));
    let others = packages.filter(|file| !MAY.iter().any(|(path, _)| *path == file.path));
    let drivers = others.flat_map(|file| {
        let named = file.text.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
        named.filter(|name| DRIVERS.contains(name)).map(|name| format!("{} depends on {name}", file.path))
    });
    drivers.collect()
}

#[cfg(test)]
mod tests {
    use super::{Tree, broken_by};

    #[test]
    fn a_driver_in_the_program_is_found() {
        let tree = Tree::of(&[
            ("crates/app/Cargo.toml", "[dependencies]\naxum.workspace = true\nrusqlite = { workspace = true }\n"),
            ("crates/core/Cargo.toml", "rusqlite.workspace = true\n"),
        ]);
        assert_eq!(broken_by(&tree), ["crates/app/Cargo.toml depends on rusqlite"]);
    }
}
