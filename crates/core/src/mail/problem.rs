//! Why a letter was not delivered, in words that follow "Could not be delivered:".

use std::error::Error as _;
use std::time::Duration;

use lettre::transport::smtp::Error;

use crate::jobs::Failure;

/// Replies that refuse the sign-in and not the letter (RFC 4954): the operator has to correct the settings.
const SIGN_IN_REPLIES: [u16; 4] = [530, 534, 535, 538];

/// A part of the conversation with a mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The connection, with the server's greeting and ours.
    Connect,
    /// STARTTLS.
    Encrypt,
    /// The sign-in.
    SignIn,
    /// The sender, the recipient and the wish to send.
    Envelope,
    /// The letter itself.
    Letter,
}

/// An error of lettre, as a failure. A permanent reply about the letter is final; a reply about the connection is not, since
/// the operator can correct it while the letter waits.
pub(super) fn failure(step: Step, error: &Error) -> Failure {
    let words = error.source().map(text_of).unwrap_or_default();
    let Some(code) = error.status().map(u16::from) else { return Failure::Temporary(broken(step, error, &words)) };
    if step == Step::SignIn || SIGN_IN_REPLIES.contains(&code) {
        return Failure::Temporary(format!("the mail server does not accept the sign-in: {}", reply(code, &words)));
    }
    match step {
        Step::Envelope | Step::Letter if error.is_permanent() => Failure::Permanent(reply(code, &words)),
        Step::Envelope | Step::Letter => Failure::Temporary(reply(code, &words)),
        _ => Failure::Temporary(format!("the mail server takes no letters now: {}", reply(code, &words))),
    }
}

/// The failure of a step that took too long.
pub(super) fn too_slow(step: Step, limit: Duration) -> Failure {
    let seconds = limit.as_secs();
    Failure::Temporary(match step {
        Step::Letter => {
            format!(
                "the mail server did not say within {seconds} seconds whether it took the letter, so it may come twice"
            )
        }
        _ => format!("the mail server did not answer within {seconds} seconds"),
    })
}

/// A connection that failed without a reply.
fn broken(step: Step, error: &Error, words: &str) -> String {
    match step {
        Step::Letter => {
            "the mail server broke the connection off before it said whether it took the letter, so it may come \
             twice"
                .to_owned()
        }
        Step::SignIn if error.is_client() => {
            "the mail server offers no sign-in by a password (PLAIN or LOGIN)".to_owned()
        }
        Step::Encrypt => format!("the connection to the mail server can't be encrypted: {words}"),
        _ if error.is_response() && words == "incomplete response" => {
            "the mail server broke the connection off".to_owned()
        }
        _ if error.is_response() => "the answer of the mail server is no SMTP".to_owned(),
        _ => format!("the mail server can't be reached: {words}"),
    }
}

/// A reply: the server's words, then its codes, as in `no such user (550 5.1.1)`.
fn reply(code: u16, words: &str) -> String {
    let (enhanced, words) = match words.split_once(' ') {
        Some((first, rest)) if is_enhanced_code(first) => (Some(first), rest),
        None if is_enhanced_code(words) => (Some(words), ""),
        _ => (None, words),
    };
    let words = words.trim().trim_end_matches('.');
    let words = if words.is_empty() { "refused without a reason" } else { words };
    match enhanced {
        Some(enhanced) => format!("{words} ({code} {enhanced})"),
        None => format!("{words} ({code})"),
    }
}

/// A code such as `5.1.1` (RFC 3463).
fn is_enhanced_code(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    parts.len() == 3
        && parts.iter().all(|part| !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit()))
}

/// The words of a source, on one line and without control characters.
fn text_of(source: &dyn std::error::Error) -> String {
    let text: String = source.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_the_servers_words_and_its_codes() {
        for (code, words, text) in [
            (550, "no such user", "no such user (550)"),
            (550, "5.1.1 No such user.", "No such user (550 5.1.1)"),
            (450, "4.2.0 <ada@x.example>: Greylisted, see later", "<ada@x.example>: Greylisted, see later (450 4.2.0)"),
            (554, "", "refused without a reason (554)"),
            (554, "5.0.0", "refused without a reason (554 5.0.0)"),
            (550, "1.2 is no code", "1.2 is no code (550)"),
        ] {
            assert_eq!(reply(code, words), text);
        }
    }
}
