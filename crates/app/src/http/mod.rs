//! HTTP: guards, extractors, failures, and the headers of every response.

pub mod api_failure;
pub(crate) mod client;
pub(crate) mod compression;
pub(crate) mod cookies;
pub(crate) mod extract;
pub(crate) mod failure;
pub(crate) mod flash;
pub(crate) mod form_binding;
pub mod guard;
pub(crate) mod guess;
pub(crate) mod headers;
pub(crate) mod health;
pub(crate) mod json_failure;
pub(crate) mod known_device;
pub(crate) mod log_in_as;
pub(crate) mod log_in_as_banner;
pub(crate) mod metrics;
pub(crate) mod origin;
pub mod page_failure;
pub(crate) mod panics;
pub(crate) mod parameters;
pub(crate) mod patience;
pub(crate) mod query;
pub(crate) mod redirect;
pub mod routes;
pub(crate) mod server;
pub(crate) mod signed_in;
pub(crate) mod visitor;

pub(crate) use client::{address, device, device_signing_in};
pub(crate) use guess::begin_guess;
