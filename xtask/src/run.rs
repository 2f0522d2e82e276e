//! The state that the steps of one run share.

use crate::cluster::{Cluster, Durability};
use crate::failure::{Failure, Outcome};

/// One run of `cargo xtask test` or `cargo xtask check`.
#[derive(Default)]
pub(crate) struct Run {
    cluster: Option<Cluster>,
    /// The closing lines of the test runners, shown again at the end.
    pub(crate) closing_lines: Vec<String>,
}

impl Run {
    /// The run's own PostgreSQL, started when the first step needs it and removed at the end.
    ///
    /// # Errors
    /// When it can't be started.
    pub(crate) fn cluster(&mut self) -> Outcome<&Cluster> {
        if self.cluster.is_none() {
            self.cluster = Some(Cluster::start(Durability::Fleeting)?);
        }
        self.cluster.as_ref().ok_or_else(|| Failure::new("PostgreSQL is gone"))
    }

    /// Stops PostgreSQL and returns the closing lines.
    pub(crate) fn end(self) -> Vec<String> {
        self.closing_lines
    }
}
