use std::fmt;

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

/// A moment in the person's time zone: a short text, the full time as a tooltip, and the exact time for machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct When {
    machine: String,
    full: String,
    text: String,
}

/// A moment in words, with its zone: `Monday, 7 December 2026, 17:24 (America/New York)`.
pub(crate) fn moment_words(at: Timestamp, zone: &TimeZone) -> String {
    let place = zone.iana_name().unwrap_or("UTC").replace('_', " ");
    format!("{} ({place})", zone.to_datetime(at).strftime("%A, %-d %B %Y, %H:%M"))
}

impl When {
    /// For a list: `Today 14:05`, `Yesterday 09:12`, `12 Nov 14:05`, `12 Nov 2025 14:05`.
    pub(crate) fn moment(at: Timestamp, zone: &TimeZone, now: Timestamp) -> Self {
        let local = zone.to_datetime(at);
        let today = zone.to_datetime(now).date();
        let day = if local.date() == today {
            "Today".to_owned()
        } else if today.yesterday().is_ok_and(|yesterday| yesterday == local.date()) {
            "Yesterday".to_owned()
        } else if local.year() == today.year() {
            local.strftime("%-d %b").to_string()
        } else {
            local.strftime("%-d %b %Y").to_string()
        };
        Self::new(at, local, zone, format!("{day} {}", local.strftime("%H:%M")))
    }

    /// For a timeline: `14:05:09`.
    pub(crate) fn clock(at: Timestamp, zone: &TimeZone) -> Self {
        let local = zone.to_datetime(at);
        Self::new(at, local, zone, local.strftime("%H:%M:%S").to_string())
    }

    /// For a day: `12 Nov 2025`.
    pub(crate) fn day(at: Timestamp, zone: &TimeZone) -> Self {
        let local = zone.to_datetime(at);
        Self::new(at, local, zone, local.strftime("%-d %b %Y").to_string())
    }

    /// For "last seen": `now`, `4 min ago`, `3 h ago`, `yesterday`, `5 days ago`, then the day.
    pub(crate) fn ago(at: Timestamp, zone: &TimeZone, now: Timestamp) -> Self {
        let local = zone.to_datetime(at);
        let minutes = now.duration_since(at).as_secs() / 60;
        let text = match minutes {
            ..=0 => "now".to_owned(),
            1..=59 => format!("{minutes} min ago"),
            60..=1439 => format!("{} h ago", minutes / 60),
            1440..=2879 => "yesterday".to_owned(),
            2880..=43_199 => format!("{} days ago", minutes / 1440),
            _ => local.strftime("%-d %b %Y").to_string(),
        };
        Self::new(at, local, zone, text)
    }

    /// For an expiry: `in 7 days`, `in 5 h`, `in 12 min`, rounded to the nearest, so that a link of seven days says
    /// seven days right after it was made.
    pub(crate) fn until(at: Timestamp, zone: &TimeZone, now: Timestamp) -> Self {
        let seconds = at.duration_since(now).as_secs();
        let (minutes, hours, days) = ((seconds + 30) / 60, (seconds + 1_800) / 3_600, (seconds + 43_200) / 86_400);
        let text = match (minutes, hours) {
            (..=0, _) => "now".to_owned(),
            (1..=59, _) => format!("in {minutes} min"),
            (_, ..=23) => format!("in {hours} h"),
            _ if days <= 1 => "in 1 day".to_owned(),
            _ => format!("in {days} days"),
        };
        Self::new(at, zone.to_datetime(at), zone, text)
    }

    fn new(at: Timestamp, local: DateTime, zone: &TimeZone, text: String) -> Self {
        let place = zone.iana_name().unwrap_or("UTC").replace('_', " ");
        let full = format!("{} ({place})", local.strftime("%A, %-d %B %Y, %H:%M:%S"));
        Self { machine: at.to_string(), full, text }
    }
}

impl fmt::Display for When {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, r#"<time datetime="{}" title="{}">{}</time>"#, self.machine, self.full, self.text)
    }
}

/// It holds digits and names of months and time zones, and nothing that a person typed.
impl askama::filters::HtmlSafe for When {}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};

    use super::When;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn today_is_the_persons_local_day() {
        let oakland = TimeZone::get("America/Los_Angeles").unwrap();
        let now = at("2026-11-24T07:30:00Z");
        let text_of = |text: &str| When::moment(at(text), &oakland, now).text;
        assert_eq!(text_of("2026-11-24T07:10:00Z"), "Today 23:10");
        assert_eq!(text_of("2026-11-23T07:10:00Z"), "Yesterday 23:10");
        assert_eq!(text_of("2026-02-01T20:00:00Z"), "1 Feb 12:00");
        assert_eq!(text_of("2025-02-01T20:00:00Z"), "1 Feb 2025 12:00");
    }

    #[test]
    fn a_past_time_is_coarser_the_older_it_is() {
        let now = at("2026-11-24T12:00:00Z");
        let text_of = |text: &str| When::ago(at(text), &TimeZone::UTC, now).text;
        assert_eq!(text_of("2026-11-24T11:59:40Z"), "now");
        assert_eq!(text_of("2026-11-24T12:00:40Z"), "now");
        assert_eq!(text_of("2026-11-24T11:56:00Z"), "4 min ago");
        assert_eq!(text_of("2026-11-24T09:00:00Z"), "3 h ago");
        assert_eq!(text_of("2026-11-23T11:00:00Z"), "yesterday");
        assert_eq!(text_of("2026-11-19T11:00:00Z"), "5 days ago");
        assert_eq!(text_of("2026-01-19T11:00:00Z"), "19 Jan 2026");
    }

    #[test]
    fn a_remaining_time_is_coarser_the_longer_it_is() {
        let now = at("2026-11-24T12:00:00Z");
        let text_of = |text: &str| When::until(at(text), &TimeZone::UTC, now).text;
        assert_eq!(text_of("2026-11-24T11:59:40Z"), "now");
        assert_eq!(text_of("2026-11-24T12:04:40Z"), "in 5 min");
        assert_eq!(text_of("2026-11-24T13:20:00Z"), "in 1 h");
        assert_eq!(text_of("2026-11-25T11:59:00Z"), "in 1 day");
        assert_eq!(text_of("2026-12-01T11:58:00Z"), "in 7 days");
        assert_eq!(text_of("2026-11-30T13:00:00Z"), "in 6 days");
        assert_eq!(text_of("2026-11-24T15:00:00Z"), "in 3 h");
        assert_eq!(text_of("2026-11-25T13:00:00Z"), "in 1 day");
        assert_eq!(text_of("2026-12-01T12:00:00Z"), "in 7 days");
    }

    #[test]
    fn the_datetime_attribute_is_exact() {
        let html = When::clock(at("2026-11-24T12:00:05Z"), &TimeZone::UTC).to_string();
        assert!(
            html.starts_with(r#"<time datetime="2026-11-24T12:00:05Z" title="Tuesday, 24 November 2026, 12:00:05"#)
        );
        assert!(html.ends_with(">12:00:05</time>"));
    }
}
