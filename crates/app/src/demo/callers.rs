//! Who calls: many once, some again, a few without saying from where.

use std::collections::VecDeque;

use crewline_core::carrier::caller::Caller;
use rand::RngExt;
use rand::rngs::StdRng;

/// Where callers from elsewhere live.
const ELSEWHERE: [&str; 48] = [
    "201", "202", "203", "205", "206", "208", "210", "212", "213", "214", "216", "217", "219", "225", "229", "239",
    "248", "251", "253", "254", "301", "302", "303", "304", "305", "308", "309", "310", "313", "316", "319", "320",
    "404", "406", "410", "412", "414", "415", "417", "419", "501", "503", "504", "505", "508", "512", "515", "602",
];
const FAMILIES: [&str; 44] = [
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
const NO_NAMES: [&str; 2] = ["WIRELESS CALLER", "TOLL FREE CALL"];
/// Whom a client remembers: those who may call again.
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

    /// The next caller, and the name that the network gives.
    pub(super) fn next(&mut self, random: &mut StdRng) -> (Caller, Option<String>) {
        if random.random_bool(0.03) {
            return (Caller::Anonymous, None);
        }
        let digits = if !self.recent.is_empty() && random.random_bool(0.34) {
            self.recent[random.random_range(0..self.recent.len())].clone()
        } else {
            self.somebody(random)
        };
        let name = name(&digits);
        (Caller::read(&digits), name)
    }

    fn somebody(&mut self, random: &mut StdRng) -> String {
        let area = if random.random_bool(0.45) {
            self.areas[random.random_range(0..self.areas.len())]
        } else {
            ELSEWHERE[random.random_range(0..ELSEWHERE.len())]
        };
        // The numbers of the agency and its clients stand below 0120.
        let digits = format!("+1{area}55501{:02}", random.random_range(20..100));
        if self.recent.len() == MAX_RECENT_CALLERS {
            self.recent.pop_front();
        }
        self.recent.push_back(digits.clone());
        digits
    }
}

/// The same for the same digits; some have none.
fn name(digits: &str) -> Option<String> {
    let mix = digits
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |mix, byte| (mix ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let pick = |of: usize, from: u32| usize::try_from(mix >> from & 0xffff).unwrap_or_default() % of;
    match pick(100, 40) {
        0..30 => None,
        30..42 => Some(NO_NAMES[pick(NO_NAMES.len(), 8)].to_owned()),
        _ => {
            let initial = char::from(b'A' + u8::try_from(pick(26, 24)).unwrap_or_default());
            Some(format!("{} {initial}", FAMILIES[pick(FAMILIES.len(), 8)]))
        }
    }
}
