//! Work that is done after a change: letters are sent, recordings are fetched, digests are written.
//!
//! A job is a row that the transaction of its change writes. A [`Worker`] of any process claims it for a while, runs the
//! function of its [`Kind`], and deletes it. A failed attempt is repeated later; a job that fails for good stays, with
//! its failure in words, until a person tries it again.
//!
//! **Invariants.** A job that is claimed is run by no other worker until the claim ends. A process that dies loses no
//! job: its claims expire. A business has no more than its share of the places of a kind, and a kind has places of
//! its own, so neither delays another.

mod claim;
mod enqueue;
mod failed;
mod job;
mod kind;
mod lanes;
mod log_text;
mod registry;
mod settle;
mod worker;

pub(crate) use enqueue::{NewJob, enqueue, enqueue_for_no_business};
pub use failed::{Count, FailedJob, counts, failed, try_again};
pub use job::{Failure, Job};
pub use kind::{Backoff, Kind, OnStop};
pub use registry::{Label, Outcome, Registry, Work};
pub use worker::{AttemptCounts, Jitter, RELEASE_TIMEOUT, Worker, random_jitter};
