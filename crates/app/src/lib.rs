//! The program: command line, HTTP, pages, JSON API, carrier webhooks, background work. It has no SQL; the rules of the
//! product are in `crewline-core`.

mod api;
mod assets;
mod audit;
mod blocked_callers;
mod calls;
mod carrier;
pub mod cli;
pub mod config;
mod deletion;
mod demo;
mod emails;
mod exports;
#[cfg(test)]
mod gallery;
pub mod http;
mod invitations;
mod jobs;
mod key_file;
pub mod leaks;
pub mod limits;
mod live;
mod log_in_as;
mod members;
mod number_access;
mod numbers;
mod openapi;
mod page;
mod qualified_rules;
mod readiness;
mod reports;
pub mod router;
mod router_api;
mod seats;
mod settings;
mod setup;
mod sign_in;
mod standby;
pub mod state;
mod tags;
mod users;
mod view;
