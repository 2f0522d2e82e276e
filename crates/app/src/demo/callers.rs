//! The callers: most call once, some call again, and a few hide their number.

use std::collections::VecDeque;

use crewline_core::carrier::caller::Caller;
use rand::RngExt;
use rand::rngs::StdRng;

/// The area codes of the other callers.
const OTHER_AREAS: [&str; 48] = [
    "201", "202", "203", "205", "206", "208", "210", "212", "213", "214", "216", "217", "219", "225", "229", "239",
    "248", "251", "253", "254", "301", "302", "303", "304", "305", "308", "309", "310", "313", "316", "319", "320",
    "404", "406", "410", "412", "414", "415", "417", "419", "501", "503", "504", "505", "508", "512", "515", "602",
];
const FAMILY_NAMES: [&str; 44] = [
    "ABBOTT",
    "ALVAREZ",
    "BANERJEE",
    "BECKER",
    "BRANDT",
    "CALDWELL",
    "CHEN",
    "CORTEZ",
    "DALTON",
    "DUBOIS",
    "ELLISON",
    "ESPOSITO",
    "FINCH",
    "FUJITA",
    "GARCIA",
    "GRANGER",
    "HALVORSEN",
    "HARPER",
    "IBARRA",
    "IVERSON",
    "JANSEN",
    "JORDAN",
    "KAPLAN",
    "KOWALSKI",
    "LARKIN",
    "LINDEN",
    "MAHONEY",
    "MERCER",
    "NGUYEN",
    "NOVAK",
    "OAKES",
    "ORTEGA",
    "PATEL",
    "PRESCOTT",
    "QUIGLEY",
    "RAMIREZ",
    "ROSSI",
    "SALAZAR",
    "STERN",
    "TANAKA",
    "TURNER",
    "VARGAS",
    "WEBER",
    "YOUNG",
];
const ANONYMOUS_NAMES: [&str; 2] = ["WIRELESS CALLER", "TOLL FREE CALL"];
/// The most callers of a client who may call again.
const MAX_RECENT_CALLERS: usize = 600;

/// The callers of one client.
#[derive(Debug)]
pub(super) struct Callers {
    areas: [&'static str; 3],
    recent: VecDeque<String>,
}

impl Callers {
    pub(super) fn near(areas: [&'static str; 3]) -> Self {
        Self { areas, recent: VecDeque::with_capacity(MAX_RECENT_CALLERS) }
    }

    /// The next caller, and the name that the network reports.
    pub(super) fn next(&mut self, random: &mut StdRng) -> (Caller, Option<String>) {
        if random.random_bool(0.03) {
            return (Caller::Anonymous, None);
        }
        let digits = if !self.recent.is_empty() && random.random_bool(0.34) {
            self.recent[random.random_range(0..self.recent.len())].clone()
        } else {
            self.new_caller(random)
        };
        let name = name(&digits);
        (Caller::read(&digits), name)
    }

    fn new_caller(&mut self, random: &mut StdRng) -> String {
        let area = if random.random_bool(0.45) {
            self.areas[random.random_range(0..self.areas.len())]
        } else {
            OTHER_AREAS[random.random_range(0..OTHER_AREAS.len())]
        };
        // The numbers of the agency and its clients end below 0120.
        let digits = format!("+1{area}55501{:02}", random.random_range(20..100));
        if self.recent.len() == MAX_RECENT_CALLERS {
            self.recent.pop_front();
        }
        self.recent.push_back(digits.clone());
        digits
    }
}

/// The name for these digits, always the same. Some callers have none.
fn name(digits: &str) -> Option<String> {
    let hash = digits
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let pick = |count: usize, from: u32| usize::try_from(hash >> from & 0xffff).unwrap_or_default() % count;
    match pick(100, 40) {
        0..30 => None,
        30..42 => Some(ANONYMOUS_NAMES[pick(ANONYMOUS_NAMES.len(), 8)].to_owned()),
        _ => {
            let initial = char::from(b'A' + u8::try_from(pick(26, 24)).unwrap_or_default());
            Some(format!("{} {initial}", FAMILY_NAMES[pick(FAMILY_NAMES.len(), 8)]))
        }
    }
}
