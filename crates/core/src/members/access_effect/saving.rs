//! Whether a change is saved, depending on its effect.

use super::AccessEffect;
use crate::audit::Decision;

/// When a change is saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saving {
    /// Always.
    Now,
    /// If it has no effect, or the effect that the person was shown. Otherwise nothing is saved.
    IfShown {
        /// The digest of the effect that the form showed; empty for none.
        shown: String,
        /// The digest of the effect that the person confirmed by a second click; empty for none. An effect by which
        /// somebody sees more is saved by this alone.
        confirmed: String,
    },
    /// Never. The change is rolled back, and the answer says what it would do.
    DryRun,
}

impl Saving {
    /// Whether a change with this effect is saved.
    pub(crate) fn permits(&self, effect: &AccessEffect) -> bool {
        match self {
            Self::Now => true,
            Self::IfShown { shown, confirmed } => {
                let digest = effect.digest();
                digest.is_empty() || confirmed == digest || (shown == digest && !effect.widens())
            }
            Self::DryRun => false,
        }
    }
}

/// The result of a change: saved, or rolled back to be shown first.
#[derive(Clone, Debug)]
#[must_use = "the change may not be saved"]
pub struct Changed<T> {
    /// The thing after the change.
    pub thing: T,
    /// Those who see more or less by the change.
    pub effect: AccessEffect,
    /// Whether it is saved.
    pub is_saved: bool,
}

impl<T> Changed<T> {
    /// The result of a change, and whether it is saved with its event.
    pub(crate) fn decided<Events>(
        thing: T,
        effect: AccessEffect,
        saving: &Saving,
        events: Events,
    ) -> (Self, Decision<Events>) {
        let is_saved = saving.permits(&effect);
        let decision = if is_saved { Decision::Save(events) } else { Decision::RollBack };
        (Self { thing, effect, is_saved }, decision)
    }
}

/// Adds an effect to the values that an entry of the audit log has.
pub(crate) fn with_effect(mut values: serde_json::Value, effect: &AccessEffect) -> serde_json::Value {
    if let Some(effect) = effect.to_audit_json() {
        values["effect"] = effect;
    }
    values
}

#[cfg(test)]
mod tests {
    use super::super::{Amount, MemberEffect};
    use super::*;
    use crate::ids::MemberId;

    fn effect(gained: usize, lost: usize) -> AccessEffect {
        let amount = |numbers| Amount { numbers, ..Amount::default() };
        let member =
            MemberEffect { member: MemberId::new(1), name: "Dana".into(), gains: amount(gained), loses: amount(lost) };
        let members = if gained + lost == 0 { Vec::new() } else { vec![member] };
        AccessEffect::new(members, Vec::new(), (0, 0), &serde_json::Value::Null)
    }

    fn shown(shown: &str, confirmed: &str) -> Saving {
        Saving::IfShown { shown: shown.to_owned(), confirmed: confirmed.to_owned() }
    }

    #[test]
    fn a_gain_is_saved_by_a_second_click_alone() {
        let gain = effect(1, 0);
        assert!(!shown("", "").permits(&gain) && !shown(gain.digest(), "").permits(&gain));
        assert!(shown("", gain.digest()).permits(&gain) && Saving::Now.permits(&gain));
    }

    #[test]
    fn a_loss_is_saved_once_it_was_shown() {
        let loss = effect(0, 2);
        assert!(!shown("", "").permits(&loss) && !shown(effect(0, 1).digest(), "").permits(&loss));
        assert!(shown(loss.digest(), "").permits(&loss) && shown("", loss.digest()).permits(&loss));
    }

    #[test]
    fn a_change_without_effect_needs_no_question() {
        assert!(shown("", "").permits(&effect(0, 0)) && shown("x", "y").permits(&effect(0, 0)));
        assert!(!Saving::DryRun.permits(&effect(0, 0)));
    }

    #[test]
    fn new_calls_do_not_change_the_digest() {
        let mut later = effect(1, 0).members;
        later[0].gains.calls += 1;
        assert_eq!(
            AccessEffect::new(later, Vec::new(), (0, 0), &serde_json::Value::Null).digest(),
            effect(1, 0).digest()
        );
    }
}
