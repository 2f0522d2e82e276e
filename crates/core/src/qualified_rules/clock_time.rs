//! A time of day.

use std::fmt;
use std::str::FromStr;

const MINUTES_IN_HOUR: u16 = 60;
const HOURS_IN_DAY: u16 = 24;

/// A time of day, to the minute, as a clock on the wall shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime(u16);

impl ClockTime {
    /// The time of day of a moment that a clock shows.
    pub(super) fn of(at: jiff::civil::DateTime) -> Self {
        let part = |part: i8| u16::try_from(part).unwrap_or_default();
        Self(part(at.hour()) * MINUTES_IN_HOUR + part(at.minute()))
    }

    /// The moment of a day at which clocks show it.
    pub(crate) fn on(self, day: jiff::civil::Date) -> jiff::civil::DateTime {
        let part = |part: u16| i8::try_from(part).unwrap_or_default();
        day.at(part(self.0 / MINUTES_IN_HOUR), part(self.0 % MINUTES_IN_HOUR), 0, 0)
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / MINUTES_IN_HOUR, self.0 % MINUTES_IN_HOUR)
    }
}

/// The text is not a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Use a time of day like 09:00.")]
pub struct NotAClockTime;

impl FromStr for ClockTime {
    type Err = NotAClockTime;

    fn from_str(text: &str) -> Result<Self, NotAClockTime> {
        let (hour, minute) = text.split_once(':').ok_or(NotAClockTime)?;
        let part = |text: &str, end: u16| match text.as_bytes() {
            [b'0'..=b'9', b'0'..=b'9'] => text.parse::<u16>().ok().filter(|part| *part < end).ok_or(NotAClockTime),
            _ => Err(NotAClockTime),
        };
        Ok(Self(part(hour, HOURS_IN_DAY)? * MINUTES_IN_HOUR + part(minute, MINUTES_IN_HOUR)?))
    }
}

impl serde::Serialize for ClockTime {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for ClockTime {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_has_one_spelling() {
        for text in ["00:00", "09:05", "23:59"] {
            assert_eq!(text.parse::<ClockTime>().unwrap().to_string(), text);
        }
        for wrong in ["", "9:00", "24:00", "12:60", "12", "12:5", "1 :00", "+1:00", "12:00:00", "ab:cd"] {
            assert_eq!(wrong.parse::<ClockTime>(), Err(NotAClockTime), "{wrong}");
        }
    }
}
