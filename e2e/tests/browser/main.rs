//! The pages in a real browser.

mod agency;
mod answers;
mod calls;
mod dashboard;
mod first_run;
mod harness;
mod invite;
mod keyboard;
mod keys;
mod no_script;
mod page_audit;
mod pages;
mod team;
mod unsaved;
