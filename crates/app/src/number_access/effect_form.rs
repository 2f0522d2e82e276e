//! Forms that show who sees more or less before they are saved.

use crewline_core::Error;
use crewline_core::members::{AccessEffect, Saving};

use super::effect_part::EffectPart;
use crate::http::extract::Form;
use crate::page::{Answer, page};

/// When a posted form is saved: by what it showed, and by what the person confirmed.
pub(crate) fn saving(posted: &Form) -> Saving {
    Saving::IfShown { shown: posted.get("seen").to_owned(), confirmed: posted.get("confirm").to_owned() }
}

/// Answers the part that says the effect, or why there is none.
pub(crate) fn effect_answer(effect: Result<AccessEffect, Error>) -> Answer {
    match effect {
        Ok(effect) => page(&EffectPart::of(&effect)),
        Err(Error::Fields(fields)) => {
            let sentences: Vec<String> = fields.0.into_iter().map(|(_, sentence)| sentence).collect();
            page(&EffectPart::sentence(sentences.join(" ")))
        }
        Err(Error::Gone(sentence)) => page(&EffectPart::sentence(sentence)),
        Err(error) => Err(error.into()),
    }
}
