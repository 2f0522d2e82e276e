//! The agency Northline: its clients and their numbers. All of it is made up: the digits are reserved for fiction
//! (555-0100 to 555-0199), and no real company of these names is meant.

/// A client's trade. It decides when people call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trade {
    /// Most calls in winter and at night, when pipes burst.
    Plumbing,
    /// Most calls from spring to autumn.
    Roofing,
    /// Most calls in the opening hours.
    Dental,
    /// The agency itself.
    Agency,
}

/// A client. Its numbers are a number group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    /// The group's name; `None` for the agency's own numbers.
    pub(super) group: Option<&'static str>,
    pub(super) trade: Trade,
    /// The number that its calls are forwarded to.
    pub(super) forward_to: &'static str,
    /// The area codes of most of its callers.
    pub(super) areas: [&'static str; 3],
    pub(super) lines: &'static [Line],
}

/// A number of a client: one advertisement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) digits: &'static str,
    pub(super) name: &'static str,
    pub(super) source: &'static str,
    /// Its share of the calls, relative to the other numbers.
    pub(super) weight: f64,
    /// When it was added, in percent of the two years.
    pub(super) since: i64,
    pub(super) records_calls: bool,
}

const fn line(
    digits: &'static str,
    name: &'static str,
    source: &'static str,
    weight: f64,
    since: i64,
    records_calls: bool,
) -> Line {
    Line { digits, name, source, weight, since, records_calls }
}

/// The agency's name.
pub(super) const NORTHLINE: &str = "Northline";
/// The time zone of the agency and its clients.
pub(super) const TIME_ZONE: &str = "America/Chicago";
/// The second business: a small one that one of the agency's people owns.
pub(super) const CERAMICS: &str = "Raman Ceramics";

pub(super) const CLIENTS: [Client; 4] = [
    Client {
        group: Some("Bay Plumbing"),
        trade: Trade::Plumbing,
        forward_to: "+17135550119",
        areas: ["713", "281", "409"],
        lines: &[
            line("+17135550100", "Bay Google Ads, search", "Google Ads", 9.0, 0, true),
            line("+17135550101", "Bay Google Ads, emergency", "Google Ads", 6.0, 0, true),
            line("+17135550102", "Bay Google Business Profile", "Google Business Profile", 8.0, 0, true),
            line("+17135550103", "Bay Yelp", "Yelp", 4.0, 0, true),
            line("+17135550104", "Bay website, header", "Website", 6.0, 0, true),
            line("+17135550105", "Bay website, contact page", "Website", 2.0, 0, true),
            line("+12815550106", "Bay truck wrap, north", "Truck wrap", 1.5, 0, true),
            line("+12815550107", "Bay truck wrap, south", "Truck wrap", 1.2, 0, true),
            line("+12815550108", "Bay Facebook", "Facebook", 2.5, 18, true),
            line("+12815550109", "Bay door hangers", "Direct mail", 1.4, 9, false),
            line("+14095550110", "Bay fridge magnets", "Direct mail", 1.0, 0, false),
            line("+14095550111", "Bay radio, drive time", "Radio", 1.8, 41, true),
            line("+14095550112", "Bay home show", "Event", 0.6, 55, false),
            line("+14095550113", "Bay water heaters, landing page", "Google Ads", 2.2, 63, true),
        ],
    },
    Client {
        group: Some("Summit Roofing"),
        trade: Trade::Roofing,
        forward_to: "+13145550119",
        areas: ["314", "636", "618"],
        lines: &[
            line("+13145550100", "Summit Google Ads, repair", "Google Ads", 7.0, 0, true),
            line("+13145550101", "Summit Google Ads, storm damage", "Google Ads", 5.0, 0, true),
            line("+13145550102", "Summit Google Business Profile", "Google Business Profile", 5.0, 0, true),
            line("+13145550103", "Summit Yelp", "Yelp", 2.0, 0, true),
            line("+13145550104", "Summit website", "Website", 4.0, 0, true),
            line("+13145550105", "Summit yard signs", "Yard signs", 2.4, 0, false),
            line("+16365550106", "Summit Facebook", "Facebook", 2.2, 7, true),
            line("+16365550107", "Summit spring postcard", "Direct mail", 1.6, 22, false),
            line("+16365550108", "Summit autumn postcard", "Direct mail", 1.4, 37, false),
            line("+16185550109", "Summit truck wrap", "Truck wrap", 1.1, 0, true),
            line("+16185550110", "Summit insurance partners", "Referral", 1.5, 30, true),
            line("+16185550111", "Summit gutters, landing page", "Google Ads", 1.8, 70, true),
        ],
    },
    Client {
        group: Some("Bright Dental"),
        trade: Trade::Dental,
        forward_to: "+13125550119",
        areas: ["312", "773", "847"],
        lines: &[
            line("+13125550100", "Bright Google Ads", "Google Ads", 6.0, 0, true),
            line("+13125550101", "Bright Google Business Profile", "Google Business Profile", 9.0, 0, true),
            line("+13125550102", "Bright Yelp", "Yelp", 2.0, 0, true),
            line("+13125550103", "Bright website", "Website", 7.0, 0, true),
            line("+17735550104", "Bright Facebook", "Facebook", 2.4, 0, true),
            line("+17735550105", "Bright Instagram", "Instagram", 2.0, 26, true),
            line("+17735550106", "Bright new neighbours mailer", "Direct mail", 1.6, 12, false),
            line("+17735550107", "Bright insurance directory", "Directory", 2.2, 0, true),
            line("+18475550108", "Bright bus shelter", "Outdoor", 0.9, 48, false),
            line("+18475550109", "Bright school newsletter", "Print", 0.7, 33, false),
            line("+18475550110", "Bright whitening offer", "Google Ads", 1.5, 58, true),
            line("+18475550111", "Bright aligners, landing page", "Website", 1.3, 74, true),
        ],
    },
    Client {
        group: None,
        trade: Trade::Agency,
        forward_to: "+13125550118",
        areas: ["312", "773", "847"],
        lines: &[
            line("+13125550112", "Northline website", "Website", 1.6, 0, true),
            line("+13125550113", "Northline trade press", "Print", 0.4, 45, false),
        ],
    },
];

/// The second business's only number.
pub(super) const STUDIO: Client = Client {
    group: None,
    trade: Trade::Agency,
    forward_to: "+16305550119",
    areas: ["630", "773", "847"],
    lines: &[line("+16305550100", "Studio line", "Website", 1.0, 60, false)],
};
