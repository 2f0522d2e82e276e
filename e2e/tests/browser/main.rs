//! The pages in a real browser.

mod agency;
mod calls;
mod first_run;
mod harness;
mod invite;
mod keyboard;
mod no_script;
mod pages;
mod team;
