//! Why webhooks were refused, in words.

use crewline_core::carrier::webhooks::Reason;

/// The reason, and what to do about it.
pub(crate) fn refusal_sentence(reason: Reason) -> &'static str {
    match reason {
        Reason::Unsigned => {
            "They had no signature. Somebody other than the carrier posts here, or a proxy takes the header away."
        }
        Reason::Signature => {
            "The signature did not match. Check that the secret is the account's present one, and that the carrier calls exactly the addresses below."
        }
        Reason::Key => {
            "They were signed with a key that this connection does not have. Set it with crewline carrier set, or remove it at the carrier."
        }
        Reason::Stale => {
            "The signature was more than five minutes old or ahead. Check the clock of the server that runs Crewline."
        }
        Reason::Body => {
            "The body was too long, or of another kind than the address takes. Check that each address below is set where it belongs."
        }
        Reason::NoConnection => "No carrier was connected yet. Fill in the form above.",
        Reason::NoSecret => "The stored secret can't be opened with this instance's key. Enter the secret again.",
        Reason::Account => {
            "They came from another account at the carrier. Check the account above, and which account has the numbers."
        }
        Reason::Fields => "A field that Crewline needs was missing or could not be read.",
        Reason::Number => {
            "They were for a number that is not here, or was released. Callers hear that it takes no calls. Add the number, or point it elsewhere at the carrier."
        }
        Reason::Call => "They reported on a call that Crewline does not know.",
        Reason::Circle => {
            "The number forwards to one that leads back to it. Callers hear that it takes no calls. Change where it forwards to."
        }
    }
}
