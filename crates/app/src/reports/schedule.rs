//! The schedule of a saved report.

use axum::extract::State;
use crewline_core::access::{Held, Viewpoint, actions};
use crewline_core::ids::MemberId;
use crewline_core::reports::saved::{self, Candidates, Draft, Every, SavedReport, Schedule, ScheduleDraft};
use crewline_core::time::Timestamp;
use crewline_core::{Error, Fields};
use jiff::tz::TimeZone;

use super::schedule_page::{OutsideRow, RecipientRow, ScheduleForm};
use super::schedule_runs::next_runs;
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout, business_zone};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, SelectField, SelectOption, TextField, access_in_words, moment_words};

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// The hour that is offered first.
const USUAL_HOUR: &str = "08:00";
/// So many members stay in the form that a search does not find: as many as can be chosen.
const MAX_KEPT: usize = 200;

/// A schedule in words: `Every Monday at 08:00`.
pub(super) fn words(schedule: &Schedule) -> String {
    let day = schedule.day().unwrap_or(1);
    let weekday = WEEKDAYS.get(usize::try_from(day - 1).unwrap_or_default()).copied().unwrap_or_default();
    match schedule.every() {
        Every::Day => format!("Every day at {}", schedule.at()),
        Every::Week => format!("Every {weekday} at {}", schedule.at()),
        Every::Month => format!("Every month on day {day} at {}", schedule.at()),
    }
}

/// The contents of the form: as stored, or as typed.
struct Typed {
    every: String,
    at: String,
    weekday: String,
    day_of_month: String,
    members: Option<Vec<String>>,
    /// The search for members.
    q: String,
}

impl Typed {
    fn stored(report: &SavedReport) -> Self {
        let day = report.schedule.and_then(|schedule| schedule.day()).map(|day| day.to_string()).unwrap_or_default();
        let every = report.schedule.map(|schedule| schedule.every());
        let day_of = |kind| if every == Some(kind) { day.clone() } else { String::new() };
        Self {
            every: every.map(|every| every.to_string()).unwrap_or_default(),
            at: report.schedule.map_or_else(|| USUAL_HOUR.to_owned(), |schedule| schedule.at()),
            weekday: day_of(Every::Week),
            day_of_month: day_of(Every::Month),
            members: None,
            q: String::new(),
        }
    }

    fn of(form: &Form) -> Self {
        let text = |name| form.get(name).trim().to_owned();
        Self {
            every: text("every"),
            at: text("at"),
            weekday: text("weekday"),
            day_of_month: text("day_of_month"),
            members: Some(form.values("member_ids").map(str::to_owned).collect()),
            q: text("member_q"),
        }
    }

    /// The draft of the schedule. `chooses` says whether the form has members to choose.
    fn draft(&self, chooses: bool) -> Option<ScheduleDraft> {
        if self.every.is_empty() {
            return None;
        }
        let day = if self.every == Every::Week.word() { &self.weekday } else { &self.day_of_month };
        Some(ScheduleDraft {
            every: self.every.clone(),
            at: self.at.clone(),
            day: day.parse().ok(),
            members: self.members.clone().filter(|_| chooses),
        })
    }
}

async fn form(
    app: &App,
    browser: &Browser,
    held: &Held<SavedReport, actions::SaveReports>,
    typed: Typed,
    fields: &Fields,
) -> Result<ScheduleForm, PageFailure> {
    let viewpoint = held.viewpoint();
    let error = |field: &str| fields.get(field).map(str::to_owned);
    let every = [("", "Not at all"), ("day", "Every day"), ("week", "Every week"), ("month", "Every month")];
    let every = every.map(|(value, label)| SelectOption::new(value, label)).to_vec();
    let weekdays = (1..).zip(WEEKDAYS).map(|(day, name): (i32, _)| SelectOption::new(day.to_string(), name));
    let days = (1..=31).map(|day: i32| SelectOption::new(day.to_string(), day.to_string()));
    let choose = || std::iter::once(SelectOption::new("", "Choose a day"));
    let (is_weekly, day_error) = (typed.every == Every::Week.word(), error("day"));
    let zone = business_zone(viewpoint);
    let (members, has_more) = members(app, browser, viewpoint, held, &typed).await?;
    Ok(ScheduleForm {
        layout: build_layout(app, viewpoint, browser, Nav::Analytics).await?,
        name: held.name.clone(),
        zone_hint: format!("In {}, the business's zone", viewpoint.business_time_zone().replace('_', " ")),
        has_mail: app.mailer.is_some(),
        every: SelectField { error: error("every"), ..SelectField::new("every", &typed.every, every) },
        at: TextField { name: "at", value: typed.at.clone(), error: error("at") },
        weekday: SelectField {
            error: day_error.clone().filter(|_| is_weekly),
            ..SelectField::new("weekday", &typed.weekday, choose().chain(weekdays).collect())
        },
        day_of_month: SelectField {
            error: day_error.filter(|_| !is_weekly),
            ..SelectField::new("day_of_month", &typed.day_of_month, choose().chain(days).collect())
        },
        search: (has_more || !typed.q.is_empty()).then(|| TextField::with_value("member_q", &typed.q)),
        members,
        has_more,
        members_error: error("member_ids"),
        next_runs: next_runs(held, &zone).iter().map(|run| moment_words(run.jiff(), &zone)).collect(),
        outside: outside(app, browser, held).await?,
        add_outside: (held.schedule.is_some() && viewpoint.allows(actions::MailOutside))
            .then(|| format!("/b/{}/reports/{}/recipients/new", viewpoint.slug(), held.id)),
    })
}

/// The end of the last letter, in words.
fn letter_words(problem: Option<String>, sent_at: Option<Timestamp>, zone: &TimeZone) -> String {
    match (problem, sent_at) {
        (Some(problem), _) => problem,
        (None, Some(at)) => format!("Mailed {}", moment_words(at.jiff(), zone)),
        (None, None) => String::new(),
    }
}

async fn outside(
    app: &App,
    browser: &Browser,
    held: &Held<SavedReport, actions::SaveReports>,
) -> Result<Option<Vec<OutsideRow>>, Error> {
    let viewpoint = held.viewpoint();
    if held.schedule.is_none() || !viewpoint.allows(actions::SeeUsers) {
        return Ok(None);
    }
    let zone = browser.zone(viewpoint);
    let rows = saved::outside_recipients(&app.db, held).await?.into_iter().map(|recipient| OutsideRow {
        href: format!("/b/{}/report-recipients/{}", viewpoint.slug(), recipient.id),
        access: access_in_words(&recipient.access),
        about: letter_words(recipient.problem, recipient.sent_at, &zone),
        email: recipient.email,
        name: recipient.name,
    });
    Ok(Some(rows.collect()))
}

/// The members to choose from, those who are chosen among them; and whether a search finds more.
async fn members(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
    held: &Held<SavedReport, actions::SaveReports>,
    typed: &Typed,
) -> Result<(Vec<RecipientRow>, bool), Error> {
    let zone = browser.zone(viewpoint);
    // A NUL is in no name, and PostgreSQL takes none.
    let q = Some(typed.q.replace('\0', "")).filter(|q| !q.is_empty());
    let Candidates { members: offered, has_more } = saved::candidates(&app.db, held, q.as_deref()).await?;
    // Those who are chosen stay in the form, also where the search does not find them.
    let chosen = typed.members.iter().flatten().filter_map(|id| id.parse::<MemberId>().ok());
    let is_offered = |id: &MemberId| offered.iter().any(|member| member.member == *id);
    let others: Vec<MemberId> = chosen.filter(|id| !is_offered(id)).take(MAX_KEPT).collect();
    let kept = saved::candidates_by_ids(&app.db, held, &others).await?;
    let is_new = held.schedule.is_none();
    let rows = kept
        .into_iter()
        .chain(offered)
        .map(|recipient| {
            let id = recipient.member.to_string();
            let is_self = recipient.member == viewpoint.member();
            let chosen = typed.members.as_ref().map(|ids| ids.contains(&id));
            RecipientRow {
                is_chosen: chosen.unwrap_or(recipient.is_chosen || is_new && is_self),
                about: letter_words(recipient.problem, recipient.sent_at, &zone),
                name: recipient.name,
                id,
            }
        })
        .collect();
    Ok((rows, has_more))
}

/// The schedule of a report.
pub(crate) async fn edit(
    Page(held): Page<Held<SavedReport, actions::SaveReports>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    saved::require_edit(&held)?;
    page(&form(&app, &browser, &held, Typed::stored(&held), &Fields::none()).await?)
}

/// Sets the schedule of a report, or ends it. A search for members changes nothing, and keeps the contents of the form.
pub(crate) async fn update(
    Page(held): Page<Held<SavedReport, actions::SaveReports>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    saved::require_edit(&held)?;
    let typed = Typed::of(&posted);
    if posted.has("search") {
        return page(&form(&app, &browser, &held, typed, &Fields::none()).await?);
    }
    let draft = Draft { schedule: Some(typed.draft(saved::decides_recipients(&held))), ..Draft::default() };
    match saved::edit(&app.db, &held, &draft).await {
        Ok(report) => {
            let sentence = match &report.schedule {
                Some(schedule) => format!("{} is mailed: {}.", report.name, words(schedule).to_lowercase()),
                None => format!("{} is not mailed any more.", report.name),
            };
            let answer = go_to(&format!("/b/{}/reports", held.viewpoint().slug()));
            Ok(with_flash(&app, answer, &Flash::good(sentence)))
        }
        Err(Error::Fields(fields)) => refused(&form(&app, &browser, &held, typed, &fields).await?),
        Err(error) => Err(error.into()),
    }
}
