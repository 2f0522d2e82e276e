//! Settings → Business.

use askama::Template;

use crate::members::ownership_page::HandOver;
use crate::view::{FieldProblem, Icon, Layout, SelectField, Tab, TextField, When, field_problems};

/// The tab.
#[derive(Template)]
#[template(path = "settings/business.html")]
pub(crate) struct SettingsBusiness {
    pub(crate) layout: Layout,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// `business_name`.
    pub(crate) business_name: TextField,
    /// `time_zone`, for reports and days.
    pub(crate) time_zone: SelectField,
    /// `country`, two letters: the country of numbers without a country code.
    pub(crate) country: SelectField,
    /// `currency`, ISO 4217: of the values of calls.
    pub(crate) currency: SelectField,
    /// The part about the ownership; `None` for everybody but an Owner.
    pub(crate) ownership: Option<HandOver>,
    /// `existing_accounts`: how people with an account are invited; `None` for everybody but an Owner.
    pub(crate) existing_accounts: Option<SelectField>,
    /// Whether the business may be deleted: by an Owner, and not under Log in as.
    pub(crate) may_delete: bool,
    /// Letters and recordings that failed, newest first.
    pub(crate) failed: Vec<FailedJobRow>,
}

/// A letter or recording that failed.
pub(crate) struct FailedJobRow {
    /// The opaque id.
    pub(crate) id: String,
    /// The purpose of the job: "Invitation to vera@guest.example".
    pub(crate) what: String,
    /// The page of the call, for a recording.
    pub(crate) href: Option<String>,
    /// When the last attempt failed.
    pub(crate) failed: When,
    /// How many attempts were made.
    pub(crate) attempts: i64,
    /// Why it failed, in a sentence.
    pub(crate) failure: String,
}

impl SettingsBusiness {
    fn problems(&self) -> Vec<FieldProblem> {
        field_problems([
            (self.business_name.name, &self.business_name.error),
            (self.time_zone.name, &self.time_zone.error),
            (self.country.name, &self.country.error),
            (self.currency.name, &self.currency.error),
        ])
    }
}

#[cfg(test)]
impl SettingsBusiness {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::members::ownership_page::OpenOffer;
        use crate::view::samples::{HTML, LONG, crowded_layout, layout, moment, options};
        use crate::view::{Nav, SelectOption, zones};
        let page = |shell: Layout, business_name| Self {
            tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Business),
            layout: shell,
            business_name,
            time_zone: SelectField::new("time_zone", "America/Los_Angeles", zones()),
            country: SelectField::new(
                "country",
                "US",
                vec![
                    SelectOption::new("CA", "Canada"),
                    SelectOption::new("GB", "United Kingdom"),
                    SelectOption::new("US", "United States"),
                ],
            ),
            currency: SelectField::new("currency", "USD", crate::view::currencies()),
            ownership: None,
            existing_accounts: None,
            may_delete: false,
            failed: Vec::new(),
        };
        let successor = |count| SelectField::new("successor", "", options("mem", count));
        let choosing = |count| Some(HandOver { offer: None, successor: successor(count) });
        let offer = |mine| OpenOffer { from: LONG.to_owned(), mine, to: HTML.to_owned(), until: moment(-9_000) };
        let offered = |mine| Some(HandOver { offer: Some(offer(mine)), successor: successor(0) });
        let name = TextField::with_value("business_name", "Northline");
        let long = TextField::with_value("business_name", LONG).refused("A name is at most 100 characters long.");
        let refused = page(crowded_layout(Nav::Settings), long);
        let country = refused.country.clone().refused("Choose a country of the list.");
        let with = |ownership: Option<HandOver>| Self {
            existing_accounts: ownership.is_some().then(|| {
                let ask = SelectOption::new("ask", "They are asked, and nobody learns who has an account");
                SelectField::new("existing_accounts", "ask", vec![SelectOption::new("", "As this Crewline does"), ask])
            }),
            may_delete: ownership.is_some(),
            ownership,
            ..page(layout(Nav::Settings), name.clone())
        };
        let job = |at: usize| FailedJobRow {
            id: format!("job_{at}"),
            what: ["Invitation to vera@guest.example", "Recording of a call", LONG, HTML][at % 4].to_owned(),
            href: (at % 4 == 1).then(|| "/b/northline/calls/call_1".to_owned()),
            failed: moment(at as i64 * 700),
            attempts: [1, 20][at % 2],
            failure: ["The mail server refuses the letter: permanent error (550): No such mailbox.", LONG][at % 2]
                .to_owned(),
        };
        let failed = |count| Self { failed: (0..count).map(job).collect(), ..with(choosing(20)) };
        vec![
            ("typical", with(choosing(20))),
            ("admin", with(None)),
            ("alone", with(choosing(0))),
            ("offered", with(offered(true))),
            ("offered by another", with(offered(false))),
            ("failed jobs", failed(4)),
            ("refused", Self { country, ..refused }),
        ]
    }
}
