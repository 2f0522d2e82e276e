//! `crewline plan set`: the plan of a business.

use clap::Subcommand;
use crewline_core::seats::{PlanChangeOutcome, set_plan};

use super::output::print_result;
use super::{Opener, Outcome, find_operator, to_error};

/// The commands for plans.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Put a business on one of the configured plans. A plan with fewer seats removes nobody.
    Set {
        /// The business's name in addresses.
        #[arg(long, value_name = "SLUG")]
        business: String,
        /// The plan's key.
        #[arg(long, value_name = "KEY")]
        plan: String,
    },
}

/// Sets the plan.
pub(super) async fn run(opener: &Opener, command: Command) -> Outcome {
    let Command::Set { business: slug, plan } = command;
    let app = opener.open().await?;
    let operator = find_operator(app, &slug).await?;
    let name = match set_plan(&app.db, &operator, &app.config.terms.plans, &plan).await.map_err(to_error)? {
        PlanChangeOutcome::Already(plan) | PlanChangeOutcome::Changed { to: plan, .. } => plan.name,
    };
    print_result(format_args!("{slug} is on the plan {name}"))
}
