//! The effect of a change on who sees which numbers, in the JSON API.

use crewline_core::access::{Viewpoint, actions};
use crewline_core::members::{AccessEffect, Amount, MemberEffect, OutsideEffect, Saving};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The effect of a change on a member.
#[derive(Serialize, ToSchema)]
pub(crate) struct Effect {
    member_id: String,
    /// The numbers and calls that become visible to them.
    gains: EffectAmount,
    /// The numbers and calls that become hidden from them.
    loses: EffectAmount,
}

/// The effect of a change on an address outside the team that gets a report.
#[derive(Serialize, ToSchema)]
pub(crate) struct EffectOutside {
    recipient_id: String,
    email: String,
    /// The numbers and calls that become visible to it.
    gains: EffectAmount,
    /// The numbers and calls that become hidden from it.
    loses: EffectAmount,
}

/// Some numbers and their calls.
#[derive(Serialize, ToSchema)]
pub(crate) struct EffectAmount {
    numbers: usize,
    /// At most 100,000 calls are counted for one change.
    calls: i64,
    /// True when there are more calls than were counted. Left out otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    more_calls: bool,
}

/// The members, invitations and addresses outside that see more or less by a change.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownEffect {
    /// The members who see more or less than before. Left out for members who may not see the Users page.
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<Vec<Effect>>,
    /// Pending invitations that promise more or less than before. Left out where there are none, and for members who may not
    /// see the Users page.
    #[serde(skip_serializing_if = "Option::is_none")]
    effect_on_invitations: Option<EffectOnInvitations>,
    /// The addresses outside the team that get reports and see more or less than before. Left out where there are none, and for
    /// members who may not see the Users page.
    #[serde(skip_serializing_if = "Option::is_none")]
    effect_on_outside_recipients: Option<Vec<EffectOutside>>,
}

/// How many pending invitations promise more or less than before.
#[derive(Serialize, ToSchema)]
pub(crate) struct EffectOnInvitations {
    gain: i64,
    lose: i64,
}

/// Whether to save.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DryRun {
    /// `true` changes nothing, and answers what the change would do.
    #[serde(default)]
    #[param(required = false)]
    dry_run: bool,
}

impl DryRun {
    /// When the change is saved.
    pub(crate) fn saving(&self) -> Saving {
        if self.dry_run { Saving::DryRun } else { Saving::Now }
    }
}

impl From<Amount> for EffectAmount {
    fn from(amount: Amount) -> Self {
        Self { numbers: amount.numbers, calls: amount.calls, more_calls: amount.has_more_calls }
    }
}

impl From<MemberEffect> for Effect {
    fn from(effect: MemberEffect) -> Self {
        Self { member_id: effect.member.to_string(), gains: effect.gains.into(), loses: effect.loses.into() }
    }
}

impl From<OutsideEffect> for EffectOutside {
    fn from(effect: OutsideEffect) -> Self {
        let OutsideEffect { recipient, email, gains, loses } = effect;
        Self { recipient_id: recipient.to_string(), email, gains: gains.into(), loses: loses.into() }
    }
}

impl ShownEffect {
    /// The effect, for somebody who may see the Users page; nothing for anybody else.
    pub(crate) fn to(viewpoint: &Viewpoint, effect: AccessEffect) -> Self {
        if !viewpoint.allows(actions::SeeUsers) {
            return Self { effect: None, effect_on_invitations: None, effect_on_outside_recipients: None };
        }
        let (gain, lose) = (effect.invitations_widened, effect.invitations_narrowed);
        let outside: Vec<_> = effect.outside.into_iter().map(EffectOutside::from).collect();
        Self {
            effect: Some(effect.members.into_iter().map(Effect::from).collect()),
            effect_on_invitations: (gain > 0 || lose > 0).then_some(EffectOnInvitations { gain, lose }),
            effect_on_outside_recipients: Some(outside).filter(|outside| !outside.is_empty()),
        }
    }
}
