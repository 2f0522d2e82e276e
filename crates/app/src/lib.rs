//! The program: command line, HTTP, pages, JSON API, carrier webhooks, background work. It knows no SQL; what is true
//! without a browser is in `crewline-core`.

mod api;
mod assets;
mod carrier;
pub mod cli;
pub mod config;
mod demo;
mod exports;
mod handlers;
pub mod http;
mod jobs;
mod letters;
mod pages;
pub mod state;
mod view;
