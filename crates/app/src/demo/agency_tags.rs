//! The tags of the agency.

/// The name and the colour of each tag.
pub(super) const TAGS: [(&str, &str); 12] = [
    (NEW_LEAD, "blue"),
    (EXISTING_CUSTOMER, "teal"),
    (BOOKED, "green"),
    (QUOTE_SENT, "orange"),
    (FOLLOW_UP, "yellow"),
    (WRONG_NUMBER, "grey"),
    (PRICE_QUESTION, "purple"),
    (JOB_SEEKER, "grey"),
    (EMERGENCY, "red"),
    (STORM_DAMAGE, "orange"),
    (INSURANCE, "purple"),
    (NEW_PATIENT, "blue"),
];

pub(super) const NEW_LEAD: &str = "New lead";
pub(super) const EXISTING_CUSTOMER: &str = "Existing customer";
pub(super) const BOOKED: &str = "Booked";
pub(super) const QUOTE_SENT: &str = "Quote sent";
pub(super) const FOLLOW_UP: &str = "Follow up";
pub(super) const WRONG_NUMBER: &str = "Wrong number";
pub(super) const PRICE_QUESTION: &str = "Price question";
pub(super) const JOB_SEEKER: &str = "Job application";
pub(super) const EMERGENCY: &str = "Emergency";
pub(super) const STORM_DAMAGE: &str = "Storm damage";
pub(super) const INSURANCE: &str = "Insurance";
pub(super) const NEW_PATIENT: &str = "New patient";
