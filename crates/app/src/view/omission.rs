//! The sentence that says what the filters of a saved report or a view leave out.

use crewline_core::calls::Omission;

/// The omission of filters, in a sentence. The one for those who do not see everything is the same whatever is left out.
pub(crate) fn omission_sentence(omission: Omission) -> &'static str {
    match omission {
        Omission::Removed => "Something that it is filtered by was removed, and is left out.",
        Omission::Unseen => "It is filtered by what you see: anything else, and what was removed, is left out.",
    }
}
