//! Files that have grown too long.

use super::Rule;
use super::tree::Tree;

const LONGEST: usize = 400;

/// Files that may be longer, each with its reason.
const LONGER: [(&str, &str); 0] = [];

const ENDINGS: &[&str] = &[".rs", ".css", ".js", ".html", ".py", ".sh"];

pub(super) const RULE: Rule = Rule {
    demands: "no file of code is longer than 400 lines, unless xtask/src/tidy/lengths.rs gives its reason",
    reason: "a file holds one noun, and most fit in 150 lines",
    broken_by,
};

fn broken_by(tree: &Tree) -> Vec<String> {
    let code = tree.files().iter().filter(|file| ENDINGS.iter().any(|ending| file.path.ends_with(ending)));
    let long = code.map(|file| (&file.path, file.text.lines().count())).filter(|(_, lines)| *lines > LONGEST);
    let unreasoned = long.filter(|(path, _)| !LONGER.iter().any(|(longer, _)| longer == path));
    let mut found: Vec<String> = unreasoned.map(|(path, lines)| format!("{path}: {lines} lines")).collect();
    let stale = LONGER.iter().filter(|(path, _)| tree.at(path).is_none_or(|file| file.text.lines().count() <= LONGEST));
    found.extend(stale.map(|(path, _)| format!("{path}: needs its exception no more")));
    found
}

#[cfg(test)]
mod tests {
    use super::{Tree, broken_by};

    #[test]
    fn a_file_of_401_lines_is_too_long() {
        let long = "x\n".repeat(401);
        let fits = "x\n".repeat(400);
        let tree = Tree::of(&[("a.rs", &long), ("b.rs", &fits), ("c.md", &long)]);
        assert_eq!(broken_by(&tree), ["a.rs: 401 lines"]);
    }
}
