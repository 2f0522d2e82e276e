//! Tests of the whole program: requests to its router on both engines, and real processes.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod acceptance;
mod any_request;
mod api;
mod audit;
mod billing;
mod bodies;
mod client;
mod commands;
mod filters;
mod instance;
mod invitations;
mod invite;
mod invite_many;
mod isolation;
mod jobs;
mod log_in_as;
mod log_in_as_limits;
mod member_edit;
mod members;
mod messages;
mod outbox;
mod ownership;
mod pagination;
mod processes;
mod recordings;
mod route_params;
mod routes;
mod sign_in;
mod smtp_server;
mod users;
mod viewpoint;
mod world;
