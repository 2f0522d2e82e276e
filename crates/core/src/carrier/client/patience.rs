//! How long the carrier's API is waited for, and when a request is sent again.

use std::time::Duration;

use crate::carrier::rest::{Answer, Fault, Request};

/// How often a request is sent again at most.
const MAX_RETRIES: u32 = 3;

/// How long the carrier's API is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a whole operation, with its pauses and retries.
    pub total: Duration,
    /// For one answer.
    pub request: Duration,
    /// Before the first retry, unless the carrier asks for another pause. Each further pause is twice as long.
    pub pause: Duration,
}

impl Patience {
    /// While a person waits for the page.
    pub const PERSON: Self =
        Self { total: Duration::from_secs(10), request: Duration::from_secs(10), pause: Duration::from_millis(250) };
    /// In a job.
    pub const JOB: Self =
        Self { total: Duration::from_secs(300), request: Duration::from_secs(30), pause: Duration::from_secs(1) };

    /// The pause before a request is sent again; `None` if it is not. A request that was turned away for its rate did
    /// nothing; any other answer leaves open what a request that creates something has done.
    pub(super) fn pause_before_retry(
        self,
        request: &Request,
        outcome: &Result<Answer, Fault>,
        retries: u32,
    ) -> Option<Duration> {
        if retries >= MAX_RETRIES {
            return None;
        }
        let pause = self.pause * 2_u32.pow(retries);
        match outcome {
            Ok(answer) if answer.status == 429 => Some(answer.retry_after.unwrap_or(pause)),
            Ok(answer) if matches!(answer.status, 502..=504) && request.is_repeatable => {
                Some(answer.retry_after.unwrap_or(pause))
            }
            Err(Fault::Unreachable) if request.is_repeatable => Some(pause),
            Ok(_) | Err(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::carrier::rest::{Body, Method};

    fn pause(is_repeatable: bool, outcome: Result<(u16, Option<u64>), Fault>, retries: u32) -> Option<u64> {
        let url = Url::parse("https://api.carrier.example").unwrap();
        let request = Request { method: Method::Post, url, body: Body::Empty, is_repeatable };
        let answer = |(status, wait): (u16, Option<u64>)| Answer {
            status,
            body: Vec::new(),
            retry_after: wait.map(Duration::from_secs),
        };
        Patience::JOB.pause_before_retry(&request, &outcome.map(answer), retries).map(|pause| pause.as_secs())
    }

    #[test]
    fn only_safe_requests_are_sent_again() {
        for (outcome, repeatable, other) in [
            (Ok((200, None)), None, None),
            (Ok((400, None)), None, None),
            (Ok((500, None)), None, None),
            (Ok((429, None)), Some(1), Some(1)),
            (Ok((429, Some(7))), Some(7), Some(7)),
            (Ok((503, None)), Some(1), None),
            (Ok((503, Some(9))), Some(9), None),
            (Ok((504, None)), Some(1), None),
            (Err(Fault::Unreachable), Some(1), None),
            (Err(Fault::ApiAddress), None, None),
        ] {
            assert_eq!(pause(true, outcome.clone(), 0), repeatable, "{outcome:?}");
            assert_eq!(pause(false, outcome.clone(), 0), other, "{outcome:?}");
        }
    }

    #[test]
    fn pauses_grow_and_retries_end() {
        let pauses: Vec<_> = (0..5).map(|retries| pause(true, Err(Fault::Unreachable), retries)).collect();
        assert_eq!(pauses, [Some(1), Some(2), Some(4), None, None]);
        assert_eq!(pause(true, Ok((429, Some(7))), MAX_RETRIES), None);
    }
}
