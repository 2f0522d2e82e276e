//! Settings → Business.

use askama::Template;

use crate::members::ownership_page::HandOver;
use crate::view::{Choices, Entry, Icon, Problem, Shell, Tab, When, problems};

/// The tab.
#[derive(Template)]
#[template(path = "settings/business.html")]
pub(crate) struct SettingsBusiness {
    /// The frame.
    pub(crate) shell: Shell,
    /// The tabs, as [`super::tabs_page::tabs`] makes them.
    pub(crate) tabs: Vec<Tab>,
    /// `business_name`.
    pub(crate) business_name: Entry,
    /// `time_zone`: reports and days are counted in it.
    pub(crate) time_zone: Choices,
    /// `country`, two letters: how numbers are written and read without a country code.
    pub(crate) country: Choices,
    /// What an Owner does about the ownership; nobody else has this part.
    pub(crate) ownership: Option<HandOver>,
    /// Letters and recordings that failed, the newest first.
    pub(crate) failed: Vec<FailedJobRow>,
}

/// A letter or recording that failed.
pub(crate) struct FailedJobRow {
    /// The opaque id.
    pub(crate) id: String,
    /// What was to be done: "Invitation to vera@guest.example".
    pub(crate) what: String,
    /// The page of the call, for a recording.
    pub(crate) href: Option<String>,
    /// When the last attempt failed.
    pub(crate) failed: When,
    /// How many attempts were made.
    pub(crate) attempts: i64,
    /// Why, in a sentence.
    pub(crate) failure: String,
}

impl SettingsBusiness {
    fn problems(&self) -> Vec<Problem> {
        problems([
            (self.business_name.name, &self.business_name.error),
            (self.time_zone.name, &self.time_zone.error),
            (self.country.name, &self.country.error),
        ])
    }
}

#[cfg(test)]
impl SettingsBusiness {
    /// Every state of the page.
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        use super::tabs_page::{SettingsTab, tabs};
        use crate::members::ownership_page::Standing;
        use crate::view::samples::{HTML, LONG, crowded_shell, moment, options, shell};
        use crate::view::{Choice, Nav, zones};
        let page = |shell: Shell, business_name| Self {
            tabs: tabs(&shell, &SettingsTab::SAMPLE, SettingsTab::Business),
            shell,
            business_name,
            time_zone: Choices::new("time_zone", "America/Los_Angeles", zones()),
            country: Choices::new(
                "country",
                "US",
                vec![
                    Choice::new("CA", "Canada"),
                    Choice::new("GB", "United Kingdom"),
                    Choice::new("US", "United States"),
                ],
            ),
            ownership: None,
            failed: Vec::new(),
        };
        let successor = |count| Choices::new("successor", "", options("mem", count));
        let choosing = |count| Some(HandOver { standing: None, successor: successor(count) });
        let offer = |mine| Standing { from: LONG.to_owned(), mine, to: HTML.to_owned(), until: moment(-9_000) };
        let offered = |mine| Some(HandOver { standing: Some(offer(mine)), successor: successor(0) });
        let name = Entry::filled("business_name", "Northline");
        let long = Entry::filled("business_name", LONG).refused("A name is at most 100 characters long.");
        let refused = page(crowded_shell(Nav::Settings), long);
        let country = refused.country.clone().refused("Choose a country of the list.");
        let with = |ownership| Self { ownership, ..page(shell(Nav::Settings), name.clone()) };
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
