//! Limits of guesses and of requested letters. Each is closed only by the one that it is for: a right password uses nothing
//! up, nobody's failures hold up a person who has signed in from the same browser or address before, and nobody's requests
//! keep another person's letter away.

mod counter;
mod network;

use std::sync::Arc;
use std::time::{Duration, Instant};

use counter::{Admission, Counters, Key, Rule};
use network::network_of;
use tokio::sync::Notify;

/// Guesses of one account's password from one network.
const PAIR: Rule = Rule { kind: 0, burst: 10, one_per: Duration::from_secs(60), gains_by_passes: false };
/// Guesses of one account's password by a browser that has signed in to it.
const DEVICE: Rule = Rule { kind: 1, burst: 10, one_per: Duration::from_secs(60), gains_by_passes: false };
/// Guesses of any account's password from one network. Each account that passes there gives room for one more in the next
/// hour: of two hundred people in an office, more than thirty may mistype on the same morning.
const NETWORK: Rule = Rule { kind: 2, burst: 30, one_per: Duration::from_secs(4), gains_by_passes: true };
/// Guesses of one account's password from all networks together: NIST SP 800-63B allows 100. One network can't use them up,
/// since its own limit gains no more in a minute than this one.
const ACCOUNT: Rule = Rule { kind: 3, burst: 100, one_per: Duration::from_secs(60), gains_by_passes: false };
/// Guesses of the password by somebody who has the person's session.
const SESSION: Rule = Rule { kind: 4, burst: 10, one_per: Duration::from_secs(60), gains_by_passes: false };
/// Letters to one account that one network asks for.
const MAIL_PAIR: Rule = Rule { kind: 5, burst: 3, one_per: Duration::from_secs(300), gains_by_passes: false };
/// Letters to any account that one network asks for. A whole office may have forgotten its passwords.
const MAIL_NETWORK: Rule = Rule { kind: 6, burst: 300, one_per: Duration::from_secs(2), gains_by_passes: false };
/// Letters to one account that all networks ask for.
const MAIL_ACCOUNT: Rule = Rule { kind: 7, burst: 10, one_per: Duration::from_secs(600), gains_by_passes: false };
/// Links that were never sent, from one network.
const LINKS: Rule = Rule { kind: 8, burst: 30, one_per: Duration::from_secs(4), gains_by_passes: false };

/// The limits of a process.
#[derive(Debug, Default)]
pub struct Limits(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    counters: Counters,
    /// Notified when a guess has ended, for those that wait to be admitted.
    settled: Notify,
}

/// How long to wait before the next attempt, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub u64);

/// Why a guess was not admitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// This browser or network has guessed this account's password too often.
    ByItself(Wait),
    /// Others may have: by guesses from the same network, or at the same account.
    ByOthers(Wait),
}

impl Closed {
    /// How long to wait.
    pub fn wait(self) -> Wait {
        match self {
            Self::ByItself(wait) | Self::ByOthers(wait) => wait,
        }
    }
}

/// The outcome of a request for a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    /// Send it.
    Send,
    /// Enough were sent in the last hour, and their links still work.
    EnoughSent,
}

impl Limits {
    /// Limits without any attempt yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Admits a guess of an account's password from a network address. It waits while others of its limits are undecided.
    ///
    /// # Errors
    /// Returns whose guesses have closed the limit.
    pub async fn guess(&self, account: &str, address: &str) -> Result<Guess, Closed> {
        let network = network_of(address);
        let pair = self.key(PAIR, &[account, &network]);
        self.admit(vec![pair, self.key(NETWORK, &[&network]), self.key(ACCOUNT, &[account])]).await
    }

    /// Admits a guess from a network that the account has signed in from: others hold it up only by guessing the same
    /// account's password in the same network.
    ///
    /// # Errors
    /// Returns how long to wait after too many failures.
    pub async fn guess_from_known_network(&self, account: &str, address: &str) -> Result<Guess, Closed> {
        self.admit(vec![self.key(PAIR, &[account, &network_of(address)])]).await
    }

    /// Admits a guess from a browser that has signed in to the account: nobody else holds it up.
    ///
    /// # Errors
    /// Returns how long to wait after too many failures.
    pub async fn guess_from_known_device(&self, account: &str, device: &str) -> Result<Guess, Closed> {
        self.admit(vec![self.key(DEVICE, &[account, device])]).await
    }

    /// Admits a guess of the password by somebody who is signed in with this session, such as to change it.
    ///
    /// # Errors
    /// Returns how long to wait after too many failures.
    pub async fn guess_in_session(&self, session: &str) -> Result<Guess, Wait> {
        self.admit(vec![self.key(SESSION, &[session])]).await.map_err(Closed::wait)
    }

    /// Counts a request for a letter to an account, from a network address.
    ///
    /// # Errors
    /// Returns how long to wait when this network has asked too often.
    pub fn letter(&self, address: &str, account: &str) -> Result<Letter, Wait> {
        let (network, now) = (network_of(address), Instant::now());
        let own = [self.key(MAIL_PAIR, &[account, &network]), self.key(MAIL_NETWORK, &[&network])];
        self.count(&own, now)?;
        let is_first = self.count(&[self.key(MAIL_ACCOUNT, &[account])], now).is_ok();
        Ok(if is_first { Letter::Send } else { Letter::EnoughSent })
    }

    /// Counts a link that was never sent, or has ended.
    ///
    /// # Errors
    /// Returns how long to wait when there were too many.
    pub fn unknown_link(&self, address: &str) -> Result<(), Wait> {
        self.count(&[self.key(LINKS, &[&network_of(address)])], Instant::now())
    }

    /// Forgets networks and accounts without recent attempts.
    pub fn sweep(&self) {
        self.0.counters.sweep(Instant::now());
    }

    fn key(&self, rule: Rule, parts: &[&str]) -> Key {
        self.0.counters.key(rule, parts)
    }

    fn count(&self, keys: &[Key], now: Instant) -> Result<(), Wait> {
        match self.0.counters.admit(keys, now) {
            // Nothing that is counted at once is ever undecided.
            Admission::Admitted | Admission::Undecided => {
                self.0.counters.settle(keys, true, now);
                Ok(())
            }
            Admission::Full { wait, .. } => Err(wait_of(wait)),
        }
    }

    async fn admit(&self, keys: Vec<Key>) -> Result<Guess, Closed> {
        loop {
            let settled = self.0.settled.notified();
            tokio::pin!(settled);
            settled.as_mut().enable();
            match self.0.counters.admit(&keys, Instant::now()) {
                Admission::Admitted => return Ok(Guess { shared: self.0.clone(), keys, has_failed: false }),
                Admission::Undecided => settled.await,
                Admission::Full { rule, wait } if rule == NETWORK || rule == ACCOUNT => {
                    return Err(Closed::ByOthers(wait_of(wait)));
                }
                Admission::Full { wait, .. } => return Err(Closed::ByItself(wait_of(wait))),
            }
        }
    }
}

/// Whether two addresses are of one network.
pub fn is_same_network(one: &str, other: &str) -> bool {
    network_of(one) == network_of(other)
}

fn wait_of(wait: Duration) -> Wait {
    Wait(wait.as_secs() + 1)
}

/// An admitted guess. Until it is dropped it holds a place in each of its limits, so that guesses side by side are no more
/// than guesses in a row. A guess that is given up before its answer counts nothing: nobody has learnt anything by it.
#[derive(Debug)]
pub struct Guess {
    shared: Arc<Shared>,
    keys: Vec<Key>,
    has_failed: bool,
}

impl Guess {
    /// The password was wrong.
    pub fn failed(mut self) {
        self.has_failed = true;
    }

    /// The password was right: earlier failures of the same person count no longer.
    pub fn passed(self) {
        self.shared.counters.forgive(&self.keys, Instant::now());
    }
}

impl Drop for Guess {
    fn drop(&mut self) {
        self.shared.counters.settle(&self.keys, self.has_failed, Instant::now());
        self.shared.settled.notify_waiters();
    }
}

#[cfg(test)]
mod tests;
