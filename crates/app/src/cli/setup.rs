//! `crewline setup`: a business and its Owner, without the browser.

use std::path::PathBuf;

use clap::Args;
use crewline_core::members::{NewBusiness, create_business};
use serde_json::json;

use super::output::print_result;
use super::{Opener, Outcome, read_secret, to_error};

/// The arguments of `crewline setup`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The business's name.
    #[arg(long)]
    business: String,
    /// The Owner's name.
    #[arg(long)]
    name: String,
    /// The Owner's e-mail address.
    #[arg(long)]
    email: String,
    /// A file with the password; otherwise it is read from standard input.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// The business's time zone.
    #[arg(long, default_value = "UTC")]
    time_zone: String,
    /// The country that national phone numbers are read in.
    #[arg(long, default_value = "US")]
    country: String,
}

/// Makes the business, and prints it as JSON.
pub(super) async fn run(opener: &Opener, arguments: Arguments) -> Outcome {
    let password = read_secret(arguments.password_file.as_deref())?;
    let app = opener.open().await?;
    let new_business = NewBusiness {
        business: arguments.business,
        name: arguments.name,
        email: arguments.email,
        password,
        time_zone: arguments.time_zone,
        country: arguments.country,
    };
    let created = create_business(&app.db, &app.passwords, new_business).await.map_err(to_error)?;
    let printed = json!({
        "business": { "id": created.business, "slug": created.slug, "name": created.business_name },
        "user": { "id": created.user, "email": created.email },
        "member": { "id": created.member },
    });
    print_result(printed)
}
