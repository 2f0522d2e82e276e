//! The callers: about half of the calls are from new ones, the others from people who call again, and a few hide their number.

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
/// The most callers of a number who may call again.
const MAX_RECENT_CALLERS: usize = 600;

/// The share of calls whose caller has called the number before.
const RETURNING: f64 = 0.46;
/// The numbers of the agency and its clients end below 0120, those of callers do not.
const FIRST_ENDING: usize = 20;
const ENDINGS: usize = 100 - FIRST_ENDING;

/// The callers of one number.
#[derive(Debug)]
pub(super) struct Callers {
    near: NewCallers,
    far: NewCallers,
    recent: VecDeque<String>,
}

/// The next caller of a call.
#[derive(Clone, Debug)]
pub(super) struct NextCaller {
    pub(super) caller: Caller,
    /// The name that the network reports.
    pub(super) name: Option<String>,
    /// Whether the caller has called the number before.
    pub(super) is_known: bool,
}

/// Callers of some area codes, each once in a shuffled order.
#[derive(Debug)]
struct NewCallers {
    areas: Vec<&'static str>,
    start: usize,
    count: usize,
}

impl NewCallers {
    fn of(areas: &[&'static str], random: &mut StdRng) -> Self {
        Self { areas: areas.to_vec(), start: random.random_range(0..areas.len() * ENDINGS), count: 0 }
    }

    fn next(&mut self) -> Option<String> {
        let all = self.areas.len() * ENDINGS;
        if self.count == all {
            return None;
        }
        // A prime that does not divide their count leads to each of them once.
        let place = (self.start + self.count * 10_007) % all;
        self.count += 1;
        Some(format!("+1{}55501{:02}", self.areas[place / ENDINGS], FIRST_ENDING + place % ENDINGS))
    }
}

impl Callers {
    pub(super) fn near(areas: &[&'static str], random: &mut StdRng) -> Self {
        Self {
            near: NewCallers::of(areas, random),
            far: NewCallers::of(&OTHER_AREAS, random),
            recent: VecDeque::with_capacity(MAX_RECENT_CALLERS),
        }
    }

    /// The next caller.
    pub(super) fn next(&mut self, random: &mut StdRng) -> NextCaller {
        if random.random_bool(0.03) {
            return NextCaller { caller: Caller::Anonymous, name: None, is_known: false };
        }
        let is_near = random.random_bool(0.45);
        let is_known = !self.recent.is_empty() && random.random_bool(RETURNING);
        let new = match (is_known, is_near) {
            (true, _) => None,
            (false, true) => self.near.next().or_else(|| self.far.next()),
            (false, false) => self.far.next(),
        };
        let is_known = new.is_none();
        // There are as many callers as numbers reserved for fiction: then all of them call again.
        let digits = match new {
            Some(digits) => {
                if self.recent.len() == MAX_RECENT_CALLERS {
                    self.recent.pop_front();
                }
                self.recent.push_back(digits.clone());
                digits
            }
            None => self.recent[random.random_range(0..self.recent.len())].clone(),
        };
        NextCaller { caller: Caller::read(&digits), name: name(&digits), is_known }
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
