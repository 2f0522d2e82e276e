//! Reports: the dashboard, as a page and in JSON.

pub(crate) mod api;
pub(crate) mod callers;
mod change;
pub(crate) mod dashboard;
mod dashboard_address;
mod dashboard_figures;
pub(crate) mod dashboard_page;
#[cfg(test)]
mod dashboard_samples;
mod days_words;
mod money;
mod part;
mod question;
