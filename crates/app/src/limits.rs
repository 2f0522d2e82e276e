//! Rate limits for sign-in attempts and for mail with links.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// The limits of a process.
#[derive(Debug)]
pub struct Limits {
    sign_in_by_address: Limit,
    sign_in_by_account: Limit,
    mail_by_address: Limit,
    mail_by_account: Limit,
}

type Limit = DefaultKeyedRateLimiter<String>;

/// How long to wait before the next attempt, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(pub u64);

fn limit(burst: NonZeroU32, one_per: Duration) -> Limit {
    let quota = Quota::with_period(one_per).unwrap_or(Quota::per_second(burst)).allow_burst(burst);
    RateLimiter::keyed(quota)
}

const fn tries(count: u32) -> NonZeroU32 {
    match NonZeroU32::new(count) {
        Some(count) => count,
        None => NonZeroU32::MIN,
    }
}

impl Limits {
    /// Limits without any attempt yet.
    pub fn new() -> Self {
        Self {
            sign_in_by_address: limit(tries(30), Duration::from_secs(4)),
            sign_in_by_account: limit(tries(10), Duration::from_secs(60)),
            mail_by_address: limit(tries(10), Duration::from_secs(60)),
            mail_by_account: limit(tries(3), Duration::from_secs(300)),
        }
    }

    /// Counts an attempt to sign in, from an address to an account.
    ///
    /// # Errors
    /// Returns how long to wait when there were too many attempts.
    pub fn sign_in(&self, address: &str, account: &str) -> Result<(), Wait> {
        check_both(&self.sign_in_by_address, address, &self.sign_in_by_account, account)
    }

    /// Counts a request for a mail with a link, from an address to an account.
    ///
    /// # Errors
    /// Returns how long to wait when there were too many attempts.
    pub fn mail(&self, address: &str, account: &str) -> Result<(), Wait> {
        check_both(&self.mail_by_address, address, &self.mail_by_account, account)
    }

    /// Forgets addresses and accounts without recent attempts.
    pub fn sweep(&self) {
        for each in [&self.sign_in_by_address, &self.sign_in_by_account, &self.mail_by_address, &self.mail_by_account] {
            each.retain_recent();
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

fn check_both(one: &Limit, key: &str, other: &Limit, other_key: &str) -> Result<(), Wait> {
    for (limit, key) in [(one, key), (other, other_key)] {
        // Bounds the memory that one key takes.
        let key: String = key.chars().take(256).collect();
        if let Err(until) = limit.check_key(&key) {
            return Err(Wait(until.wait_time_from(DefaultClock::default().now()).as_secs() + 1));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_allows_ten_guesses_and_others_are_not_delayed() {
        let limits = Limits::new();
        for count in 0..10 {
            assert_eq!(limits.sign_in(&format!("192.0.2.{count}"), "ada@example.com"), Ok(()));
        }
        assert!(matches!(limits.sign_in("192.0.2.99", "ada@example.com"), Err(Wait(1..=61))));
        assert_eq!(limits.sign_in("192.0.2.99", "bob@example.com"), Ok(()));
    }

    #[test]
    fn an_address_allows_thirty_guesses_over_all_accounts() {
        let limits = Limits::new();
        for count in 0..30 {
            assert_eq!(limits.sign_in("192.0.2.1", &format!("{count}@example.com")), Ok(()));
        }
        assert!(limits.sign_in("192.0.2.1", "new@example.com").is_err());
    }
}
