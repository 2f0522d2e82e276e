//! Timestamps in milliseconds since 1970 in UTC, the days of a time zone, and the clock that is passed in.

mod local_day;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub use local_day::{day_from_number, day_number, day_of, day_start};

/// A moment, in milliseconds since 1970 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub(crate) i64);

impl Timestamp {
    /// The moment this many milliseconds after 1970 began in UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970 began in UTC.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The moment this many seconds later (or earlier, if negative).
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The moment this many milliseconds later.
    pub(crate) const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Whole seconds from an earlier moment to this one, never negative.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        let seconds = self.0.saturating_sub(earlier.0) / 1000;
        if seconds < 0 { 0 } else { seconds }
    }

    /// As jiff's type, for calendars and formatting. A moment outside jiff's range becomes the nearest end of it.
    pub fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(at: jiff::Timestamp) -> Self {
        Self(at.as_millisecond())
    }
}

/// RFC 3339 in UTC, with a fraction of the second unless it is zero.
impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.jiff().fmt(f)
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// The source of the time.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that moves only when it is advanced.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A manual clock, set to a moment.
    pub fn at(moment: Timestamp) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(moment.0)))
    }

    /// The moment now.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine for the time")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => jiff::Timestamp::now().into(),
            Self::Manual(millis) => Timestamp(millis.load(Ordering::Acquire)),
        }
    }

    /// Advances a manual clock; does nothing to the machine's.
    pub fn advance_seconds(&self, seconds: i64) {
        if let Self::Manual(millis) = self {
            millis.fetch_add(seconds * 1000, Ordering::AcqRel);
        }
    }
}
