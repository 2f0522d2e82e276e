//! The order of the program's modules: a view knows no request, a noun knows those below it, and the router all of them.

use std::collections::BTreeMap;

use super::tree::{File, Tree};
use super::{Rule, uses};

/// The modules of the program from the ground up. A module uses its own files and the layers below, never another module
/// of its layer and never one above. A template belongs to the module in whose folder it lies.
const LAYERS: &[&[&str]] = &[
    &["assets", "config", "key_file", "limits", "readiness"],
    &["standby"],
    &["view"],
    &["state"],
    &["http"],
    &["api", "emails", "exports", "page"],
    &["audit", "blocked_callers", "calls", "carrier", "log_in_as", "number_access", "tags"],
    &["live", "members", "numbers"],
    &["deletion", "qualified_rules", "reports", "settings", "setup"],
    &["seats"],
    &["invitations"],
    &["sign_in", "users"],
    &["jobs", "openapi"],
    &["router_api"],
    &["gallery", "router"],
    &["demo", "leaks"],
    &["cli"],
];

const FOLDER: &str = "crates/app/src/";

pub(super) const ORDER: Rule = Rule {
    requirement: "a module of the program uses only those below it, in the order of xtask/src/tidy/app_layers.rs",
    reason: "a noun that knows who shows it, routes to it or starts it can't be read or changed alone",
    violations: order_violations,
};

pub(super) const CYCLES: Rule = Rule {
    requirement: "no files of the program use each other in a cycle",
    reason: "files in a cycle can only be read, tested and changed together",
    violations: cycles,
};

pub(super) const PAGES: Rule = Rule {
    requirement: "a file called …_page.rs does not use the program's state",
    reason: "a page's view, template and samples are rendered and tested without a database",
    violations: page_violations,
};

pub(super) const PAGES_AND_API: Rule = Rule {
    requirement: "files called …_page.rs and api….rs never use each other",
    reason: "both present what core decides; shared logic belongs in core",
    violations: page_and_api_violations,
};

/// The names of a module's path from the crate's root.
type Module = Vec<String>;

fn order_violations(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    for file in tree.under(FOLDER, "") {
        let module = &module(file)[..];
        let [top, ..] = module else { continue };
        let Some(height) = height(top) else {
            violations.push(format!("{}: the module {top} has no place in the order", file.path));
            continue;
        };
        for used in used_paths(file).into_iter().filter_map(|path| path.into_iter().next()) {
            if used != *top && self::height(&used).is_some_and(|other| other >= height) {
                violations.push(format!("{} uses {used}", file.path));
            }
        }
    }
    violations.sort();
    violations.dedup();
    violations
}

fn height(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// `[calls, list]` of `crates/app/src/calls/list.rs`; empty for the crate's roots.
fn module(file: &File) -> Module {
    let path = file.path.strip_prefix(FOLDER).unwrap_or(&file.path);
    let path = path.split_once('.').map_or(path, |(path, _)| path);
    let names = path.split('/').filter(|name| !["mod", "lib", "main"].contains(name));
    names.map(str::to_owned).collect()
}

/// The paths of the crate that a file uses: in Rust by `crate` and `super`, in a template also by its folder.
fn used_paths(file: &File) -> Vec<Module> {
    let module = module(file);
    let absolute = |path: Vec<String>| {
        let up = path.iter().take_while(|name| *name == "super").count();
        let from = if path[0] == "crate" { 0 } else { module.len().saturating_sub(up) };
        let names = path.into_iter().skip_while(|name| name == "super" || name == "crate");
        module[..from].iter().cloned().chain(names).collect()
    };
    if file.path.ends_with(".html") {
        let quoted = ["extends \"", "import \"", "include \""].iter().flat_map(|tag| file.text.split(tag).skip(1));
        let folders = quoted.filter_map(|rest| rest.split(['/', '.']).next()).map(|folder| vec![folder.to_owned()]);
        return folders.chain(uses::paths(&file.text).into_iter().map(absolute)).collect();
    }
    uses::paths(&file.production_code()).into_iter().map(absolute).collect()
}

/// The files that use themselves indirectly, each with the next file of the cycle.
fn cycles(tree: &Tree) -> Vec<String> {
    let files: BTreeMap<Module, &File> = tree
        .under(FOLDER, ".rs")
        .filter(|file| !file.path.ends_with("/mod.rs"))
        .map(|file| (module(file), file))
        .filter(|(module, _)| !module.is_empty())
        .collect();
    let file_module = |path: &[String]| {
        (1..=path.len()).rev().map(|length| path[..length].to_vec()).find(|module| files.contains_key(module))
    };
    let uses: BTreeMap<&Module, Vec<Module>> = files
        .iter()
        .map(|(module, file)| {
            let others =
                used_paths(file).iter().filter_map(|path| file_module(path)).filter(|other| other != module).collect();
            (module, others)
        })
        .collect();
    let reaches = |from: &Module, to: &Module| {
        let (mut seen, mut open) = (vec![from.clone()], vec![from.clone()]);
        while let Some(module) = open.pop() {
            for other in &uses[&module] {
                if other == to {
                    return true;
                }
                if !seen.contains(other) {
                    seen.push(other.clone());
                    open.push(other.clone());
                }
            }
        }
        false
    };
    let in_a_cycle = |module: &Module, other: &Module| reaches(other, module);
    let mut violations = Vec::new();
    for (module, others) in &uses {
        let others = others.iter().filter(|other| in_a_cycle(module, other));
        violations.extend(
            others.map(|other| format!("{} uses {}, which leads back", files[*module].path, files[other].path)),
        );
    }
    violations.dedup();
    violations
}

fn is_page(name: &str) -> bool {
    name.ends_with("_page")
}

fn is_api(name: &str) -> bool {
    name == "api" || name.starts_with("api_")
}

fn page_violations(tree: &Tree) -> Vec<String> {
    let pages = tree.under(FOLDER, "_page.rs");
    let with_state = pages.filter(|file| used_paths(file).iter().any(|path| path[0] == "state"));
    with_state.map(|file| format!("{} uses crate::state", file.path)).collect()
}

fn page_and_api_violations(tree: &Tree) -> Vec<String> {
    let mut violations = Vec::new();
    for file in tree.under(FOLDER, ".rs") {
        let module = module(file);
        let Some(own) = module.last() else { continue };
        let other: fn(&str) -> bool = match () {
            () if is_page(own) => is_api,
            () if is_api(own) || is_api(&module[0]) => is_page,
            () => continue,
        };
        let others = used_paths(file).into_iter().filter(|path| path.iter().any(|name| other(name)));
        violations.extend(others.map(|path| format!("{} uses {}", file.path, path.join("::"))));
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::{Tree, cycles, order_violations, page_and_api_violations, page_violations};

    #[test]
    fn a_module_that_uses_its_own_or_a_higher_layer_is_reported() {
        let tree = Tree::of(&[
            ("crates/app/src/view/role.rs", "use crate::http::guard;"),
            ("crates/app/src/members/edit.rs", "use super::effect; use crate::{calls::{list, call}, numbers::form};"),
            ("crates/app/src/http/failure.html", "{% extends \"page/door.html\" %}"),
            ("crates/app/src/router.rs", "use crate::members;\n// crate::cli is above\n"),
        ]);
        let expected = [
            "crates/app/src/http/failure.html uses page",
            "crates/app/src/members/edit.rs uses numbers",
            "crates/app/src/view/role.rs uses http",
        ];
        assert_eq!(order_violations(&tree), expected);
    }

    #[test]
    fn a_module_without_a_place_is_reported() {
        let tree = Tree::of(&[("crates/app/src/gadgets/list.rs", ""), ("crates/app/src/lib.rs", "")]);
        let expected = ["crates/app/src/gadgets/list.rs: the module gadgets has no place in the order"];
        assert_eq!(order_violations(&tree), expected);
    }

    #[test]
    fn files_in_a_cycle_are_reported_and_those_beside_them_are_not() {
        let tree = Tree::of(&[
            ("crates/app/src/users/list.rs", "use super::selection::MAX;"),
            ("crates/app/src/users/selection.rs", "use crate::users::{filter::Query, list::Rows};"),
            ("crates/app/src/users/filter.rs", ""),
            ("crates/app/src/users/export.rs", "use super::list;"),
            ("crates/app/src/users/mod.rs", "mod list; pub(crate) use self::list::Rows;"),
        ]);
        let expected = [
            "crates/app/src/users/list.rs uses crates/app/src/users/selection.rs, which leads back",
            "crates/app/src/users/selection.rs uses crates/app/src/users/list.rs, which leads back",
        ];
        assert_eq!(cycles(&tree), expected);
    }

    #[test]
    fn a_page_that_uses_the_state_is_reported() {
        let page = ("crates/app/src/calls/list_page.rs", "use crate::{state::App, view::Nav};");
        let tree = Tree::of(&[page, ("crates/app/src/calls/list.rs", "use crate::state::App;")]);
        assert_eq!(page_violations(&tree), ["crates/app/src/calls/list_page.rs uses crate::state"]);
    }

    #[test]
    fn a_page_that_uses_the_api_and_an_api_that_uses_a_page_are_reported() {
        let tree = Tree::of(&[
            ("crates/app/src/calls/list_page.rs", "use super::api_call::CallRow;"),
            ("crates/app/src/calls/api.rs", "use super::{list_page::Row, export};"),
            ("crates/app/src/api/schema_words.rs", "use crate::calls::call_page;"),
            ("crates/app/src/calls/list.rs", "use super::list_page::Row; use crate::api::list;"),
        ]);
        let expected = [
            "crates/app/src/calls/list_page.rs uses calls::api_call::CallRow",
            "crates/app/src/calls/api.rs uses calls::list_page::Row",
            "crates/app/src/api/schema_words.rs uses calls::call_page",
        ];
        assert_eq!(page_and_api_violations(&tree), expected);
    }
}
