//! Files that have grown too long.

use super::Rule;
use super::tree::Tree;

const MAX_LINES: usize = 400;

/// Files that may be longer, each with its reason.
const EXCEPTIONS: [(&str, &str); 0] = [];

const ENDINGS: &[&str] = &[".rs", ".css", ".js", ".html", ".py", ".sh"];

pub(super) const RULE: Rule = Rule {
    requirement: "no file of code is longer than 400 lines, unless xtask/src/tidy/lengths.rs gives its reason",
    reason: "a file holds one noun, and most fit in 150 lines",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    let code = tree.files().iter().filter(|file| ENDINGS.iter().any(|ending| file.path.ends_with(ending)));
    let long = code.map(|file| (&file.path, file.text.lines().count())).filter(|(_, lines)| *lines > MAX_LINES);
    let unreasoned = long.filter(|(path, _)| !EXCEPTIONS.iter().any(|(longer, _)| longer == path));
    let mut violations: Vec<String> = unreasoned.map(|(path, lines)| format!("{path}: {lines} lines")).collect();
    let stale =
        EXCEPTIONS.iter().filter(|(path, _)| tree.at(path).is_none_or(|file| file.text.lines().count() <= MAX_LINES));
    violations.extend(stale.map(|(path, _)| format!("{path}: no longer needs its exception")));
    violations
}

#[cfg(test)]
mod tests {
    use super::{Tree, violations};

    #[test]
    fn a_file_of_401_lines_is_reported() {
        let long = "x\n".repeat(401);
        let fits = "x\n".repeat(400);
        let tree = Tree::of(&[("a.rs", &long), ("b.rs", &fits), ("c.md", &long)]);
        assert_eq!(violations(&tree), ["a.rs: 401 lines"]);
    }
}
