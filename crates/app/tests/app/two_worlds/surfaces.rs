//! Everything that a viewer can ask for, from the table of routes.

use axum::http::Method;
use crewline::http::routes::{Audience, Route};
use crewline_core::access::Role;

use super::analytics_questions::of_analytics;
use super::half::{CALLERS, Half, NAMES, SOURCES, TAGS};
use super::normal::Names;
use super::step::Dice;
use crate::client::{Client, Request};
use crate::route_params::{RouteParams, is_api};

/// How the test covers a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Covered {
    /// It is asked of both worlds.
    Asked,
    /// Its events are compared.
    Stream,
    /// It is a step of the histories.
    Step,
    /// It is not asked, with the reason.
    Not(&'static str),
}

use Covered::{Asked, Not, Step, Stream};

const BY_LINK: &str = "the secret of a letter is the key, and nothing of a viewpoint is shown";
const SIGNS_OUT: &str = "it ends the session by which everything else is asked";

/// Every route that a viewer may use, and every open one. The others refuse a viewer, and are asked as well.
pub(super) const SURFACES: [(&str, &str, Covered); 109] = [
    ("GET", "/", Asked),
    ("POST", "/first-run", Not("it refuses everything once there is an account")),
    ("GET", "/sign-in", Asked),
    ("POST", "/sign-in", Not("it asks for the password, and test accounts have none")),
    ("POST", "/sign-out", Not(SIGNS_OUT)),
    ("GET", "/password-reset", Asked),
    ("POST", "/password-reset", Not("it answers alike for every address, and mails a secret")),
    ("GET", "/password-reset/{token}", Not(BY_LINK)),
    ("POST", "/password-reset/{token}", Not(BY_LINK)),
    ("GET", "/invitations", Asked),
    ("GET", "/invitations/{token}", Not(BY_LINK)),
    ("POST", "/invitations/{token}", Not(BY_LINK)),
    ("POST", "/invitations/waiting/{invitation}", Asked),
    ("GET", "/invitations/waiting/{invitation}/refusal", Asked),
    ("POST", "/invitations/waiting/{invitation}/refusal", Asked),
    ("POST", "/theme", Asked),
    ("GET", "/address-change/{token}", Not(BY_LINK)),
    ("POST", "/address-change/{token}", Not(BY_LINK)),
    ("GET", "/unsubscribe/{reader}", Not(BY_LINK)),
    ("POST", "/unsubscribe/{reader}", Not(BY_LINK)),
    ("GET", "/report-letters/{letter}", Not(BY_LINK)),
    ("POST", "/report-letters/{letter}", Not(BY_LINK)),
    ("GET", "/b/{business}", Asked),
    ("GET", "/b/{business}/dashboard", Asked),
    ("GET", "/b/{business}/calls", Asked),
    ("GET", "/b/{business}/calls/export", Asked),
    ("GET", "/b/{business}/calls/columns", Asked),
    ("POST", "/b/{business}/calls/columns", Asked),
    ("GET", "/b/{business}/call-views", Asked),
    ("GET", "/b/{business}/call-views/new", Asked),
    ("POST", "/b/{business}/call-views/new", Asked),
    ("GET", "/b/{business}/call-views/{view}/edit", Asked),
    ("POST", "/b/{business}/call-views/{view}/edit", Asked),
    ("POST", "/b/{business}/call-views/{view}/filters", Asked),
    ("GET", "/b/{business}/call-views/{view}/removal", Asked),
    ("POST", "/b/{business}/call-views/{view}/removal", Asked),
    ("GET", "/b/{business}/calls/{call}", Asked),
    ("GET", "/b/{business}/calls/{call}/recording", Asked),
    ("GET", "/b/{business}/analytics", Asked),
    ("GET", "/b/{business}/analytics/export", Asked),
    ("POST", "/b/{business}/analytics/preparation", Asked),
    ("GET", "/b/{business}/reports", Asked),
    ("GET", "/b/{business}/reports/new", Asked),
    ("POST", "/b/{business}/reports/new", Asked),
    ("GET", "/b/{business}/reports/{report}/edit", Asked),
    ("POST", "/b/{business}/reports/{report}/edit", Asked),
    ("GET", "/b/{business}/reports/{report}/schedule", Asked),
    ("POST", "/b/{business}/reports/{report}/schedule", Asked),
    ("POST", "/b/{business}/reports/{report}/send", Asked),
    ("GET", "/b/{business}/reports/{report}/removal", Asked),
    ("POST", "/b/{business}/reports/{report}/removal", Asked),
    ("GET", "/b/{business}/numbers", Asked),
    ("GET", "/b/{business}/numbers/{number}", Asked),
    ("GET", "/b/{business}/number-groups", Asked),
    ("GET", "/b/{business}/ownership", Asked),
    ("POST", "/b/{business}/ownership", Asked),
    ("POST", "/b/{business}/ownership/refusal", Asked),
    ("GET", "/b/{business}/leave", Asked),
    ("POST", "/b/{business}/leave", Not("it ends the membership by which everything else is asked")),
    ("GET", "/b/{business}/impersonation/changes", Asked),
    ("POST", "/b/{business}/impersonation/changes", Asked),
    ("POST", "/b/{business}/impersonation/end", Asked),
    ("GET", "/b/{business}/settings", Asked),
    ("GET", "/b/{business}/settings/profile", Asked),
    ("POST", "/b/{business}/settings/profile", Asked),
    ("POST", "/b/{business}/settings/profile/email", Not("it asks for the password, and test accounts have none")),
    ("GET", "/b/{business}/settings/security", Asked),
    ("POST", "/b/{business}/settings/security/password", Asked),
    ("POST", "/b/{business}/settings/security/letters", Asked),
    ("POST", "/b/{business}/settings/security/sessions/end-others", Asked),
    ("POST", "/b/{business}/settings/security/sessions/{session}/end", Asked),
    ("GET", "/b/{business}/settings/api", Asked),
    ("POST", "/b/{business}/settings/api/tokens", Not("its answer is a new secret; the list of tokens is asked")),
    ("POST", "/b/{business}/settings/api/tokens/{token}/end", Asked),
    ("GET", "/b/{business}/live", Stream),
    ("GET", "/api/v1/openapi.json", Asked),
    ("GET", "/api/v1/me", Asked),
    ("POST", "/api/v1/invitations/accept", Not(BY_LINK)),
    ("GET", "/api/v1/numbers", Asked),
    ("GET", "/api/v1/numbers/{number}", Asked),
    ("GET", "/api/v1/number-groups", Asked),
    ("GET", "/api/v1/number-groups/{group}", Asked),
    ("GET", "/api/v1/dashboard", Asked),
    ("GET", "/api/v1/analytics/calls", Asked),
    ("GET", "/api/v1/analytics/calls/export", Asked),
    ("GET", "/api/v1/reports", Asked),
    ("POST", "/api/v1/reports", Asked),
    ("PATCH", "/api/v1/reports/{report}", Asked),
    ("DELETE", "/api/v1/reports/{report}", Asked),
    ("POST", "/api/v1/reports/{report}/send", Asked),
    ("GET", "/api/v1/calls", Asked),
    ("GET", "/api/v1/calls/export", Asked),
    ("GET", "/api/v1/calls/{call}", Asked),
    ("GET", "/api/v1/calls/{call}/recording", Asked),
    ("GET", "/api/v1/calls/{call}/notes", Asked),
    ("GET", "/api/v1/call-views", Asked),
    ("POST", "/api/v1/call-views", Asked),
    ("PATCH", "/api/v1/call-views/{view}", Asked),
    ("DELETE", "/api/v1/call-views/{view}", Asked),
    ("GET", "/api/v1/tags", Asked),
    ("POST", "/carrier/{business}/voice", Step),
    ("POST", "/carrier/{business}/voice/next/dial", Not("the carrier's, as the status is: it answers no viewer")),
    ("POST", "/carrier/{business}/status", Step),
    ("POST", "/carrier/{business}/recording", Not("the carrier's, as the status is: it answers no viewer")),
    ("POST", "/carrier/{business}/message", Step),
    ("POST", "/carrier/{business}/message-status", Not("the carrier's: it answers no viewer")),
    ("POST", "/carrier/{business}/fallback", Not("the carrier's: it answers no viewer")),
    ("GET", "/healthz", Asked),
    ("GET", "/readyz", Asked),
];

/// Open files: they are of the program, and the same for everybody.
const FILES: &str = "/assets/{hash}/{*name}";

/// Whether the route has to be in the list.
pub(super) fn is_for_viewers(route: &Route) -> bool {
    match route.audience {
        Audience::To(entry) => entry.allows(Role::Viewer, None),
        Audience::Everybody => route.path != FILES,
    }
}

/// The sender of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Browser,
    Program,
    LoggedInAs,
}

/// Something that the viewer asks of both worlds. In its path, `<number 0>` is what has this name in the world, and `<hidden
/// number>` is a hidden one where there is one, and else an unknown one.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) by: By,
    method: Method,
    path: String,
    /// The route that has a valid body, with its parameters.
    body_of: Option<(Route, RouteParams)>,
    /// Whether its pages are walked to the end.
    pub(super) has_pages: bool,
}

impl Question {
    pub(super) fn get(by: By, path: String) -> Self {
        Self { by, method: Method::GET, path, body_of: None, has_pages: false }
    }

    /// The question, in words.
    pub(super) fn about(&self) -> String {
        format!("{} {} by {:?}", self.method, self.path, self.by)
    }

    /// The request in a world. `ids` has the id of each name there.
    pub(super) fn request(&self, ids: &Names) -> Request {
        let fill = |text: &str| ids.iter().fold(text.to_owned(), |text, (name, id)| text.replace(name, id));
        match &self.body_of {
            Some((route, params)) => params.request(route).to(fill(&self.path)),
            None => Request::new(self.method.clone(), fill(&self.path)),
        }
    }
}

/// The client of a world that asks, if there is one.
pub(super) fn client(half: &Half, by: By) -> Option<Client> {
    match by {
        By::Browser => Some(half.cookie.clone()),
        By::Program => Some(half.token.clone()),
        By::LoggedInAs => half.logged_in_as.clone(),
    }
}

/// The names that a question may have besides those of [`Half::names`].
pub(super) const HIDDEN: [&str; 6] = [
    "<hidden number>",
    "<hidden group>",
    "<hidden call>",
    "<hidden recording>",
    "<hidden member>",
    "<hidden invitation>",
];

/// The ids of hidden things, by the names in [`HIDDEN`]; unknown ones where there is no such thing.
pub(super) async fn hidden_ids(half: &Half, unknown: &str) -> Names {
    let calls = match half.hidden.numbers.first() {
        Some(number) => half.calls_of(&number.id).await,
        None => Vec::new(),
    };
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let recorded = calls.iter().find_map(|call| text(&call["recording"]["id"]));
    let members = half.owner_reads("/api/v1/members").await;
    let seen = [half.viewer_id.clone(), half.business.owner.member().to_string()];
    let member = members["members"].as_array().into_iter().flatten().filter_map(|member| text(&member["id"]));
    let invitations = half.owner_reads("/api/v1/invitations").await;
    let found = [
        half.hidden.numbers.first().map(|number| number.id.clone()),
        half.hidden.groups.first().cloned(),
        calls.first().and_then(|call| text(&call["id"])),
        recorded,
        member.into_iter().find(|id| !seen.contains(id)),
        text(&invitations["invitations"][0]["id"]),
    ];
    let prefixes = ["num", "grp", "call", "rec", "mem", "inv"];
    let ids = found.into_iter().zip(prefixes).map(|(id, prefix)| id.unwrap_or_else(|| format!("{prefix}_{unknown}")));
    HIDDEN.iter().map(|name| (*name).to_owned()).zip(ids).collect()
}

/// The searches: names, callers and digits of both sides, in parts.
const SEARCHES: [&str; 10] =
    ["mea", "quartz", "zoe", "ada", "bell%20castro", "%2B1415", "415", "0103", "555", "nobody%20at%20all"];

/// Filters of the list of calls by what reports count, and with several values.
const CALL_FILTERS: [&str; 14] = [
    "outcome=answered&spam=false",
    "outcome=missed&spam=false",
    "outcome=voicemail",
    "outcome=under_way",
    "first_time=true&spam=false",
    "first_time=false&q=ada",
    "group_id=none",
    "group_id=none&q=415",
    "tag_none=true",
    "tag=New%20patient&tag_none=true",
    "source=Quartz&source_none=true",
    "status=missed&status=busy&qualified=none&qualified=true",
    "hour_of_day=9&hour_of_day=12&day_of_week=1&q=415",
    "period=last_30_days&day_of_week=1",
];

/// Every question about a world with these names. `slug` is that of the business, and `unknown` is of no row.
pub(super) fn questions(routes: &[Route], names: &Names, slug: &str, unknown: &str) -> Vec<Question> {
    let named = |kind: &str| -> Vec<String> {
        let of_kind = names.values().filter(|name| name.starts_with(kind)).cloned();
        of_kind.chain(HIDDEN.iter().map(|name| (*name).to_owned()).filter(|name| name.contains(&kind[1..]))).collect()
    };
    let (numbers, mut groups) = (named("<number"), named("<group"));
    groups.push("<the mixed group>".to_owned());
    let (mut calls, recordings) = (named("<call"), named("<recording"));
    // The calls are many, and their pages alike.
    calls.truncate(6);
    calls.push("<hidden call>".to_owned());
    let mut all = Vec::new();
    for route in routes {
        let covered = SURFACES.iter().find(|(method, path, _)| route.method == *method && route.path == *path);
        if !is_for_viewers(route) && route.path != FILES || covered.is_some_and(|(_, _, covered)| *covered == Asked) {
            all.extend(of_route(route, slug, unknown, &numbers, &groups, &calls));
        }
    }
    let api = "/api/v1".to_owned();
    for base in [api, format!("/b/{slug}")] {
        let by = if is_api(&base) || base == "/api/v1" { By::Program } else { By::Browser };
        let mut filters: Vec<(&str, String)> = Vec::new();
        for q in SEARCHES.iter().map(|q| (*q).to_owned()).chain(CALLERS.map(|(digits, _)| digits.replace('+', "%2B"))) {
            filters.extend(["calls", "numbers", "number-groups"].map(|list| (list, format!("q={q}"))));
        }
        filters.extend(NAMES.map(|name| ("numbers", format!("q={}&status=active", name.replace('ë', "%C3%AB")))));
        filters.extend(SOURCES.map(|source| ("calls", format!("source={}", source.replace(' ', "%20")))));
        for status in ["ringing", "completed", "missed", "busy", "failed", "voicemail"] {
            filters.push(("calls", format!("status={status}")));
            filters.push(("calls", format!("status={status}&q=ada")));
        }
        for tag in TAGS.iter().chain(&["No such tag"]) {
            filters.push(("calls", format!("tag={}", tag.replace(' ', "%20"))));
        }
        for said in ["qualified=true", "qualified=false", "qualified=none", "spam=true", "spam=false"] {
            filters.push(("calls", said.to_owned()));
        }
        filters.push(("calls", "tag=New%20patient&qualified=true&q=ada".to_owned()));
        filters.push(("calls", "tag=Foreign%20word&spam=false".to_owned()));
        filters.extend(CALL_FILTERS.map(|filter| ("calls", filter.to_owned())));
        for status in ["active", "released"] {
            filters.push(("numbers", format!("status={status}")));
        }
        filters.push(("numbers", "sort=newest".to_owned()));
        for number in &numbers {
            filters.push(("calls", format!("number_id={number}")));
            filters.push(("calls", format!("number_id={number}&q=415")));
        }
        filters.push(("calls", format!("number_id={}", few(&numbers).join("&number_id="))));
        filters.push(("calls", format!("group_id={}&group_id=none", few(&groups).join("&group_id="))));
        for group in &groups {
            filters.extend(["calls", "numbers"].map(|list| (list, format!("group_id={group}"))));
        }
        filters.push(("calls", "from=2026-03-02&to=2026-03-02".to_owned()));
        filters.push(("calls", "from=2026-03-03".to_owned()));
        for (list, filter) in filters {
            let path = format!("{base}/{list}?{filter}");
            all.push(Question { has_pages: by == By::Browser, ..Question::get(by, path.clone()) });
            if list == "calls" {
                let file = if base.len() % 2 == 0 { "csv" } else { "xlsx" };
                all.push(Question::get(by, format!("{base}/calls/export?{filter}&format={file}")));
            }
            if by == By::Program {
                all.push(Question { has_pages: true, ..Question::get(by, format!("{path}&limit=2")) });
            } else {
                all.push(Question::get(By::LoggedInAs, path));
            }
        }
        for list in ["calls", "numbers", "number-groups"] {
            let path = if by == By::Program { format!("{base}/{list}?limit=2") } else { format!("{base}/{list}") };
            all.push(Question { has_pages: true, ..Question::get(by, path) });
        }
        all.extend(of_analytics(&base, by, &numbers, &groups));
        let call = calls.first().cloned().unwrap_or_default();
        for recording in &recordings {
            all.push(Question::get(by, format!("{base}/calls/{call}/recording?recording_id={recording}")));
        }
    }
    all
}

/// As many as a filter takes together, the hidden ones at the end among them.
fn few(names: &[String]) -> &[String] {
    &names[names.len().saturating_sub(9)..]
}

/// The questions of a route: with each thing that may be in its path.
fn of_route(
    route: &Route,
    slug: &str,
    unknown: &str,
    numbers: &[String],
    groups: &[String],
    calls: &[String],
) -> Vec<Question> {
    let by = if is_api(route.path) { By::Program } else { By::Browser };
    let things = match route.path {
        path if path.contains("{number}") => numbers,
        path if path.contains("{group}") => groups,
        path if path.contains("{call}") => calls,
        _ => &[String::new()],
    };
    let question = |thing: &String| {
        let params = RouteParams {
            number: thing.clone(),
            group: thing.clone(),
            call: thing.clone(),
            member: "<hidden member>".into(),
            invitation: "<hidden invitation>".into(),
            ..RouteParams::unknown(slug, unknown)
        };
        let path = params.fill(route.path);
        let body_of = (route.method != Method::GET).then(|| (route.clone(), params));
        Question { by, method: route.method.clone(), path, body_of, has_pages: false }
    };
    let mut all: Vec<_> = things.iter().map(question).collect();
    if by == By::Browser && route.method == Method::GET && route.path.starts_with("/b/") {
        all.extend(things.iter().map(|thing| Question { by: By::LoggedInAs, ..question(thing) }));
    }
    all
}

/// Some of the questions.
pub(super) fn some(dice: &mut Dice, all: Vec<Question>, of: u64) -> Vec<Question> {
    all.into_iter().filter(|_| dice.below(of) == 0).collect()
}
