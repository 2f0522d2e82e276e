//! The stores, each test on both engines.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod accept;
mod access;
mod accounts;
mod activity;
mod answer;
mod audit;
mod bulk;
mod calls;
mod calls_pages;
mod carrier_fixture;
mod decline;
mod edit;
mod effects;
mod groups;
mod handover;
mod intake;
mod invitation_fixture;
mod invitations;
mod isolation;
mod jobs;
mod live;
mod log_in_as_flow;
mod log_in_as_sessions;
mod mail;
mod members;
mod messages;
mod migrations;
mod numbers;
mod parity;
mod rank;
mod rank_rules_in_sql;
mod recordings;
mod recover;
mod remove;
mod resend;
mod reset;
mod schedule;
mod seats;
mod team_fixture;
mod typed_text;
mod unusable_databases;
mod users;
mod visibility;
