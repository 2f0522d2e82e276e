//! The effect of a change on who sees which numbers, in the JSON API.

use crewline_core::access::{Viewpoint, actions};
use crewline_core::members::{AccessEffect, Amount, MemberEffect, Saving};
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

/// The members who see more or less by a change.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShownEffect {
    /// The members who see more or less than before. Left out for members who may not see the Users page.
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<Vec<Effect>>,
    /// Pending invitations that promise more or less than before. Left out where there are none, and for members who may not
    /// see the Users page.
    #[serde(skip_serializing_if = "Option::is_none")]
    effect_on_invitations: Option<EffectOnInvitations>,
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

impl ShownEffect {
    /// The effect, for somebody who may see the Users page; nothing for anybody else.
    pub(crate) fn to(viewpoint: &Viewpoint, effect: AccessEffect) -> Self {
        if !viewpoint.allows(actions::SeeUsers) {
            return Self { effect: None, effect_on_invitations: None };
        }
        let (gain, lose) = (effect.invitations_widened, effect.invitations_narrowed);
        Self {
            effect: Some(effect.members.into_iter().map(Effect::from).collect()),
            effect_on_invitations: (gain > 0 || lose > 0).then_some(EffectOnInvitations { gain, lose }),
        }
    }
}
