//! Lints that are switched off.

use super::Rule;
use super::tree::Tree;

pub(super) const RULE: Rule = Rule {
    requirement: "a lint is expected with a reason, never allowed",
    reason: "an expectation that is no longer needed is a warning, and an allowance stays for ever",
    violations,
};

fn violations(tree: &Tree) -> Vec<String> {
    // In two pieces, so that this file does not find itself.
    let patterns = [concat!("#[al", "low("), concat!("#![al", "low(")];
    tree.under("", ".rs").flat_map(|file| patterns.iter().flat_map(|pattern| file.lines_with(pattern))).collect()
}
