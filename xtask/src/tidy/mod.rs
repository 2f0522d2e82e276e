//! `cargo xtask tidy`: rules of the architecture that the compiler can't check, checked in the text of the tree.

mod app_layers;
mod attributes;
mod ceilings;
mod directions;
mod drivers;
mod effects;
mod global_statements;
mod lengths;
mod machine_proofs;
mod migrations;
mod names;
mod paths;
mod references;
mod sleeps;
mod statements;
mod tree;
mod uses;

use crate::failure::{Failure, Outcome};
use tree::Tree;

/// A rule of the architecture.
struct Rule {
    requirement: &'static str,
    reason: &'static str,
    violations: fn(&Tree) -> Vec<String>,
}

const RULES: &[Rule] = &[
    app_layers::ORDER,
    app_layers::CYCLES,
    app_layers::PAGES,
    app_layers::PAGES_AND_API,
    attributes::RULE,
    ceilings::RULE,
    directions::CORE,
    directions::NO_SQL_IN_APP,
    drivers::PURE_PROTOCOL,
    drivers::RULE,
    effects::RULE,
    global_statements::RULE,
    lengths::RULE,
    machine_proofs::RULE,
    migrations::RULE,
    names::RULE,
    paths::RULE,
    references::RULE,
    sleeps::RULE,
    statements::RULE,
];

/// Checks every rule.
///
/// # Errors
/// When one is broken, or there are arguments.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err(Failure::new("tidy takes no arguments"));
    }
    let tree = Tree::read()?;
    let mut broken = 0;
    for rule in RULES {
        let violations = (rule.violations)(&tree);
        if violations.is_empty() {
            continue;
        }
        broken += 1;
        println!("{}, since {}. Broken by:", rule.requirement, rule.reason);
        for violation in violations {
            println!("  {violation}");
        }
    }
    println!("{} rules over {} files", RULES.len(), tree.files().len());
    global_statements::print(&tree);
    if broken == 0 { Ok(()) } else { Err(Failure::new(format!("{broken} rules are broken"))) }
}
