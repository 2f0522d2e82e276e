//! Settings: a file for each tab.

pub(crate) mod billing;
pub(crate) mod billing_page;
pub(crate) mod blocked_callers;
pub(crate) mod blocked_callers_page;
pub(crate) mod business;
pub(crate) mod business_page;
pub(crate) mod carrier;
pub(crate) mod carrier_page;
pub(crate) mod email;
pub(crate) mod existing_accounts;
pub(crate) mod failed_jobs;
pub(crate) mod profile;
pub(crate) mod profile_page;
pub(crate) mod qualified_calls;
pub(crate) mod qualified_calls_page;
pub(crate) mod qualified_rule;
pub(crate) mod qualified_rule_page;
pub(crate) mod security;
pub(crate) mod security_page;
pub(crate) mod tabs;
mod tabs_page;
pub(crate) mod tags;
pub(crate) mod tags_page;
pub(crate) mod theme;
pub(crate) mod tokens;
pub(crate) mod tokens_page;
