//! The carrier against a product of a few documents, which checks signatures with code of its own.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod callbacks;
mod calls;
mod documents;
mod messages;
mod product;
mod recordings;
mod rest;
mod traffic;
