//! Generated calls, like those of a business on a working day.

use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use crate::call;
use crate::carrier::Carrier;
use crate::clock::Time;
use crate::script::{CallScript, Callee, End, Voicemail};

/// Area codes and caller names.
const AREAS: [&str; 10] = ["212", "303", "312", "404", "415", "503", "617", "702", "713", "206"];
const NAMES: [&str; 12] = [
    "ALVAREZ M",
    "BRIGHT DENTAL",
    "CHEN L",
    "DUBOIS PAUL",
    "GARCIA ANA",
    "HARBOR HOMES",
    "IVERSON K",
    "JOHNSON T",
    "KOWALSKI E",
    "NGUYEN H",
    "OAK ST BAKERY",
    "WIRELESS CALLER",
];

/// The settings of generated traffic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Traffic {
    /// Decides every caller, gap and outcome.
    pub seed: u64,
    /// The average number of calls.
    pub per_minute: f64,
    /// The numbers that are called; all of the account's when empty.
    pub numbers: Vec<String>,
    /// The number of calls; unlimited when left out.
    pub limit: Option<u64>,
    /// The speed of the calls; gaps between them are in real time.
    pub time: Time,
}

impl Default for Traffic {
    fn default() -> Self {
        Self { seed: 1, per_minute: 4.0, numbers: Vec::new(), limit: None, time: Time::Scaled(10.0) }
    }
}

/// Running traffic. Dropping it places no further call; running calls end normally.
#[derive(Debug)]
pub struct RunningTraffic {
    task: JoinHandle<u64>,
    stop: oneshot::Sender<()>,
}

impl RunningTraffic {
    /// Places no further call and waits for the running ones. Returns how many were placed.
    pub async fn stop(self) -> u64 {
        drop(self.stop);
        self.task.await.unwrap_or_default()
    }

    /// Waits until [`Traffic::limit`] is reached and the last call has ended. Returns how many were placed.
    pub async fn finish(self) -> u64 {
        self.task.await.unwrap_or_default()
    }
}

pub(crate) fn start(carrier: Arc<Carrier>, traffic: Traffic) -> RunningTraffic {
    let (stop, stopped) = oneshot::channel();
    RunningTraffic { task: tokio::spawn(run_traffic(carrier, traffic, stopped)), stop }
}

async fn run_traffic(carrier: Arc<Carrier>, mut traffic: Traffic, mut stopped: oneshot::Receiver<()>) -> u64 {
    if traffic.numbers.is_empty() {
        traffic.numbers = carrier.data().numbers().iter().map(|number| number.phone_number.clone()).collect();
    }
    let limit = traffic.limit.unwrap_or(u64::MAX);
    let mut scripts = TrafficScripts::new(traffic);
    let mut calls = JoinSet::new();
    let mut placed = 0;
    while placed < limit {
        let Some((gap, script)) = scripts.next() else {
            break;
        };
        tokio::select! {
            () = tokio::time::sleep(gap) => {}
            // The sender never sends: it is dropped.
            _ = &mut stopped => break,
        }
        while calls.try_join_next().is_some() {}
        let carrier = Arc::clone(&carrier);
        calls.spawn(async move {
            match call::start(&carrier, script).await {
                Ok(transcript) => {
                    for problem in transcript.problems {
                        tracing::warn!(problem, sid = transcript.sid, "a generated call had a problem");
                    }
                }
                Err(error) => tracing::warn!(%error, "a generated call could not be placed"),
            }
        });
        placed += 1;
    }
    while calls.join_next().await.is_some() {}
    placed
}

/// The calls of traffic and the gaps before them: the same for the same [`Traffic`], and endless unless there are no
/// numbers to call.
#[derive(Debug)]
pub struct TrafficScripts {
    traffic: Traffic,
    random: StdRng,
}

impl TrafficScripts {
    /// Starts with the first call.
    #[must_use]
    pub fn new(traffic: Traffic) -> Self {
        Self { random: StdRng::seed_from_u64(traffic.seed), traffic }
    }

    fn caller(&mut self) -> (String, Option<String>) {
        if self.random.random_bool(0.04) {
            return ("anonymous".to_owned(), None);
        }
        let area = AREAS[self.random.random_range(0..AREAS.len())];
        // So few lines that some callers call again.
        let line = self.random.random_range(0..100);
        let name = NAMES[(line as usize + area.len() * 5) % NAMES.len()];
        let named = self.random.random_bool(0.7);
        (format!("+1{area}55501{line:02}"), named.then(|| name.to_owned()))
    }

    fn callee(&mut self) -> Callee {
        let ring_ms = self.random.random_range(2_000..14_000);
        match self.random.random_range(0..100) {
            0..68 => {
                // Most conversations are short, a few are long.
                let talk = self.random.random_range(0.0_f64..1.0).powi(3);
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 8 s and 16 min")]
                let talk_ms = 8_000 + (talk * 950_000.0) as u64;
                let end = if self.random.random_bool(0.5) { End::Caller } else { End::Callee };
                Callee::Answers { after_ms: ring_ms, talk_ms, end }
            }
            68..82 => Callee::NoAnswer,
            82..92 => Callee::Abandoned { after_ms: ring_ms },
            92..98 => Callee::Busy { after_ms: 900 },
            _ => Callee::Failed { after_ms: 700 },
        }
    }
}

impl Iterator for TrafficScripts {
    type Item = (Duration, CallScript);

    fn next(&mut self) -> Option<Self::Item> {
        if self.traffic.numbers.is_empty() || self.traffic.per_minute <= 0.0 {
            return None;
        }
        // The gaps of independent callers: exponential.
        let uniform: f64 = self.random.random_range(f64::EPSILON..1.0);
        let gap = Duration::from_secs_f64((-uniform.ln() * 60.0 / self.traffic.per_minute).min(86_400.0));
        let to = self.traffic.numbers[self.random.random_range(0..self.traffic.numbers.len())].clone();
        let (from, caller_name) = self.caller();
        let script = CallScript {
            from,
            to,
            caller_name,
            callee: self.callee(),
            voicemail: Voicemail { seconds: self.random.random_range(0..40), hangs_up: true },
            time: Some(self.traffic.time),
            ..CallScript::default()
        };
        Some((gap, script))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scripts(seed: u64) -> Vec<(Duration, CallScript)> {
        let numbers = vec!["+14155550100".to_owned(), "+14155550101".to_owned()];
        TrafficScripts::new(Traffic { seed, numbers, ..Traffic::default() }).take(500).collect()
    }

    #[test]
    fn a_seed_always_gives_the_same_calls() {
        assert_eq!(scripts(7), scripts(7));
        assert_ne!(scripts(7), scripts(8));
    }

    #[test]
    fn traffic_has_every_kind_of_call_at_the_requested_rate() {
        let scripts = scripts(7);
        let count = |good: fn(&Callee) -> bool| scripts.iter().filter(|(_, script)| good(&script.callee)).count();
        assert!(count(|callee| matches!(callee, Callee::Answers { .. })) > 250);
        assert!(count(|callee| matches!(callee, Callee::NoAnswer)) > 20);
        assert!(count(|callee| matches!(callee, Callee::Abandoned { .. })) > 20);
        assert!(count(|callee| matches!(callee, Callee::Busy { .. })) > 5);
        let minutes = scripts.iter().map(|(gap, _)| gap.as_secs_f64()).sum::<f64>() / 60.0;
        let rate = 500.0 / minutes;
        assert!((3.0..5.0).contains(&rate), "{rate} calls a minute");
    }
}
