//! Paths of one machine.

use super::Rule;
use super::tree::Tree;

/// In two pieces each, so that this file does not find itself.
const PATHS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("../sha", "red"),
];

pub(super) const RULE: Rule = Rule {
    requirement: "no file names a folder of one person's machine",
    reason: "a clone anywhere must build and pass",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    tree.files().iter().flat_map(|file| PATHS.iter().flat_map(|path| file.lines_with(path))).collect()
}

#[cfg(test)]
mod tests {
    use super::{Tree, violations};

    #[test]
    fn a_path_of_one_machine_is_reported_with_its_line() {
        let text = concat!("fine\nsee /ho", "me/ada/notes\n");
        assert_eq!(violations(&Tree::of(&[("a.md", text)])), [concat!("a.md:2: see /ho", "me/ada/notes")]);
    }
}
