//! The pages in a real browser.

mod agency;
mod calls;
mod first_run;
mod harness;
mod keyboard;
mod no_script;
mod pages;
mod team;
