//! The order of core's modules: dependencies run one way.

use super::tree::Tree;
use super::{Rule, uses};

/// The modules of core from the ground up. A module uses its own layer's own files and the layers below, never another
/// module of its layer and never one above. So there are no cycles, and the list shows what a change can affect.
const LAYERS: &[&[&str]] = &[
    &["text", "time"],
    &["db", "digits"],
    &["ids", "outbound", "secret"],
    &["access"],
    &["error"],
    &["instance", "live", "paging"],
    &["audit"],
    &["jobs"],
    &["mail"],
    &["accounts"],
    &["businesses"],
    &["billing"],
    &["seats"],
    &["members"],
    &["invitations", "log_in_as"],
    &["carrier", "users"],
    &["qualified_rules"],
    &["numbers"],
    &["blocked_callers", "contacts", "flows", "tags"],
    &["calls"],
    &["messages", "recordings"],
    &["deletion", "overdue", "reports", "setup", "visibility"],
    &["call_views"],
    &["testing", "demo", "leaks"],
];

/// A module, another that it uses although that is not below it, and why.
const EXCEPTIONS: [(&str, &str, &str); 2] = [
    ("access", "error", "a proof refuses with one of the product's errors, all of which are in one place"),
    ("calls", "recordings", "a call shows the state of its recording, and a recording is violations through its call"),
];

const CORE_FOLDER: &str = "crates/core/src/";

pub(super) const CORE: Rule = Rule {
    requirement: "a module of core uses only those below it, in the order of xtask/src/tidy/directions.rs",
    reason: "a domain that knows who uses it can't be read, tested or changed alone",
    violations: core_violations,
};

pub(super) const NO_SQL_IN_APP: Rule = Rule {
    requirement: "there is no SQL outside core",
    reason: "a statement outside core is not bound to a proof",
    violations: sql_in_app,
};

fn core_violations(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    for file in tree.under(CORE_FOLDER, ".rs") {
        let Some(module) = module(&file.path).filter(|_| !file.path.ends_with("/testing.rs")) else { continue };
        let Some(height) = height(module) else {
            violations.push(format!("{}: the module {module} has no place in the order", file.path));
            continue;
        };
        for used in used_modules(&file.production_code()) {
            let excepted = EXCEPTIONS.iter().any(|(user, exception, _)| *user == module && *exception == used);
            if used != module && !excepted && self::height(&used).is_some_and(|other| other >= height) {
                violations.push(format!("{} uses crate::{used}", file.path));
            }
        }
    }
    violations.sort();
    violations.dedup();
    violations
}

/// `calls` of `crates/core/src/calls/list.rs` and of `crates/core/src/calls.rs`; `None` for the crate's root.
fn module(path: &str) -> Option<&str> {
    let name = path.strip_prefix(CORE_FOLDER)?.split(['/', '.']).next()?;
    (name != "lib").then_some(name)
}

fn height(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The first name after each `crate::`. The types that the crate's root exports are the module error's.
fn used_modules(text: &str) -> Vec<String> {
    let paths = uses::paths(text).into_iter().filter(|path| path[0] == "crate");
    let first = paths.filter_map(|path| path.into_iter().nth(1));
    first.map(|name| if name.starts_with(char::is_uppercase) { "error".to_owned() } else { name }).collect()
}

fn sql_in_app(tree: &Tree) -> Vec<String> {
    let files = tree.files().iter().filter(|file| file.path.starts_with("crates/app/"));
    let sql = files.filter(|file| {
        file.path.ends_with(".sql") || (file.path.ends_with(".rs") && file.production_code().contains("_sql!("))
    });
    sql.map(|file| file.path.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Tree, core_violations};

    #[test]
    fn a_module_that_uses_one_above_it_is_reported() {
        let tree = Tree::of(&[
            ("crates/core/src/numbers/list.rs", "use crate::{access::May, calls::{self, Call}, db};"),
            ("crates/core/src/calls/list.rs", "use crate::numbers::Number;\n// crate::reports is above\n"),
            ("crates/core/src/db/mod.rs", "fn f() { crate::ids::shown() }"),
            ("crates/core/src/calls/show.rs", "#[cfg(test)]\nmod tests { use crate::testing::Base; }"),
        ]);
        let expected =
            ["crates/core/src/db/mod.rs uses crate::ids", "crates/core/src/numbers/list.rs uses crate::calls"];
        assert_eq!(core_violations(&tree), expected);
    }

    #[test]
    fn a_module_without_a_place_is_reported() {
        let tree = Tree::of(&[("crates/core/src/gadgets.rs", "")]);
        assert_eq!(
            core_violations(&tree),
            ["crates/core/src/gadgets.rs: the module gadgets has no place in the order"]
        );
    }
}
