//! File names in documents and comments.

use super::Rule;
use super::tree::{File, Tree};

const ENDINGS: &[&str] = &[".md", ".rs", ".sql"];

pub(super) const RULE: Rule = Rule {
    requirement: "a file that a document or a comment names exists",
    reason: "a reader who finds one wrong name trusts the rest less",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    for file in tree.files() {
        for (number, line) in file.text.lines().enumerate() {
            let names = prose(file, line).map(names).unwrap_or_default();
            let missing = names.into_iter().filter(|name| !exists(tree, file, name));
            violations.extend(missing.map(|name| format!("{}:{}: {name}", file.path, number + 1)));
        }
    }
    violations
}

/// The prose of a line: all of a document's, and the comment of a line of code.
fn prose<'a>(file: &File, line: &'a str) -> Option<&'a str> {
    let (_, ending) = file.path.rsplit_once('.')?;
    match ending {
        "md" => Some(line),
        "rs" | "js" => line.split_once("//").map(|(_, comment)| comment),
        "sql" => line.split_once("--").map(|(_, comment)| comment),
        "toml" => line.split_once('#').map(|(_, comment)| comment),
        _ => None,
    }
}

/// The paths in a line that have our extensions. A web address, and a pattern in `<>` or `{}`, names no file of ours.
fn names(line: &str) -> Vec<&str> {
    let ends = |c: char| c.is_whitespace() || "`'\"()[],;:|*".contains(c);
    let words = line.split(ends).map(|word| word.trim_end_matches(['.', '!', '?']));
    let paths = words.filter(|word| ENDINGS.iter().any(|ending| word.len() > ending.len() && word.ends_with(ending)));
    paths.filter(|word| !word.starts_with("//") && !word.contains(['<', '{', '…'])).collect()
}

/// Whether a file has this path, from the root or from a folder below it.
fn exists(tree: &Tree, from: &File, name: &str) -> bool {
    let name = name.trim_start_matches("./").trim_start_matches("../");
    let ends = |path: &str| path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    // The tests of the rules name files that do not exist.
    from.path.starts_with("xtask/src/tidy/") || tree.files().iter().any(|file| ends(&file.path))
}

#[cfg(test)]
mod tests {
    use super::{Tree, violations};

    #[test]
    fn a_name_of_no_file_is_reported_in_documents_and_comments() {
        let tree = Tree::of(&[
            ("docs/SQL.md", "See [it](../ARCHITECTURE.md), `calls/list.sql`, calls/gone.sql and https://sh.rs."),
            ("ARCHITECTURE.md", "crates/app/src/<noun>/list.rs, GONE.md."),
            ("core/src/calls/list.sql", "-- as in gone.sql\nselect 'other.sql'"),
            ("core/src/calls/list.rs", "fn f() { g(\"gone.sql\") } // with list.sql, not lost.rs"),
        ]);
        let expected = [
            "docs/SQL.md:1: calls/gone.sql",
            "ARCHITECTURE.md:1: GONE.md",
            "core/src/calls/list.sql:1: gone.sql",
            "core/src/calls/list.rs:1: lost.rs",
        ];
        assert_eq!(violations(&tree), expected);
    }
}
