//! The stores, each test on both engines.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod accept;
mod access;
mod answer;
mod audit;
mod beneath;
mod bulk;
mod calls;
mod decline;
mod desk;
mod edit;
mod effects;
mod groups;
mod handover;
mod intake;
mod invitations;
mod isolation;
mod jobs;
mod line;
mod live;
mod log_in_as;
mod logging_in_as;
mod mail;
mod members;
mod messages;
mod migrations;
mod numbers;
mod opening;
mod pages;
mod parity;
mod people;
mod rank;
mod recordings;
mod recover;
mod remove;
mod resend;
mod reset;
mod roster;
mod schedule;
mod seats;
mod sight;
mod team;
mod texts;
mod touch;
