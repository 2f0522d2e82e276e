//! Random steps: choices that mean something whatever the world is like at the moment, so that a sequence can be cut short
//! anywhere.

use proptest::collection::vec;
use proptest::prelude::*;

/// A choice among what there is: taken modulo how much there is.
pub(crate) type Pick = u8;

/// One step, not yet tied to a world.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) place: bool,
    /// Who does it; a small one is of those who may do much.
    pub(crate) by: Pick,
    /// Through the eyes of a teammate, where they are logged in as one.
    pub(crate) is_through: bool,
    pub(crate) what: What,
}

impl Step {
    /// How often it is done, one after the other: sometimes somebody is impatient.
    pub(crate) const fn times(&self) -> usize {
        match self.what {
            What::Resend(at) if at % 4 == 0 => 5,
            _ => 1,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    Invite { person: Pick, spelling: Pick, role: Pick, wish: Option<Wish> },
    Accept { invitation: Pick, is_old_link: bool, how: Pick },
    Cancel(Pick),
    Resend(Pick),
    Edit { member: Pick, role: Option<Pick>, has_new_name: bool, wish: Option<Wish> },
    Remove(Pick),
    Leave,
    CreateGroup { name: Pick, numbers: Vec<Pick> },
    EditGroup { group: Pick, numbers: Vec<Pick> },
    DeleteGroup(Pick),
    AddNumber { digits: Pick, group: Option<Pick> },
    EditNumber { number: Pick, group: Option<Pick>, source: Pick },
    Release(Pick),
    Ring(Pick),
    Offer(Pick),
    Withdraw,
    Take,
    Decline,
    LogInAs(Pick),
    AllowChanges,
    Return,
    MakeToken,
    Plan(Pick),
    Wait(Pick),
}

#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) is_all: bool,
    pub(crate) numbers: Vec<Pick>,
    pub(crate) groups: Vec<Pick>,
}

/// A sequence of steps.
pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..=400)
}

fn step() -> impl Strategy<Value = Step> {
    (any::<bool>(), any::<Pick>(), prop::bool::weighted(0.35), what()).prop_map(|(place, by, is_through, what)| Step {
        place,
        by,
        is_through,
        what,
    })
}

fn pick() -> impl Strategy<Value = Pick> {
    any::<Pick>()
}

fn picks(most: usize) -> impl Strategy<Value = Vec<Pick>> {
    vec(pick(), 0..=most)
}

fn wish() -> impl Strategy<Value = Option<Wish>> {
    let some = (prop::bool::weighted(0.25), picks(3), picks(2));
    prop::option::weighted(0.85, some.prop_map(|(is_all, numbers, groups)| Wish { is_all, numbers, groups }))
}

fn what() -> impl Strategy<Value = What> {
    let invite = (pick(), pick(), pick(), wish());
    let invite = invite.prop_map(|(person, spelling, role, wish)| What::Invite { person, spelling, role, wish });
    let accept = (pick(), prop::bool::weighted(0.15), pick());
    let accept = accept.prop_map(|(invitation, is_old_link, how)| What::Accept { invitation, is_old_link, how });
    let edit = (pick(), prop::option::of(pick()), any::<bool>(), wish());
    let edit = edit.prop_map(|(member, role, has_new_name, wish)| What::Edit { member, role, has_new_name, wish });
    let create = (pick(), picks(4)).prop_map(|(name, numbers)| What::CreateGroup { name, numbers });
    let fill = (pick(), picks(4)).prop_map(|(group, numbers)| What::EditGroup { group, numbers });
    let add = (pick(), prop::option::of(pick())).prop_map(|(digits, group)| What::AddNumber { digits, group });
    let number = (pick(), prop::option::of(pick()), pick());
    let number = number.prop_map(|(number, group, source)| What::EditNumber { number, group, source });
    prop_oneof![
        14 => invite,
        8 => accept,
        3 => pick().prop_map(What::Cancel),
        4 => pick().prop_map(What::Resend),
        14 => edit,
        5 => pick().prop_map(What::Remove),
        2 => Just(What::Leave),
        4 => create,
        5 => fill,
        2 => pick().prop_map(What::DeleteGroup),
        5 => add,
        5 => number,
        2 => pick().prop_map(What::Release),
        4 => pick().prop_map(What::Ring),
        5 => pick().prop_map(What::Offer),
        4 => Just(What::Withdraw),
        3 => Just(What::Take),
        2 => Just(What::Decline),
        9 => pick().prop_map(What::LogInAs),
        5 => Just(What::AllowChanges),
        1 => Just(What::Return),
        2 => Just(What::MakeToken),
        2 => pick().prop_map(What::Plan),
        2 => pick().prop_map(What::Wait),
    ]
}
