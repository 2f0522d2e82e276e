//! The callers who sell and robots who read out texts, some of whom the agency has blocked.

use rand::RngExt;
use rand::rngs::StdRng;

/// One call in this many is spam.
const INTERVAL: u32 = 36;

/// A caller of whom all calls are spam.
#[derive(Clone, Copy, Debug)]
pub(super) struct SpamCaller {
    pub(super) digits: &'static str,
    pub(super) name: Option<&'static str>,
    /// When a person blocked it, in percent of the two years.
    pub(super) blocked_since: Option<i64>,
}

const fn caller(digits: &'static str, name: Option<&'static str>, blocked_since: Option<i64>) -> SpamCaller {
    SpamCaller { digits, name, blocked_since }
}

/// No other caller of the demo has one of these area codes.
pub(super) const SPAM_CALLERS: [SpamCaller; 9] = [
    caller("+14805550142", Some("LISTING SERVICE"), Some(37)),
    caller("+17255550133", None, Some(71)),
    caller("+19295550171", Some("FUNDING OFFER"), Some(94)),
    caller("+13235550128", None, None),
    caller("+15515550166", Some("SEO EXPERTS"), None),
    caller("+16575550184", None, None),
    caller("+17025550157", Some("CARD SERVICES"), None),
    caller("+18725550139", None, None),
    caller("+19855550190", Some("SURVEY CENTER"), None),
];

/// Draws whether the next call is spam, and by whom.
pub(super) fn draw(random: &mut StdRng) -> Option<SpamCaller> {
    let is_spam = random.random_ratio(1, INTERVAL);
    is_spam.then(|| SPAM_CALLERS[random.random_range(0..SPAM_CALLERS.len())])
}
