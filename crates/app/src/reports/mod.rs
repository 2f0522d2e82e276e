//! Reports: the dashboard, analytics and saved reports, as pages and in JSON.

pub(crate) mod analytics;
mod analytics_chart;
mod analytics_export;
mod analytics_form;
pub(crate) mod analytics_page;
mod analytics_question;
#[cfg(test)]
mod analytics_samples;
mod analytics_table;
pub(crate) mod api;
pub(crate) mod api_analytics;
pub(crate) mod api_outside;
mod api_question;
pub(crate) mod api_saved;
pub(crate) mod callers;
mod change;
mod chart_figure;
mod choices;
mod counted_calls;
pub(crate) mod dashboard;
mod dashboard_figures;
pub(crate) mod dashboard_page;
#[cfg(test)]
mod dashboard_samples;
mod days_words;
pub(crate) mod letter;
pub(crate) mod letters_end;
mod measures;
pub(crate) mod outside;
pub(crate) mod outside_page;
mod page_question;
mod part;
pub(crate) mod preparation;
mod question;
mod report_address;
mod row_keys;
pub(crate) mod saved;
pub(crate) mod saved_page;
mod saved_question;
pub(crate) mod schedule;
pub(crate) mod schedule_page;
mod schedule_runs;
mod time_slots;
