//! The result of the search.

use std::collections::BTreeSet;
use std::fmt;

use crewline_core::leaks::LimitedViewer;
use serde::Serialize;

/// The kind of a leak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LeakKind {
    /// A name, a source or another text of a number that is not the viewer's.
    Name,
    /// Digits of a phone number that is not the viewer's.
    Number,
    /// A thing of another number, or its id.
    Thing,
    /// An answer that differs after things were added that are not the viewer's, such as a count.
    Difference,
    /// An event of the live stream.
    Event,
}

/// Something that a viewer receives of a number that is not theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Leak {
    /// The viewer's membership.
    pub viewer: String,
    /// The viewer's name.
    pub viewer_name: String,
    /// The address of the answer.
    pub surface: String,
    /// Its kind.
    pub kind: LeakKind,
    /// The text, or the difference.
    pub what: String,
}

/// The result of the search.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The business.
    pub business: String,
    /// How many viewers were signed in.
    pub viewers: usize,
    /// How many answers were read.
    pub requests: usize,
    /// The leaks.
    pub leaks: Vec<Leak>,
    /// Addresses whose answers change by themselves, so that they could not be compared.
    pub changing: BTreeSet<String>,
    /// The parts that could not be searched, in sentences.
    pub notes: Vec<String>,
}

impl Report {
    pub(super) fn new(business: &str, viewers: usize) -> Self {
        Self {
            business: business.to_owned(),
            viewers,
            requests: 0,
            leaks: Vec::new(),
            changing: BTreeSet::new(),
            notes: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, viewer: &LimitedViewer, surface: &str, kind: LeakKind, what: String) {
        let leak = Leak {
            viewer: viewer.member.to_string(),
            viewer_name: viewer.name.clone(),
            surface: surface.to_owned(),
            kind,
            what,
        };
        if !self.leaks.contains(&leak) {
            self.leaks.push(leak);
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for leak in &self.leaks {
            let kind = match leak.kind {
                LeakKind::Name => "a name",
                LeakKind::Number => "a number",
                LeakKind::Thing => "a thing",
                LeakKind::Difference => "a difference",
                LeakKind::Event => "an event",
            };
            writeln!(f, "{} ({}): {}: {kind}: {}", leak.viewer_name, leak.viewer, leak.surface, leak.what)?;
        }
        for path in &self.changing {
            writeln!(f, "not compared, since it changes by itself: {path}")?;
        }
        for note in &self.notes {
            writeln!(f, "{note}")?;
        }
        let Self { business, viewers, requests, leaks, .. } = self;
        write!(f, "{business}: {viewers} viewers with Specific Numbers, {requests} answers, {} leaks", leaks.len())
    }
}
