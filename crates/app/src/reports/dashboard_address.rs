//! The addresses that a dashboard leads to: itself with another parameter, and the list of the calls that a figure counts.

use crewline_core::calls::CallStatus;
use crewline_core::reports::calendar::{Days, NamedPeriod};

use crate::http::extract::Form;
use crate::page::with_query;
use crate::view::Tab;

/// The parameters of the dashboard, in the order of its addresses.
pub(super) const PARAMETERS: [&str; 8] = ["period", "from", "to", "compare", "number_id", "group_id", "source", "show"];

/// The address of a dashboard.
#[derive(Clone, Debug)]
pub(super) struct DashboardAddress {
    slug: String,
    pairs: Vec<(&'static str, String)>,
}

impl DashboardAddress {
    /// The address that was asked for, with the parameters that the page knows.
    pub(super) fn of(slug: &str, form: &Form) -> Self {
        let values = PARAMETERS.iter().flat_map(|name| form.values(name).map(move |value| (*name, value.to_owned())));
        Self { slug: slug.to_owned(), pairs: values.filter(|(_, value)| !value.is_empty()).collect() }
    }

    fn path(&self) -> String {
        format!("/b/{}/dashboard", self.slug)
    }

    /// The same, in words of its own.
    pub(super) fn text(&self) -> String {
        self.with(&[])
    }

    /// The address with other values: an empty one takes the parameter away.
    pub(super) fn with(&self, changes: &[(&'static str, &str)]) -> String {
        let kept = self.pairs.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
        let kept = kept.map(|(name, value)| (*name, value.as_str()));
        with_query(&self.path(), &kept.chain(changes.iter().copied()).collect::<Vec<_>>())
    }

    /// Whether any number, group or source is chosen.
    pub(super) fn is_filtered(&self) -> bool {
        self.pairs.iter().any(|(name, _)| ["number_id", "group_id", "source"].contains(name))
    }

    /// The links to the periods.
    pub(super) fn periods(&self, current: Option<NamedPeriod>) -> Vec<Tab> {
        let tab = |name: &NamedPeriod| Tab {
            label: period_label(*name),
            href: self.with(&[("from", ""), ("to", ""), ("period", name.word())]),
            current: current == Some(*name),
        };
        NamedPeriod::ALL.iter().map(tab).collect()
    }

    /// The list of calls of these days that pass the filters, and these besides.
    pub(super) fn calls(&self, days: Days, more: &[(&str, &str)]) -> String {
        let filters = self.pairs.iter().filter(|(name, _)| ["number_id", "group_id", "source"].contains(name));
        let filters = filters.filter(|(name, _)| more.iter().all(|(other, _)| other != name));
        let (from, to) = (days.first().to_string(), days.last().to_string());
        let mut pairs = vec![("from", from.as_str()), ("to", to.as_str())];
        pairs.extend(filters.map(|(name, value)| (*name, value.as_str())));
        pairs.extend_from_slice(more);
        with_query(&format!("/b/{}/calls", self.slug), &pairs)
    }

    /// The list of calls of one status.
    pub(super) fn calls_of(&self, days: Days, status: CallStatus) -> String {
        self.calls(days, &[("status", status.word())])
    }
}

/// A period's words in its link.
fn period_label(name: NamedPeriod) -> &'static str {
    match name {
        NamedPeriod::Today => "Today",
        NamedPeriod::Yesterday => "Yesterday",
        NamedPeriod::Last7Days => "7 days",
        NamedPeriod::Last30Days => "30 days",
        NamedPeriod::Last90Days => "90 days",
        NamedPeriod::ThisMonth => "This month",
        NamedPeriod::LastMonth => "Last month",
        NamedPeriod::ThisYear => "This year",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::http::extract::QueryString;

    fn address(query: &str) -> DashboardAddress {
        DashboardAddress::of("northline", &QueryString::of(query, "/b/northline/dashboard"))
    }

    #[test]
    fn a_period_replaces_the_days_and_keeps_the_filters() {
        let address = address("from=2026-03-01&to=2026-03-02&source=Truck+wrap&x=1&show=");
        let today = &address.periods(Some(NamedPeriod::Today))[0];
        assert_eq!(
            (today.href.as_str(), today.current),
            ("/b/northline/dashboard?source=Truck+wrap&period=today", true)
        );
        assert_eq!(address.with(&[("source", "")]), "/b/northline/dashboard?from=2026-03-01&to=2026-03-02");
    }

    #[test]
    fn a_figure_leads_to_the_calls_with_the_same_filters() {
        let address = address("period=today&source=Yelp&show=missed");
        let days = Days::new(date(2026, 3, 1), date(2026, 3, 2)).unwrap();
        let from_to = "/b/northline/calls?from=2026-03-01&to=2026-03-02";
        assert_eq!(address.calls_of(days, CallStatus::Missed), format!("{from_to}&source=Yelp&status=missed"));
        assert_eq!(address.calls(days, &[("source", "Radio")]), format!("{from_to}&source=Radio"));
    }
}
