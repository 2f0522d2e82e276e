//! `<Gather>`: reads digits and requests its action.

use super::{ActiveCall, Flow, HungUp, Next};
use crate::twiml::Gather;

/// The time from one digit to the next.
const KEY_INTERVAL_MS: u64 = 600;

/// Digits as a carrier takes them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Typed {
    digits: String,
    end_key: Option<char>,
    /// Neither a key nor the count has ended the entry, so a timeout has to.
    needs_timeout: bool,
}

impl ActiveCall {
    pub(super) async fn gather(&mut self, gather: &Gather, here: &str) -> Result<Flow, HungUp> {
        self.answer();
        let entry = self.digits.pop_front().unwrap_or_default();
        let typed = self.type_in(gather, &entry).await?;
        if typed.digits.is_empty() && !gather.action_on_empty {
            return Ok(Flow::Continue);
        }
        Ok(Flow::Next(next(self, gather, typed, here)))
    }

    /// Types an entry, which takes time.
    pub(super) async fn type_in(&mut self, gather: &Gather, entry: &str) -> Result<Typed, HungUp> {
        let typed = read_entry(gather, entry);
        if typed.digits.is_empty() && typed.end_key.is_none() {
            for prompt in &gather.prompts {
                self.advance(prompt.duration_ms()).await?;
            }
        }
        self.advance(typed.digits.len() as u64 * KEY_INTERVAL_MS).await?;
        if typed.needs_timeout {
            self.advance(gather.timeout_seconds.saturating_mul(1_000)).await?;
        }
        Ok(typed)
    }
}

/// The request that reports the digits.
pub(super) fn next(call: &ActiveCall, gather: &Gather, typed: Typed, here: &str) -> Next {
    let url = gather.action.as_ref().map_or_else(|| here.to_owned(), |action| call.resolve(here, action));
    let mut fields = vec![("msg".to_owned(), "Gather End".to_owned()), ("Digits".to_owned(), typed.digits)];
    if let Some(key) = typed.end_key {
        fields.push(("FinishedOnKey".to_owned(), key.to_string()));
    }
    Next { url, method: gather.method, fields }
}

impl Typed {
    pub(super) fn is_empty(&self) -> bool {
        self.digits.is_empty()
    }
}

fn read_entry(gather: &Gather, entry: &str) -> Typed {
    let mut typed = Typed { digits: String::new(), end_key: None, needs_timeout: true };
    for key in entry.chars().filter(|key| key.is_ascii_digit() || matches!(key, '*' | '#')) {
        if gather.finish_on_key.contains(key) {
            return Typed { end_key: Some(key), needs_timeout: false, ..typed };
        }
        typed.digits.push(key);
        if gather.digits.is_some_and(|digits| typed.digits.len() >= digits) {
            return Typed { needs_timeout: false, ..typed };
        }
    }
    typed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Method;

    fn gather(digits: Option<usize>, finish_on_key: &str) -> Gather {
        Gather {
            action: None,
            method: Method::Post,
            digits,
            timeout_seconds: 5,
            finish_on_key: finish_on_key.to_owned(),
            action_on_empty: false,
            prompts: Vec::new(),
        }
    }

    #[test]
    fn an_entry_ends_at_its_count_its_key_or_a_timeout() {
        let typed = |digits: &str, end_key, needs_timeout| Typed { digits: digits.to_owned(), end_key, needs_timeout };
        assert_eq!(read_entry(&gather(Some(1), "#"), "23"), typed("2", None, false));
        assert_eq!(read_entry(&gather(None, "#"), "23#4"), typed("23", Some('#'), false));
        assert_eq!(read_entry(&gather(None, "#"), "23"), typed("23", None, true));
        assert_eq!(read_entry(&gather(None, ""), "2#"), typed("2#", None, true));
        assert_eq!(read_entry(&gather(Some(1), "#"), ""), typed("", None, true));
    }
}
