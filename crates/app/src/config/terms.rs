//! The terms of invitations: plans, how long a link works, and whether people with an account are asked.

use std::collections::BTreeMap;

use crewline_core::invitations::{ExistingAccounts, HourlyLimits, Terms};
use crewline_core::live::StreamLimits;
use crewline_core::seats::{BadPlans, Plan, Plans};
use serde::Deserialize;

use super::{BadConfig, bad_config, read, values};

/// The plans of a file, or the one unlimited plan.
fn plans(file: Option<&str>, default: Option<&str>) -> Result<Plans, BadConfig> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        plan: Vec<Plan>,
    }
    let all = match file {
        None => Plans::unlimited().all().to_vec(),
        Some(path) => {
            let text =
                std::fs::read_to_string(path).map_err(|error| bad_config("PLANS", &format!("{path}: {error}")))?;
            toml::from_str::<File>(&text).map_err(|error| bad_config("PLANS", &error.message()))?.plan
        }
    };
    Plans::new(all, default).map_err(|error| match error {
        BadPlans::None => bad_config("PLANS", &"the file has no [[plan]]"),
        BadPlans::NoDefault(_) => bad_config("DEFAULT_PLAN", &error),
        _ => bad_config("PLANS", &error),
    })
}

/// Reads the terms of invitations.
pub(super) fn read_terms(settings: &BTreeMap<String, String>) -> Result<Terms, BadConfig> {
    let hours = read(settings, "team_invitation_hours", "168", |text| values::whole_number(text, 1..=720, "hours"))?;
    let existing = match settings.get("team_existing_accounts").map_or("add", String::as_str) {
        "add" => ExistingAccounts::Added,
        "ask" => ExistingAccounts::Invited,
        other => {
            return Err(bad_config(
                "TEAM_EXISTING_ACCOUNTS",
                &format!("{} is neither add nor ask", values::shown(other)),
            ));
        }
    };
    let text = |key: &str| settings.get(key).map(String::as_str);
    let hourly = HourlyLimits {
        by_member: at_least_one(settings, "team_invitations_per_member_hour", "600", "invitations")?,
        by_business: at_least_one(settings, "team_invitations_per_business_hour", "1200", "invitations")?,
    };
    let plans = plans(text("plans"), text("default_plan"))?;
    Ok(Terms { plans, life_seconds: i64::from(hours) * 3_600, existing, hourly })
}

/// Reads the limits of live streams.
pub(super) fn read_stream_limits(settings: &BTreeMap<String, String>) -> Result<StreamLimits, BadConfig> {
    Ok(StreamLimits {
        per_member: at_least_one(settings, "live_streams_per_member", "50", "streams")?,
        in_all: at_least_one(settings, "live_streams", "5000", "streams")?,
    })
}

fn at_least_one(settings: &BTreeMap<String, String>, key: &str, default: &str, unit: &str) -> Result<u32, BadConfig> {
    read(settings, key, default, |text| values::whole_number(text, 1..=1_000_000, unit))
}
