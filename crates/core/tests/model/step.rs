//! Random steps. Each is valid in any world, so that a sequence can be shortened anywhere.

use proptest::collection::vec;
use proptest::prelude::*;

/// A choice among the existing items: taken modulo their count.
pub(crate) type Pick = u8;

/// One step, not yet resolved in a world.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) place: bool,
    /// Picks who acts; small values pick members with more rights.
    pub(crate) by: Pick,
    /// Whether it is done under Log in as, if there is a period.
    pub(crate) under_log_in_as: bool,
    pub(crate) act: RandomAct,
}

impl Step {
    /// How many times in a row it is done: some resends repeat, to reach the daily limit.
    pub(crate) const fn times(&self) -> usize {
        match self.act {
            RandomAct::Resend { invitation: at, .. } if at % 4 == 0 => 5,
            _ => 1,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum RandomAct {
    Invite { person: Pick, spelling: Pick, is_mailed: bool, role: Pick, choice: Option<RandomAccess> },
    Accept { invitation: Pick, is_old_link: bool, method: Pick },
    Cancel(Pick),
    Resend { invitation: Pick, is_mailed: bool },
    Edit { member: Pick, role: Option<Pick>, has_new_name: bool, choice: Option<RandomAccess> },
    Remove(Pick),
    Leave,
    CreateGroup { name: Pick, numbers: Vec<Pick> },
    EditGroup { group: Pick, numbers: Vec<Pick> },
    DeleteGroup(Pick),
    AddNumber { digits: Pick, group: Option<Pick> },
    EditNumber { number: Pick, group: Option<Pick>, source: Pick },
    Release(Pick),
    Ring { number: Pick, caller: Pick },
    Report { call: Pick, end: Pick },
    Rebuild,
    Annotate(RandomAnnotation),
    Block(Pick),
    Unblock(Pick),
    AddRule { kind: Pick, of: Pick },
    RemoveRule(Pick),
    Review,
    ChangeZone(Pick),
    Offer(Pick),
    Withdraw,
    Take,
    Decline,
    LogInAs(Pick),
    AllowChanges,
    Return,
    MakeToken,
    DeleteAndTakeBack,
    Plan(Pick),
    Wait(Pick),
}

#[derive(Clone, Debug)]
pub(crate) struct RandomAccess {
    pub(crate) is_all: bool,
    pub(crate) numbers: Vec<Pick>,
    pub(crate) groups: Vec<Pick>,
}

/// The change of a call's annotations; `None` keeps.
#[derive(Clone, Debug)]
pub(crate) struct RandomAnnotation {
    pub(crate) call: Pick,
    pub(crate) tags: Option<Vec<Pick>>,
    pub(crate) qualified: Option<Option<bool>>,
    pub(crate) value_cents: Option<Option<Pick>>,
    pub(crate) is_spam: Option<bool>,
}

pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..=400)
}

fn step() -> impl Strategy<Value = Step> {
    (any::<bool>(), any::<Pick>(), prop::bool::weighted(0.35), random_act())
        .prop_map(|(place, by, under_log_in_as, act)| Step { place, by, under_log_in_as, act })
}

fn pick() -> impl Strategy<Value = Pick> {
    any::<Pick>()
}

fn picks(max: usize) -> impl Strategy<Value = Vec<Pick>> {
    vec(pick(), 0..=max)
}

fn random_access() -> impl Strategy<Value = Option<RandomAccess>> {
    let some = (prop::bool::weighted(0.25), picks(3), picks(2));
    prop::option::weighted(0.85, some.prop_map(|(is_all, numbers, groups)| RandomAccess { is_all, numbers, groups }))
}

fn random_annotation() -> impl Strategy<Value = RandomAnnotation> {
    use prop::option::of;
    let some = (pick(), of(picks(3)), of(of(any::<bool>())), of(of(pick())), of(prop::bool::weighted(0.3)));
    some.prop_map(|(call, tags, qualified, value_cents, is_spam)| RandomAnnotation {
        call,
        tags,
        qualified,
        value_cents,
        is_spam,
    })
}

/// Something that happens to calls, or is said of them.
fn random_act_on_calls() -> impl Strategy<Value = RandomAct> {
    let ring = (pick(), pick()).prop_map(|(number, caller)| RandomAct::Ring { number, caller });
    let report = (pick(), pick()).prop_map(|(call, end)| RandomAct::Report { call, end });
    let rule = (pick(), pick()).prop_map(|(kind, of)| RandomAct::AddRule { kind, of });
    prop_oneof![
        8 => ring,
        10 => report,
        8 => random_annotation().prop_map(RandomAct::Annotate),
        2 => pick().prop_map(RandomAct::Block),
        1 => pick().prop_map(RandomAct::Unblock),
        2 => rule,
        1 => pick().prop_map(RandomAct::RemoveRule),
        1 => Just(RandomAct::Review),
        1 => pick().prop_map(RandomAct::ChangeZone),
        1 => Just(RandomAct::Rebuild),
    ]
}

fn random_act() -> impl Strategy<Value = RandomAct> {
    let invite = (pick(), pick(), any::<bool>(), pick(), random_access());
    let invite = invite.prop_map(|(person, spelling, is_mailed, role, choice)| RandomAct::Invite {
        person,
        spelling,
        is_mailed,
        role,
        choice,
    });
    let accept = (pick(), prop::bool::weighted(0.15), pick());
    let accept =
        accept.prop_map(|(invitation, is_old_link, method)| RandomAct::Accept { invitation, is_old_link, method });
    let edit = (pick(), prop::option::of(pick()), any::<bool>(), random_access());
    let edit =
        edit.prop_map(|(member, role, has_new_name, choice)| RandomAct::Edit { member, role, has_new_name, choice });
    let create = (pick(), picks(4)).prop_map(|(name, numbers)| RandomAct::CreateGroup { name, numbers });
    let fill = (pick(), picks(4)).prop_map(|(group, numbers)| RandomAct::EditGroup { group, numbers });
    let add = (pick(), prop::option::of(pick())).prop_map(|(digits, group)| RandomAct::AddNumber { digits, group });
    let number = (pick(), prop::option::of(pick()), pick());
    let number = number.prop_map(|(number, group, source)| RandomAct::EditNumber { number, group, source });
    prop_oneof![
        14 => invite,
        8 => accept,
        3 => pick().prop_map(RandomAct::Cancel),
        4 => (pick(), any::<bool>()).prop_map(|(invitation, is_mailed)| RandomAct::Resend { invitation, is_mailed }),
        14 => edit,
        5 => pick().prop_map(RandomAct::Remove),
        2 => Just(RandomAct::Leave),
        4 => create,
        5 => fill,
        2 => pick().prop_map(RandomAct::DeleteGroup),
        5 => add,
        5 => number,
        2 => pick().prop_map(RandomAct::Release),
        24 => random_act_on_calls(),
        8 => pick().prop_map(RandomAct::Offer),
        4 => Just(RandomAct::Withdraw),
        4 => Just(RandomAct::Take),
        6 => Just(RandomAct::Decline),
        9 => pick().prop_map(RandomAct::LogInAs),
        5 => Just(RandomAct::AllowChanges),
        1 => Just(RandomAct::Return),
        2 => Just(RandomAct::MakeToken),
        1 => Just(RandomAct::DeleteAndTakeBack),
        2 => pick().prop_map(RandomAct::Plan),
        2 => pick().prop_map(RandomAct::Wait),
    ]
}
