//! Lists of exceptions, and how long each may be.

use super::Rule;
use super::tree::Tree;

/// The file of a list, its name, and the number of its entries. A number here may only go down: a higher one means a new
/// exception to a rule of the architecture, and review asks for its reason.
const CEILINGS: &[(&str, &str, usize)] = &[
    ("crates/app/tests/app/routes.rs", "OPEN", 34),
    ("crates/app/tests/app/routes.rs", "REFUSES_WITH_JSON", 1),
    ("crates/app/tests/app/routes.rs", "NOTHING_TO_SHOW", 1),
    ("crates/app/tests/app/routes.rs", "REFUSED_WITHOUT_STATE", 6),
    ("crates/core/src/access/binding/mod.rs", "EXCEPTIONS", 0),
    ("crates/core/src/access/deleted_businesses.rs", "REACHES_DELETED", 19),
    ("crates/core/src/access/statements.rs", "FULL_SCANS_ON_SQLITE", 11),
    ("crates/core/src/access/statements.rs", "FULL_SCANS_ON_POSTGRESQL", 12),
    ("xtask/src/tidy/directions.rs", "EXCEPTIONS", 2),
    ("xtask/src/tidy/drivers.rs", "ALLOWED", 3),
    ("xtask/src/tidy/global_statements.rs", "ALLOWED", 16),
    ("xtask/src/tidy/lengths.rs", "EXCEPTIONS", 0),
];

pub(super) const RULE: Rule = Rule {
    requirement: "a list of exceptions is as long as xtask/src/tidy/ceilings.rs says",
    reason: "a list that only shrinks is worth reading, and it does not grow unnoticed",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    let wrong = CEILINGS.iter().filter_map(|&(path, name, ceiling)| {
        let Some(length) = tree.at(path).and_then(|file| length(&file.text, name)) else {
            return Some(format!("{path}: there is no array {name}"));
        };
        let advice = if length > ceiling { "more than" } else { "lower the ceiling, which is" };
        (length != ceiling).then(|| format!("{path}: {name} has {length} entries: {advice} {ceiling}"))
    });
    wrong.collect()
}

/// 3 of `const NAME: [(&str, &str); 3] = […];`.
fn length(text: &str, name: &str) -> Option<usize> {
    let (_, kind) = text.split_once(&format!("const {name}: ["))?;
    let (kind, _) = kind.split_once("] =")?;
    kind.rsplit_once(';')?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn the_length_of_an_array_is_read_off_its_type() {
        assert_eq!(
            length("/// Why.\nconst MAY: [(&str, &str); 2] = [(\"a\", \"b\"), (\"c\", \"d\")];\n", "MAY"),
            Some(2)
        );
        assert_eq!(length("const MAY_NOT: [u8; 2] = [1, 2];\nconst MAY: [u8; 0] = [];", "MAY"), Some(0));
        assert_eq!(length("const MAY: &[(&str, &str)] = &[];", "MAY"), None);
    }
}
