//! Counts failures by key. Each counter is a leaky bucket: it holds `burst` failures, and one leaks out every `one_per`.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The limits of a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    /// Tells counters of the same key apart.
    pub(super) kind: u8,
    /// The failures at once.
    pub(super) burst: u32,
    /// The time in which one is forgotten.
    pub(super) one_per: Duration,
    /// Whether each one that passes gives room for one more failure for a while.
    pub(super) gains_by_passes: bool,
}

/// How long one that has passed gives room for a failure.
const PASS_LIFE: Duration = Duration::from_secs(3_600);
/// The most that give room in one counter.
const MAX_PASSES: usize = 1_000;

/// A counter: its rule, and the hash of what it counts by. A hash bounds the memory that one key takes, and can't be chosen
/// from outside, since its seed is the process's own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    rule: Rule,
    hash: u64,
}

/// The answer of the counters to an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    /// It holds a place in each counter until it is settled.
    Admitted,
    /// Attempts that are not settled yet may fill a counter: ask again when one is.
    Undecided,
    /// A counter is full.
    Full {
        /// Its rule.
        rule: Rule,
        /// The time until it has room for one.
        wait: Duration,
    },
}

#[derive(Debug)]
struct Counter {
    /// When the last failure will have leaked out.
    empty_at: Instant,
    /// Admitted attempts that are not settled yet.
    pending: u32,
    /// For the first counter of an attempt: when each of its failures will have leaked out of the other counters.
    elsewhere: Vec<(u8, u64, Instant)>,
    /// Those that have passed, each counted once, and until when it gives room.
    passes: HashMap<u64, Instant>,
}

impl Counter {
    fn failures(&self, rule: Rule, now: Instant) -> u32 {
        let left = self.empty_at.saturating_duration_since(now);
        u32::try_from(left.as_nanos().div_ceil(rule.one_per.as_nanos().max(1))).unwrap_or(u32::MAX)
    }

    /// The failures at once.
    fn allowed(&self, rule: Rule, now: Instant) -> u32 {
        let gained = self.passes.values().filter(|until| **until > now).count();
        rule.burst.saturating_add(u32::try_from(gained).unwrap_or(0))
    }

    /// The time until there is room for one.
    fn wait(&self, rule: Rule, now: Instant) -> Duration {
        let left = self.empty_at.saturating_duration_since(now);
        left.saturating_sub(rule.one_per * self.allowed(rule, now).saturating_sub(1))
    }

    /// Remembers one that has passed.
    fn add_pass(&mut self, who: u64, now: Instant) {
        if self.passes.len() >= MAX_PASSES {
            self.passes.retain(|_, until| *until > now);
        }
        if self.passes.len() < MAX_PASSES || self.passes.contains_key(&who) {
            self.passes.insert(who, now + PASS_LIFE);
        }
    }

    /// Whether it counts nothing.
    fn is_idle(&self, now: Instant) -> bool {
        self.pending == 0 && self.empty_at <= now && self.passes.values().all(|until| *until <= now)
    }
}

/// Counters by key.
#[derive(Debug, Default)]
pub(super) struct Counters {
    seed: RandomState,
    counters: Mutex<HashMap<(u8, u64), Counter>>,
}

impl Counters {
    pub(super) fn key(&self, rule: Rule, parts: &[&str]) -> Key {
        Key { rule, hash: self.seed.hash_one(parts) }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(u8, u64), Counter>> {
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a place in each counter, or in none.
    pub(super) fn admit(&self, keys: &[Key], now: Instant) -> Admission {
        let mut counters = self.lock();
        let mut is_undecided = false;
        for key in keys {
            let Some(counter) = counters.get(&(key.rule.kind, key.hash)) else { continue };
            let failures = counter.failures(key.rule, now);
            let allowed = counter.allowed(key.rule, now);
            if failures >= allowed {
                return Admission::Full { rule: key.rule, wait: counter.wait(key.rule, now) };
            }
            is_undecided |= failures + counter.pending >= allowed;
        }
        if is_undecided {
            return Admission::Undecided;
        }
        for key in keys {
            let counter = counters.entry((key.rule.kind, key.hash)).or_insert_with(|| Counter {
                empty_at: now,
                pending: 0,
                elsewhere: Vec::new(),
                passes: HashMap::new(),
            });
            counter.pending += 1;
        }
        Admission::Admitted
    }

    /// Gives the places of an admitted attempt back. A failure is counted.
    pub(super) fn settle(&self, keys: &[Key], has_failed: bool, now: Instant) {
        let mut counters = self.lock();
        let mut elsewhere = Vec::new();
        for (index, key) in keys.iter().enumerate().rev() {
            let Some(counter) = counters.get_mut(&(key.rule.kind, key.hash)) else { continue };
            counter.pending = counter.pending.saturating_sub(1);
            if has_failed {
                counter.empty_at = counter.empty_at.max(now) + key.rule.one_per;
                if index > 0 {
                    elsewhere.push((key.rule.kind, key.hash, counter.empty_at));
                } else {
                    counter.elsewhere.retain(|(_, _, until)| *until > now);
                    counter.elsewhere.append(&mut elsewhere);
                }
            }
            if counter.is_idle(now) {
                counters.remove(&(key.rule.kind, key.hash));
            }
        }
    }

    /// An attempt has passed: forgets the failures of its first counter, also in the other counters, as far as they are still in them.
    pub(super) fn forgive(&self, keys: &[Key], now: Instant) {
        let Some((first, others)) = keys.split_first() else { return };
        let mut counters = self.lock();
        let Some(counter) = counters.get_mut(&(first.rule.kind, first.hash)) else { return };
        counter.empty_at = now;
        let elsewhere = std::mem::take(&mut counter.elsewhere);
        for key in others {
            let is_here =
                |(kind, hash, until): &&(u8, u64, Instant)| (*kind, *hash) == (key.rule.kind, key.hash) && *until > now;
            let count = u32::try_from(elsewhere.iter().filter(is_here).count()).unwrap_or(0);
            if let Some(counter) = counters.get_mut(&(key.rule.kind, key.hash)) {
                let forgiven = key.rule.one_per * count;
                counter.empty_at = counter.empty_at.checked_sub(forgiven).unwrap_or(now).max(now);
                if key.rule.gains_by_passes {
                    counter.add_pass(first.hash, now);
                }
            }
        }
    }

    /// Removes the counters that count nothing.
    pub(super) fn sweep(&self, now: Instant) {
        let mut counters = self.lock();
        counters.retain(|_, counter| !counter.is_idle(now));
        counters.shrink_to_fit();
    }

    /// How many counters there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const RULE: Rule = Rule { kind: 0, burst: 3, one_per: SECOND, gains_by_passes: false };
    const WIDE: Rule = Rule { kind: 1, burst: 5, one_per: SECOND, gains_by_passes: false };
    const OFFICE: Rule = Rule { kind: 2, burst: 5, one_per: SECOND, gains_by_passes: true };

    fn fail(counters: &Counters, keys: &[Key], now: Instant) -> bool {
        let admitted = counters.admit(keys, now) == Admission::Admitted;
        if admitted {
            counters.settle(keys, true, now);
        }
        admitted
    }

    #[test]
    fn a_counter_takes_its_burst_and_then_one_per_period() {
        let (counters, now) = (Counters::default(), Instant::now());
        let keys = [counters.key(RULE, &["ada"])];
        assert_eq!((0..10).filter(|_| fail(&counters, &keys, now)).count(), 3);
        let Admission::Full { wait, .. } = counters.admit(&keys, now) else { panic!("full") };
        assert_eq!(wait, SECOND);
        assert!(fail(&counters, &keys, now + SECOND) && !fail(&counters, &keys, now + SECOND));
        counters.sweep(now + SECOND * 3);
        assert_eq!(counters.len(), 1);
        counters.sweep(now + SECOND * 4);
        assert_eq!(counters.len(), 0);
    }

    #[test]
    fn attempts_side_by_side_are_no_more_than_in_a_row_and_those_that_pass_count_nothing() {
        let (counters, now) = (Counters::default(), Instant::now());
        let keys = [counters.key(RULE, &["ada"])];
        for _ in 0..3 {
            assert_eq!(counters.admit(&keys, now), Admission::Admitted);
        }
        assert_eq!(counters.admit(&keys, now), Admission::Undecided);
        counters.settle(&keys, false, now);
        assert_eq!(counters.admit(&keys, now), Admission::Admitted);
        for _ in 0..3 {
            counters.settle(&keys, true, now);
        }
        assert!(matches!(counters.admit(&keys, now), Admission::Full { .. }));
    }

    #[test]
    fn a_full_counter_leaves_the_others_as_they_are() {
        let (counters, now) = (Counters::default(), Instant::now());
        let keys = [counters.key(RULE, &["ada"]), counters.key(WIDE, &["network"])];
        assert_eq!((0..10).filter(|_| fail(&counters, &keys, now)).count(), 3);
        let other = [counters.key(RULE, &["bob"]), keys[1]];
        assert_eq!((0..10).filter(|_| fail(&counters, &other, now)).count(), 2);
    }

    #[test]
    fn a_success_forgives_the_same_persons_failures_as_far_as_they_still_count() {
        let (counters, now) = (Counters::default(), Instant::now());
        let ada = [counters.key(RULE, &["ada"]), counters.key(WIDE, &["network"])];
        let bob = [counters.key(RULE, &["bob"]), ada[1]];
        for _ in 0..2 {
            assert!(fail(&counters, &ada, now) && fail(&counters, &bob, now));
        }
        counters.forgive(&ada, now);
        let eve = [counters.key(RULE, &["eve"]), ada[1]];
        assert_eq!((0..10).filter(|_| fail(&counters, &eve, now)).count(), 3, "two failures of Bob's are left");
        // A count that has leaked out is not forgiven again.
        let later = now + SECOND * 30;
        assert!(fail(&counters, &bob, later) && fail(&counters, &bob, later));
        counters.forgive(&ada, later);
        let eve = [counters.key(RULE, &["eve"]), ada[1]];
        assert_eq!((0..10).filter(|_| fail(&counters, &eve, later)).count(), 3);
    }

    #[test]
    fn each_that_passes_gives_room_for_one_more_once_and_for_a_while() {
        let (counters, now) = (Counters::default(), Instant::now());
        let office = counters.key(OFFICE, &["office"]);
        for name in ["ada", "ada", "ada", "bob"] {
            let keys = [counters.key(RULE, &[name]), office];
            assert_eq!(counters.admit(&keys, now), Admission::Admitted);
            counters.forgive(&keys, now);
            counters.settle(&keys, false, now);
        }
        let guesses = |now| {
            let guess = |count: u32| fail(&counters, &[counters.key(RULE, &[&count.to_string()]), office], now);
            (0..20).filter(|count| guess(*count)).count()
        };
        assert_eq!(guesses(now), 7);
        assert_eq!(guesses(now + PASS_LIFE), 5);
        counters.sweep(now + PASS_LIFE * 2);
        assert_eq!(counters.len(), 0);
    }
}
