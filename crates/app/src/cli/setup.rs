//! `crewline setup`: a business and its Owner, without the browser.

use std::path::PathBuf;

use clap::Args;
use crewline_core::members::{NewBusiness, create_business};
use serde_json::json;

use super::{Opener, Outcome, secret, sentence};

/// What `crewline setup` takes.
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

/// Makes it, and prints what was made as JSON.
pub(super) async fn run(opener: &Opener, arguments: Arguments) -> Outcome {
    let password = secret(arguments.password_file.as_deref())?;
    let app = opener.open().await?;
    let founding = NewBusiness {
        business: arguments.business,
        name: arguments.name,
        email: arguments.email,
        password,
        time_zone: arguments.time_zone,
        country: arguments.country,
    };
    let founded = create_business(&app.db, &app.passwords, founding).await.map_err(sentence)?;
    let printed = json!({
        "business": { "id": founded.business, "slug": founded.slug, "name": founded.business_name },
        "user": { "id": founded.user, "email": founded.email },
        "member": { "id": founded.member },
    });
    println!("{printed}");
    Ok(())
}
