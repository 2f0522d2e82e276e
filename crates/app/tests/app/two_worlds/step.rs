//! Random steps of a history. Each is valid in any world, so that a history can be shortened anywhere.

/// A choice among the existing items: taken modulo their count.
pub(crate) type Pick = u8;

/// A step of a history that is played into both worlds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Something that the viewer may see: the same happens in both worlds.
    Shared(Act),
    /// Something that the viewer never sees: another thing happens in each world, or nothing.
    Hidden([Option<Act>; 2]),
}

/// Something that happens. On the shared side it concerns numbers that the viewer may have access to, and on the hidden side
/// those of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A call arrives. `ends` chooses how it ends, if it does; it may be recorded.
    Ring {
        number: Pick,
        caller: Pick,
        ends: Pick,
    },
    /// The status of an earlier call is reported once more.
    Report {
        call: Pick,
        status: Pick,
    },
    /// A text arrives.
    Text {
        number: Pick,
        caller: Pick,
    },
    /// A call is tagged and rated.
    Annotate {
        number: Pick,
        call: Pick,
        tags: Pick,
        rating: Pick,
    },
    /// A note is written on a call.
    Note {
        number: Pick,
        call: Pick,
    },
    /// A caller is blocked, or not any more: in both worlds, since it concerns every number.
    Block {
        caller: Pick,
    },
    AddNumber {
        group: Option<Pick>,
        source: Pick,
    },
    EditNumber {
        number: Pick,
        name: Option<Pick>,
        source: Option<Pick>,
        group: Option<Pick>,
    },
    Release {
        number: Pick,
    },
    CreateGroup {
        numbers: Vec<Pick>,
    },
    EditGroup {
        group: Pick,
        renames: bool,
        numbers: Vec<Pick>,
    },
    DeleteGroup {
        group: Pick,
    },
    /// The group that holds numbers of both sides gets another name.
    RenameMixedGroup,
    /// The number access of the viewer, or on the hidden side of somebody else, who may see any number.
    Grant {
        numbers: Vec<Pick>,
        groups: Vec<Pick>,
    },
    /// The Owner logs in as the viewer, or on the hidden side as somebody else; or returns.
    LogInAs {
        ends: bool,
    },
    /// The viewer, or on the hidden side somebody else, gets another name.
    Rename {
        name: Pick,
    },
    Invite {
        person: Pick,
    },
    CancelInvitation {
        invitation: Pick,
    },
    AddMember {
        role: Pick,
    },
    RemoveMember {
        member: Pick,
    },
    Plan {
        plan: Pick,
    },
    /// Something happens in another business of the instance.
    Elsewhere {
        calls: Pick,
    },
    FailedJob,
    /// A rule for qualified calls is changed, and past calls are gone over. On the hidden side it matches hidden calls alone.
    Rule {
        rule: Pick,
        change: Pick,
    },
    /// Past calls are gone over by the rules as they are: on the hidden side, since nothing on the viewer's changes by it.
    Review,
    /// A tag that is on hidden calls alone is merged into another, renamed or removed.
    Tag {
        tag: Pick,
        change: Pick,
    },
    /// A report is saved: on the viewer's side a shared one, which names hidden numbers as well.
    SaveReport {
        numbers: Vec<Pick>,
        groups: Vec<Pick>,
    },
    /// Time passes.
    Wait {
        minutes: Pick,
    },
}

/// Repeatable random numbers: SplitMix64.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn pick(&mut self) -> Pick {
        self.next().to_le_bytes()[0]
    }

    fn maybe(&mut self) -> Option<Pick> {
        (self.below(2) == 0).then(|| self.pick())
    }

    fn picks(&mut self, max: u64) -> Vec<Pick> {
        (0..=self.below(max)).map(|_| self.pick()).collect()
    }
}

/// A history of `len` steps.
pub(crate) fn history(dice: &mut Dice, len: usize) -> Vec<Step> {
    (0..len).map(|_| step(dice)).collect()
}

fn step(dice: &mut Dice) -> Step {
    match dice.below(10) {
        0..4 => Step::Shared(shared(dice)),
        4..7 => Step::Hidden([Some(hidden(dice)), None]),
        7..9 => Step::Hidden([None, Some(hidden(dice))]),
        _ => Step::Hidden([Some(hidden(dice)), Some(hidden(dice))]),
    }
}

/// An act that happens on either side.
fn on_numbers(dice: &mut Dice) -> Act {
    match dice.below(24) {
        20..23 => Act::Annotate { number: dice.pick(), call: dice.pick(), tags: dice.pick(), rating: dice.pick() },
        23 => Act::Note { number: dice.pick(), call: dice.pick() },
        0..7 => Act::Ring { number: dice.pick(), caller: dice.pick(), ends: dice.pick() },
        7..9 => Act::Report { call: dice.pick(), status: dice.pick() },
        9..12 => Act::Text { number: dice.pick(), caller: dice.pick() },
        12 => Act::AddNumber { group: dice.maybe(), source: dice.pick() },
        13..16 => {
            Act::EditNumber { number: dice.pick(), name: dice.maybe(), source: dice.maybe(), group: dice.maybe() }
        }
        16 => Act::Release { number: dice.pick() },
        17 => Act::CreateGroup { numbers: dice.picks(3) },
        18 => Act::EditGroup { group: dice.pick(), renames: dice.below(2) == 0, numbers: dice.picks(3) },
        _ => Act::DeleteGroup { group: dice.pick() },
    }
}

fn shared(dice: &mut Dice) -> Act {
    match dice.below(24) {
        20 => Act::Block { caller: dice.pick() },
        21 => Act::Rule { rule: dice.pick(), change: dice.pick() },
        22 | 23 => Act::SaveReport { numbers: dice.picks(4), groups: dice.picks(2) },
        0..14 => on_numbers(dice),
        14 => Act::RenameMixedGroup,
        15 | 16 => Act::Grant { numbers: dice.picks(3), groups: dice.picks(2) },
        17 => Act::LogInAs { ends: dice.below(2) == 0 },
        18 => Act::Rename { name: dice.pick() },
        _ => Act::Wait { minutes: dice.pick() },
    }
}

fn hidden(dice: &mut Dice) -> Act {
    match dice.below(35) {
        0..16 => on_numbers(dice),
        16 | 17 => Act::Grant { numbers: dice.picks(4), groups: dice.picks(2) },
        18 => Act::LogInAs { ends: dice.below(2) == 0 },
        19 => Act::Rename { name: dice.pick() },
        20 | 21 => Act::Invite { person: dice.pick() },
        22 => Act::CancelInvitation { invitation: dice.pick() },
        23 => Act::AddMember { role: dice.pick() },
        24 => Act::RemoveMember { member: dice.pick() },
        25 => Act::Plan { plan: dice.pick() },
        26 => Act::Elsewhere { calls: dice.pick() },
        27 | 28 => Act::Rule { rule: dice.pick(), change: dice.pick() },
        29 => Act::Review,
        30..33 => Act::Tag { tag: dice.pick(), change: dice.pick() },
        33 => Act::SaveReport { numbers: dice.picks(4), groups: dice.picks(2) },
        _ => Act::FailedJob,
    }
}
