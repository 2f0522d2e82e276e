//! Two years of calls, in order, generated lazily.

use crewline_core::carrier::caller::Caller;
use crewline_core::carrier::id::CarrierId;
use crewline_core::carrier::phone_number::PhoneNumber;
use crewline_core::demo::{PastAnnotation, PastCall};
use crewline_core::ids::NumberId;
use crewline_core::time::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::DemoError;
use super::agency::{Client, Line};
use super::callers::{Callers, NextCaller};
use super::desk::{Desk, HeardCall};
use super::last_days::{DemoCall, DrawnCall, settle};
use super::market::SourceShares;
use super::outcome::{CallOutcome, Lengths};
use super::sounds::{Sounds, talk_seconds};
use super::spam;

/// The length of the history in days.
pub(super) const DAYS: i64 = 730;
/// The last days are generated together.
const LAST_DAYS: usize = 3;
/// At lunch fewer calls are answered.
const LUNCH: usize = 12;

/// A number of the demo.
#[derive(Clone, Debug)]
pub(super) struct SeededNumber {
    pub(super) number: NumberId,
    pub(super) destination: PhoneNumber,
    pub(super) forward_to: PhoneNumber,
    /// When it was added.
    pub(super) since: Timestamp,
    pub(super) client: Client,
    pub(super) line: Line,
}

/// A day, and how many calls it has.
#[derive(Debug)]
struct Day {
    date: Date,
    start: Timestamp,
    calls: u64,
}

/// The past calls.
pub(super) struct History<'h> {
    random: StdRng,
    days: std::vec::IntoIter<Day>,
    today: std::vec::IntoIter<DemoCall>,
    lines: &'h [SeededNumber],
    /// The callers of each line.
    callers: Vec<Callers>,
    sounds: &'h Sounds,
    /// The people who rate the calls, if anybody does.
    desk: Option<&'h Desk>,
    now: Timestamp,
    /// The present day and hour.
    last: (Date, usize),
}

impl<'h> History<'h> {
    /// A history of `calls` calls in all. The last has just ended.
    ///
    /// # Errors
    /// When the days are beyond the range of the calendar.
    pub(super) fn new(
        seed: u64,
        calls: u64,
        lines: &'h [SeededNumber],
        sounds: &'h Sounds,
        desk: Option<&'h Desk>,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Self, DemoError> {
        let local_now = zone.to_datetime(now.jiff());
        let last = (local_now.date(), usize::try_from(local_now.hour()).unwrap_or_default());
        let mut random = StdRng::seed_from_u64(seed);
        let callers = lines.iter().map(|line| Callers::near(&line.client.areas, &mut random)).collect();
        let mut history = Self {
            random,
            days: Vec::new().into_iter(),
            today: Vec::new().into_iter(),
            lines,
            callers,
            sounds,
            desk,
            now,
            last,
        };
        let mut days = Vec::new();
        let mut total = 0.0;
        for back in (0..DAYS).rev() {
            let date = last.0.checked_sub(jiff::Span::new().days(back))?;
            let start = Timestamp::from(date.to_zoned_datetime(zone.clone())?.timestamp());
            // More people call as the years go by.
            #[expect(clippy::cast_precision_loss, reason = "a few hundred days")]
            let growth = 1.4 - 0.6 * (back as f64 / DAYS as f64);
            let weight = growth * (0..lines.len()).map(|line| history.weight(line, date, start)).sum::<f64>();
            total += weight;
            days.push((Day { date, start, calls: 0 }, total));
        }
        // The sums are rounded, not the days, so that the days add up to exactly `calls`.
        let mut before = 0;
        for (day, up_to) in &mut days {
            #[expect(clippy::cast_precision_loss, reason = "far fewer calls than an f64 counts")]
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the calls")]
            let through = if total > 0.0 { (*up_to / total * calls as f64).round() as u64 } else { 0 };
            day.calls = through - before;
            before = through;
        }
        history.days = days.into_iter().map(|(day, _)| day).collect::<Vec<_>>().into_iter();
        Ok(history)
    }

    /// The relative number of calls to a number on a day.
    fn weight(&self, line: usize, date: Date, start: Timestamp) -> f64 {
        let SeededNumber { since, client, line, .. } = &self.lines[line];
        if *since > start {
            return 0.0;
        }
        let hours: f64 = self.hours(date).map(|hour| client.trade.hour(date.weekday(), hour)).sum();
        line.weight * client.trade.season(date) * hours
    }

    /// The hours of a day that have begun.
    fn hours(&self, date: Date) -> std::ops::Range<usize> {
        0..if date == self.last.0 { self.last.1 + 1 } else { 24 }
    }

    fn day(&mut self, day: &Day) -> Result<Vec<DrawnCall>, DemoError> {
        let weights: Vec<f64> = (0..self.lines.len()).map(|line| self.weight(line, day.date, day.start)).collect();
        let mut calls = (0..day.calls)
            .map(|_| {
                let line = pick(&weights, &mut self.random);
                self.call(line, day)
            })
            .collect::<Result<Vec<_>, _>>()?;
        calls.sort_by_key(|call| call.past.started_at);
        Ok(calls)
    }

    /// The calls of the next day, or of the last days together.
    fn next_calls(&mut self, day: &Day) -> Result<Vec<DemoCall>, DemoError> {
        let mut calls = self.day(day)?;
        if self.days.len() >= LAST_DAYS {
            let close = |call: DrawnCall| call.closed(self.desk, self.now, &mut self.random);
            return Ok(calls.into_iter().map(close).collect());
        }
        while let Some(day) = self.days.next() {
            calls.extend(self.day(&day)?);
        }
        calls.sort_by_key(|call| call.past.started_at);
        Ok(settle(calls, self.desk, self.now, &mut self.random))
    }

    fn call(&mut self, line_index: usize, day: &Day) -> Result<DrawnCall, DemoError> {
        let SeededNumber { number, destination, forward_to, client, line, .. } = &self.lines[line_index];
        let weekday = day.date.weekday();
        let hours: Vec<f64> = self.hours(day.date).map(|hour| client.trade.hour(weekday, hour)).collect();
        let random = &mut self.random;
        let hour = pick(&hours, random);
        let second = i64::try_from(hour).unwrap_or_default() * 3_600 + random.random_range(0..3_600);
        let drawn = Timestamp::from_millis(day.start.millis() + second * 1_000 + random.random_range(0..1_000));
        let spam = self.desk.and_then(|_| spam::draw(random));
        let since = self.desk.zip(spam).and_then(|(desk, spam)| desk.blocked_since(spam.digits));
        let outcome = match since {
            Some(since) if since < drawn => CallOutcome::Blocked,
            _ => {
                let lunch = if hour == LUNCH { 0.08 } else { 0.0 };
                let answered = SourceShares::of(line.source).answered - lunch;
                CallOutcome::draw(client.trade.is_open(weekday, hour), answered, random)
            }
        };
        let sound = match outcome {
            CallOutcome::Answered if line.records_calls && spam.is_none() => Some(self.sounds.talk(random)),
            CallOutcome::Voicemail => Some(self.sounds.message(random)),
            _ => None,
        };
        let sound_seconds = sound.map(|sound| sound.seconds);
        let lengths = Lengths {
            ring: outcome.ring_seconds(random),
            talk: match (outcome, sound_seconds) {
                // A recording is a little shorter than the talk.
                (CallOutcome::Answered, Some(seconds)) => seconds + random.random_range(0..3),
                (CallOutcome::Answered, None) if spam.is_some() => random.random_range(4..28),
                (CallOutcome::Answered, None) => talk_seconds(random.random_range(0.0..1.0)),
                _ => 0,
            },
            message: sound_seconds.unwrap_or_default(),
        };
        let total = i64::from(outcome.total_seconds(lengths));
        // Every past call has ended.
        let latest = self.now.plus_seconds(-total - random.random_range(4..600));
        let started_at = drawn.min(latest);
        let NextCaller { caller: from, name: caller_name, is_known } = match spam {
            Some(spam) => {
                NextCaller { caller: Caller::read(spam.digits), name: spam.name.map(str::to_owned), is_known: true }
            }
            None => self.callers[line_index].next(random),
        };
        let mut id = |prefix: &str| format!("{prefix}{:032x}", random.random::<u128>());
        let (call, leg, recording) = (id("CA"), id("CA"), id("RE"));
        let ended_at = started_at.plus_seconds(total);
        let (trade, is_spam) = (client.trade, spam.is_some());
        let heard = HeardCall { trade, source: line.source, outcome, is_spam, is_known, ended_at };
        let words = self.desk.and_then(|desk| desk.draw_words(heard, self.now, random));
        let is_open = outcome.is_unanswered() && !is_spam && from != Caller::Anonymous;
        let past = PastCall {
            number: *number,
            destination: destination.clone(),
            source: line.source.to_owned(),
            carrier_id: CarrierId::new(&call)?,
            from,
            caller_name,
            started_at,
            facts: outcome.facts(CarrierId::new(&leg)?, forward_to, started_at, lengths),
            recording: sound.map(|sound| sound.of_call(&recording, ended_at)).transpose()?,
            annotation: PastAnnotation::default(),
        };
        Ok(DrawnCall { past, words, is_open })
    }
}

impl Iterator for History<'_> {
    type Item = Result<DemoCall, DemoError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(call) = self.today.next() {
                return Some(Ok(call));
            }
            let day = self.days.next()?;
            match self.next_calls(&day) {
                Ok(calls) => self.today = calls.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Draws an index with a probability in proportion to its weight.
fn pick(weights: &[f64], random: &mut StdRng) -> usize {
    let total: f64 = weights.iter().sum();
    let mut left = random.random_range(0.0..1.0) * total;
    for (index, weight) in weights.iter().enumerate() {
        if left < *weight {
            return index;
        }
        left -= weight;
    }
    weights.iter().rposition(|weight| *weight > 0.0).unwrap_or_default()
}
