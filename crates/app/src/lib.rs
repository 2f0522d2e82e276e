//! The program: command line, HTTP, pages, JSON API, carrier webhooks, background work. It has no SQL; the rules of the
//! product are in `crewline-core`.

mod api;
mod assets;
mod audit;
mod calls;
mod carrier;
pub mod cli;
pub mod config;
mod demo;
mod emails;
mod exports;
#[cfg(test)]
mod gallery;
pub mod http;
mod invitations;
mod jobs;
pub mod limits;
mod live;
mod log_in_as;
mod members;
mod number_access;
mod numbers;
mod openapi;
mod page;
pub mod router;
mod router_api;
mod seats;
mod settings;
mod sign_in;
mod standby;
pub mod state;
mod users;
mod view;
