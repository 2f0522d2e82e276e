//! The verb that takes keys from the caller.

use std::fmt;

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
    /// The address that gets the keys, and is asked what to do.
    pub action: AbsoluteUrl,
    /// How long to wait for the next key: clamped to 1 to 120 seconds.
    pub timeout_seconds: u16,
    /// How many keys are enough. Telnyx has an attribute of its own for it.
    pub digits: Option<u8>,
    /// The key that ends the input. Without a word on it, carriers take `#`.
    pub finish_on_key: Option<FinishKey>,
    /// The prompts that are heard meanwhile.
    pub prompt: Vec<Prompt>,
}

/// The key that ends the input of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinishKey {
    /// This key.
    Key(char),
    /// No key: each is part of the input.
    Never,
}

impl fmt::Display for FinishKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => key.fmt(formatter),
            Self::Never => Ok(()),
        }
    }
}

/// A prompt that is heard while keys are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// Something spoken.
    Say(Say),
    /// Something played.
    Play(Play),
}

impl Gather {
    pub(super) fn element(&self, provider: Provider) -> Element {
        let digits = if provider == Provider::Telnyx { "maxDigits" } else { "numDigits" };
        let gather = Element::new("Gather")
            .with("input", "dtmf")
            .with("action", &self.action)
            .with("method", "POST")
            .with("timeout", self.timeout_seconds.clamp(1, 120))
            .with_optional(digits, self.digits)
            .with_optional("finishOnKey", self.finish_on_key);
        let prompts = self.prompt.iter().map(|prompt| match prompt {
            Prompt::Say(say) => say.element(),
            Prompt::Play(play) => play.element(),
        });
        prompts.fold(gather, Element::child)
    }
}
