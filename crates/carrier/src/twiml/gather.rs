//! Taking keys from the caller.

use super::element::Element;
use super::say::{Play, Say};
use super::url::AbsoluteUrl;
use crate::provider::Provider;

/// Takes keys, while a prompt is spoken or played.
///
/// A caller who presses nothing falls through to the next verb at every carrier, so a redirect
/// should follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gather {
    /// Given the keys that were pressed, and asked what to do.
    pub action: AbsoluteUrl,
    /// How long to wait for the next key: brought into 1 to 120 seconds.
    pub timeout_seconds: u16,
    /// How many keys are enough. Left out where the carrier writes it in its own way; there, the
    /// keys are sent after the time has passed or the finishing key.
    pub digits: Option<u8>,
    /// The key that ends the input.
    pub finish_on_key: Option<char>,
    /// What is spoken or played meanwhile.
    pub prompt: Vec<Prompt>,
}

/// What is heard while keys are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Something spoken.
    Say(Say),
    /// Something played.
    Play(Play),
}

impl Gather {
    pub(super) fn element(&self, provider: Provider) -> Element {
        let digits = self.digits.filter(|_| provider != Provider::Telnyx);
        let gather = Element::new("Gather")
            .with("input", "dtmf")
            .with("action", &self.action)
            .with("method", "POST")
            .with("timeout", self.timeout_seconds.clamp(1, 120))
            .with_optional("numDigits", digits)
            .with_optional("finishOnKey", self.finish_on_key);
        let prompts = self.prompt.iter().map(|prompt| match prompt {
            Prompt::Say(say) => say.element(),
            Prompt::Play(play) => play.element(),
        });
        prompts.fold(gather, Element::child)
    }
}
