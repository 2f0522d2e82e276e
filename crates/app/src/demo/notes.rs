//! Notes that people write on calls.

use rand::RngExt;
use rand::rngs::StdRng;

use super::agency::Trade;

const PLUMBING: [&str; 8] = [
    "Water heater is leaking. Replacement booked for Thursday, 8 to 10.",
    "Kitchen drain is slow again. Luis goes there this afternoon.",
    "Burst pipe under the sink. Sent the emergency van.",
    "Wants both bathrooms repiped. We look at it on Monday before we name a price.",
    "Toilet runs all night. First free slot is Wednesday, confirmed by text.",
    "Landlord with four flats. Asked for a yearly contract.",
    "Sump pump failed after the rain. Paid the call-out fee over the phone.",
    "Gas line for a new stove. Needs the permit first.",
];
const ROOFING: [&str; 8] = [
    "Hail damage on the north side. Adjuster comes on the 14th.",
    "Leak around the chimney. Inspection booked, photos are in the mail.",
    "Compares three offers. Ours goes out tonight.",
    "Gutters on a two-storey house, about 140 feet.",
    "Insurance has approved the claim. Wants to start before the month is over.",
    "Missing shingles after the storm. Tarp is up since this morning.",
    "Flat roof of a garage. Send Marco, he knows the street.",
    "Asked whether we finance. Sent the form.",
];
const DENTAL: [&str; 8] = [
    "New patient, cleaning and X-rays on Tuesday at 9:30.",
    "Chipped a front tooth. Squeezed in today at 4.",
    "Asked about aligners for her daughter. Consultation booked.",
    "Has Delta insurance. Checked, we are in the network.",
    "Moved here in spring, family of four. All four booked for the same morning.",
    "Whitening offer from the ad. Booked with Dr. Amari.",
    "Crown came loose. Comes in before work tomorrow.",
    "Nervous patient, prefers the afternoon.",
];
const GOOD: [&str; 6] = [
    "Good call. Wants a quote by Friday.",
    "Found us by the ad and had three questions, all answered.",
    "Will talk to her husband and call back.",
    "Asked for references. Sent two.",
    "Ready to start, waits for the landlord.",
    "Very friendly. Follow up next week.",
];
const OTHER: [&str; 6] = [
    "Looks for a job. Told him where to apply.",
    "Wanted a shop of a similar name.",
    "Lives too far away for us.",
    "Only asked for the opening hours.",
    "Price shopping, hung up after the call-out fee.",
    "Supplier about an open invoice. Passed on to the office.",
];
const MESSAGES: [&str; 4] = [
    "Called back, no answer. Left a message.",
    "Reached her in the morning. Booked.",
    "Wrong time zone, call after 10.",
    "Message is hard to understand. Second try tomorrow.",
];

/// The kind of call that a note is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    Booked,
    Good,
    Other,
    Message,
}

/// A sentence about such a call.
pub(super) fn sentence(about: About, trade: Trade, random: &mut StdRng) -> &'static str {
    let all: &[&'static str] = match (about, trade) {
        (About::Booked, Trade::Plumbing) => &PLUMBING,
        (About::Booked, Trade::Roofing) => &ROOFING,
        (About::Booked, Trade::Dental) => &DENTAL,
        (About::Booked | About::Good, _) => &GOOD,
        (About::Other, _) => &OTHER,
        (About::Message, _) => &MESSAGES,
    };
    all[random.random_range(0..all.len())]
}
