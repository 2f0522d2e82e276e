//! The carrier against a product that is nothing but a few documents, and that checks signatures by itself.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its stage too")]

mod callbacks;
mod calls;
mod documents;
mod messages;
mod product;
mod recordings;
mod rest;
mod traffic;
