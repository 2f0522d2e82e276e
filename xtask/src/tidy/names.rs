//! File names that say nothing.

use super::Rule;
use super::tree::Tree;

const EMPTY_NAMES: &[&str] =
    &["util", "utils", "helper", "helpers", "common", "manager", "managers", "service", "services", "misc"];

pub(super) const RULE: Rule = Rule {
    requirement: "no file or folder is called util, helpers, common, manager, service or misc",
    reason: "such a name takes in anything, and code is found by its own noun",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    let is_empty = |part: &str| EMPTY_NAMES.contains(&part.split('.').next().unwrap_or_default());
    let files = tree.files().iter().map(|file| file.path.clone());
    files.filter(|path| path.split('/').any(is_empty)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Tree, violations};

    #[test]
    fn an_empty_name_is_reported_in_files_and_folders() {
        let tree = Tree::of(&[("a/utils.rs", ""), ("b/common/mod.rs", ""), ("c/uncommon.rs", ""), ("d/calls.rs", "")]);
        assert_eq!(violations(&tree), ["a/utils.rs", "b/common/mod.rs"]);
    }
}
