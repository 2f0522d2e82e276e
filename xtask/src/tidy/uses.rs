//! The paths of its own crate that a Rust file uses.

/// The paths that begin with `crate` or `super`, each as its names; a group in braces is one path for each of its names.
pub(super) fn paths(text: &str) -> Vec<Vec<String>> {
    let mut uses = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("crate::").into_iter().chain(rest.find("super::")).min() {
        let is_whole_word =
            !rest[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':');
        if is_whole_word {
            rest = &rest[at + read(&rest[at..], &[], &mut uses)..];
        } else {
            rest = &rest[at + "crate::".len()..];
        }
    }
    uses
}

/// Reads one tree of names below `before`, and returns its length in bytes.
fn read(text: &str, before: &[String], uses: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    let mut at = 0;
    loop {
        let name: String = text[at..].chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
        at += name.len();
        if !name.is_empty() && name != "self" {
            path.push(name);
        }
        if !text[at..].starts_with("::") {
            uses.push(path);
            return at;
        }
        at += 2;
        if text[at..].starts_with('{') {
            return at + group(&text[at..], &path, uses);
        }
    }
}

/// Reads the names in braces below `before`, and returns their length in bytes.
fn group(text: &str, before: &[String], uses: &mut Vec<Vec<String>>) -> usize {
    let mut at = 1;
    while let Some(next) = text[at..].chars().next() {
        match next {
            '}' => return at + 1,
            _ if next.is_alphanumeric() || next == '_' => at += read(&text[at..], before, uses),
            _ => at += next.len_utf8(),
        }
        // `a as b` uses a.
        if text[at..].starts_with(" as ") {
            at += text[at..].find([',', '}']).unwrap_or(0);
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::paths;

    fn joined(text: &str) -> Vec<String> {
        paths(text).into_iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn each_name_in_braces_is_a_path() {
        let text =
            "use crate::{a::{self, b as c, d::E}, f};\nuse super::g;\nuse std::{h, i};\nlet x = crate::j::K::new();";
        let expected = ["crate::a", "crate::a::b", "crate::a::d::E", "crate::f", "super::g", "crate::j::K::new"];
        assert_eq!(joined(text), expected);
    }

    #[test]
    fn a_foreign_crate_of_the_same_name_is_ignored() {
        assert_eq!(joined("use my_crate::a; use x::super::b;"), Vec::<String>::new());
    }
}
