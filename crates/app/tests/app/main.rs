//! The program as people and programs meet it: every test asks its router, on both engines.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod acceptance;
mod api;
mod ask;
mod audit;
mod billing;
mod bodies;
mod commands;
mod filters;
mod instance;
mod invitations;
mod invite;
mod invite_many;
mod isolation;
mod jobs;
mod log_in_as;
mod member_edit;
mod members;
mod outbox;
mod ownership;
mod paging;
mod people;
mod places;
mod processes;
mod recordings;
mod requests;
mod routes;
mod sink;
mod texts;
mod users;
mod viewpoint;
mod world;
