//! The people of the demo: one of every role and kind of number access.

use crewline_core::access::Role;

use super::agency::{CERAMICS, NORTHLINE};

/// The password of every demo account.
pub(crate) const PASSWORD: &str = "copper-lantern-wharf";

/// A member of the agency.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) role: Role,
    pub(super) access: DemoAccess,
    /// When they joined, in percent of the two years.
    pub(super) since: i64,
    /// When they were last active, in minutes before now.
    pub(super) idle_minutes: i64,
}

/// The number access of a person.
#[derive(Clone, Copy, Debug)]
pub(super) enum DemoAccess {
    All,
    Numbers(&'static [&'static str]),
    Group(&'static str),
    Nothing,
}

const fn person(
    name: &'static str,
    email: &'static str,
    role: Role,
    access: DemoAccess,
    since: i64,
    idle_minutes: i64,
) -> Person {
    Person { name, email, role, access, since, idle_minutes }
}

/// The members. The first is the Owner, who creates the business.
pub(super) const PEOPLE: [Person; 8] = [
    person("Olga Marsh", "olga@northline.example", Role::Owner, DemoAccess::All, 0, 34),
    person("Ada Dietrich", "ada@northline.example", Role::Admin, DemoAccess::All, 1, 8),
    person("Mateo Silva", "mateo@northline.example", Role::Manager, DemoAccess::All, 4, 95),
    person("Priya Raman", "priya@northline.example", Role::Manager, DemoAccess::All, 20, 310),
    person("Bea Holloway", "bea@bayplumbing.example", Role::Viewer, DemoAccess::Numbers(&["+17135550103"]), 28, 1_330),
    person(
        "Sam Okafor",
        "sam@summitroofing.example",
        Role::Viewer,
        DemoAccess::Numbers(&["+13145550100", "+13145550101", "+16365550106"]),
        35,
        2_900,
    ),
    person("Dana Whitfield", "dana@brightdental.example", Role::Viewer, DemoAccess::Group("Bright Dental"), 42, 180),
    person("Theo Lindqvist", "theo@northline.example", Role::Viewer, DemoAccess::Nothing, 96, 7_200),
];

/// A person with a pending or expired invitation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guest {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) role: Role,
    pub(super) access: DemoAccess,
    /// The member who invited them, as an index of [`PEOPLE`].
    pub(super) by: usize,
    /// How long ago they were invited, in minutes. After seven days the link is expired.
    pub(super) minutes_ago: i64,
}

/// The invitations.
pub(super) const GUESTS: [Guest; 3] = [
    Guest {
        name: "Jonas Lind",
        email: "jonas@summitroofing.example",
        role: Role::Viewer,
        access: DemoAccess::Numbers(&["+13145550100"]),
        by: 2,
        minutes_ago: 9 * 1_440,
    },
    Guest {
        name: "Thu Nguyen",
        email: "thu@brightdental.example",
        role: Role::Viewer,
        access: DemoAccess::Group("Bright Dental"),
        by: 1,
        minutes_ago: 1_500,
    },
    Guest {
        name: "Wren Abara",
        email: "wren@northline.example",
        role: Role::Manager,
        access: DemoAccess::All,
        by: 0,
        minutes_ago: 40,
    },
];

/// The Owner of the second business.
pub(super) const POTTER: Person = PEOPLE[3];

/// The table of sign-ins, as it is printed.
pub(crate) fn sign_ins() -> String {
    let mut rows = vec![["Sign in as".to_owned(), "Name".to_owned(), "Role".to_owned(), "Sees".to_owned()]];
    for person in PEOPLE {
        let mut sees = in_words(person.access);
        if person.email == POTTER.email {
            sees.push_str(", and is Owner of ");
            sees.push_str(CERAMICS);
        }
        rows.push([person.email.into(), person.name.into(), person.role.title().into(), sees]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths = [width(0), width(1), width(2)];
    let lines = rows.iter().map(|[email, name, role, sees]| {
        format!("  {email:<0$}  {name:<1$}  {role:<2$}  {sees}\n", widths[0], widths[1], widths[2])
    });
    format!("{NORTHLINE}, a demo agency. The password of everybody: {PASSWORD}\n\n{}", lines.collect::<String>())
}

fn in_words(access: DemoAccess) -> String {
    match access {
        DemoAccess::All => "all numbers".into(),
        DemoAccess::Numbers([_]) => "1 number".into(),
        DemoAccess::Numbers(numbers) => format!("{} numbers", numbers.len()),
        DemoAccess::Group(name) => format!("the group {name}"),
        DemoAccess::Nothing => "no number yet".into(),
    }
}
