//! The answers to the carrier of a deleted business. Nothing is recorded. Its callers hear that the number takes no calls,
//! since an error would make the carrier say one of its own.

use crewline_core::calls::{answer_after_dial, answer_unreadable};
use crewline_core::carrier::Authentic;
use crewline_core::carrier::dial::DialOutcome;
use crewline_core::carrier::provider::Provider;
use crewline_core::carrier::twiml::no_reply;

use super::addresses::WebhookAddresses;
use super::answer::{Answer, WebhookRefusal, document, empty_response};
use super::raw_request::RawRequest;

/// The answer to a verified request, as the refusal of its webhook.
pub(super) fn answer(base: &str, raw: &RawRequest, carrier: &Authentic) -> WebhookRefusal {
    match respond(base, raw, carrier) {
        Ok(response) => WebhookRefusal::Deleted(Box::new(response)),
        Err(refusal) => refusal,
    }
}

fn respond(base: &str, raw: &RawRequest, carrier: &Authentic) -> Answer {
    let addresses = WebhookAddresses::new(base, &raw.slug);
    match (raw.event(), carrier.provider()) {
        ("voice" | "fallback", _) => document(answer_unreadable(carrier, &addresses)?.document),
        // The call began before the deletion, so it ends as it would have.
        ("dial", _) => document(answer_after_dial(carrier, &DialOutcome::parse(carrier.form())?, &addresses)?),
        ("message", provider @ (Provider::Twilio | Provider::SignalWire)) => document(no_reply(provider)),
        _ => empty_response(),
    }
}
