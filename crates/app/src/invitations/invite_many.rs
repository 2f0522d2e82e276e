//! Inviting a list of people. All rows are checked first; then each has a result.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use crewline_core::access::{May, Role, Viewpoint, actions};
use crewline_core::invitations::{Draft, RowOutcome, check_many, check_row_count, invite_many};
use crewline_core::seats;
use crewline_core::{Error, Fields, SeatLimit};
use secrecy::ExposeSecret;

use super::invite::ensure_no_link_is_shown;
use super::invite_many_page::{InviteMany, InvitedMany, RowAnswer};
use super::pasted_list::{AccessNames, Row, read};
use crate::emails;
use crate::http::extract::Form;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::number_access::picker::{PickerState, view};
use crate::number_access::roles::grantable_roles;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused, with_query, with_status};
use crate::seats::upgrade;
use crate::state::App;
use crate::view::{Nav, Obstacle, Roles, Seats, TextField, Tone};

/// The most rows with mistakes that are shown. The rest are counted.
const MAX_SHOWN: usize = 100;

/// Asked where the name of a row is an e-mail address.
const NAMED_BY_ADDRESS: &str =
    "Name: this is an e-mail address. Write the person's name, or give the other person a row.";

/// The form's input.
#[derive(Default)]
struct InviteManyForm {
    text: String,
    /// The role for rows that name none.
    role: String,
    picker: PickerState,
}

impl InviteManyForm {
    fn from_form(form: &Form) -> Self {
        Self { text: form.get("rows").into(), role: form.get("role").into(), picker: PickerState::from_form(form) }
    }
}

/// The rows as drafts, and for each row what is wrong with its names of numbers.
struct CheckedList {
    rows: Vec<Row>,
    drafts: Vec<Draft>,
    unknown: Vec<Option<String>>,
}

impl CheckedList {
    async fn of(app: &App, viewpoint: &Viewpoint, form: &InviteManyForm, rows: Vec<Row>) -> Result<Self, PageFailure> {
        let names = AccessNames::of(app, &viewpoint.may()?).await?;
        // The picker is shown for Viewers alone, and counts only if it was shown.
        let is_shown = form.role.parse() == Ok(Role::Viewer);
        let default_access = is_shown.then(|| form.picker.draft()).flatten().map(Arc::new);
        let all = names.access("all").ok();
        // Rows with the same words share one draft of the access.
        let mut by_words = HashMap::new();
        let (mut drafts, mut unknown) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for row in &rows {
            let role = if row.role.is_empty() { form.role.clone() } else { row.role.clone() };
            let words = row.access.as_str();
            let own = (!words.is_empty()).then(|| by_words.entry(words).or_insert_with(|| names.access(words)).clone());
            let (access, mistake) = match own {
                Some(Ok(access)) => (Some(access), None),
                // All Numbers always passes the check, so this is the row's only mistake about numbers.
                Some(Err(sentence)) => (all.clone(), Some(sentence)),
                None => (default_access.clone().filter(|_| role.parse() == Ok(Role::Viewer)), None),
            };
            drafts.push(Draft { name: row.name.clone(), email: row.email.clone(), role, access });
            let is_named_by_address = row.name.contains('@');
            unknown.push(mistake.or_else(|| is_named_by_address.then(|| NAMED_BY_ADDRESS.to_owned())));
        }
        Ok(Self { rows, drafts, unknown })
    }

    /// The rows with mistakes, and what to change in each.
    fn mistakes<'f>(&self, of_core: impl Iterator<Item = Option<&'f Fields>>) -> Vec<RowAnswer> {
        let rows = self.rows.iter().zip(&self.unknown).zip(of_core).enumerate();
        rows.filter_map(|(at, ((row, unknown), fields))| {
            let mistakes = fields.into_iter().flat_map(|fields| &fields.0).map(|(field, sentence)| match *field {
                "name" => format!("Name: {sentence}"),
                "email" => format!("E-mail: {sentence}"),
                "role" => format!("Role: {sentence}"),
                _ => sentence.clone(),
            });
            let sentences: Vec<String> = mistakes.chain(unknown.clone()).collect();
            (!sentences.is_empty()).then(|| row_answer_of(at, row, Tone::Bad, sentences))
        })
        .collect()
    }
}

fn row_answer_of(at: usize, row: &Row, tone: Tone, sentences: Vec<String>) -> RowAnswer {
    let (name, email) = (row.name.clone(), row.email.clone());
    RowAnswer { place: at + 1, name, email, tone, sentences, href: None, link: None }
}

/// One request to the page: the member who invites, and the form's input.
struct InviteManyPage<'i> {
    app: &'i App,
    browser: &'i Browser,
    may: &'i May<actions::Invite>,
    form: &'i InviteManyForm,
}

impl InviteManyPage<'_> {
    /// The form, filled with the input.
    async fn form(&self, fields: &Fields) -> Result<InviteMany, PageFailure> {
        let Self { app, browser, may, form: input } = self;
        let viewpoint = may.viewpoint();
        let usage = seats::usage(&app.db, &viewpoint.may()?, &app.config.terms.plans).await?;
        Ok(InviteMany {
            layout: build_layout(app, viewpoint, browser, Nav::Users).await?,
            rows: TextField { name: "rows", value: input.text.clone(), error: fields.get("rows").map(str::to_owned) },
            roles: Roles::new(grantable_roles(viewpoint), &input.role, None),
            access: view(app, viewpoint, &input.picker, None).await?,
            seats: Seats::of(usage.seats).words(),
            mistakes: Vec::new(),
            more_mistakes: 0,
            fine: 0,
            obstacle: None,
        })
    }

    /// The form again, with the mistakes in its rows.
    async fn with_mistakes(&self, list: &CheckedList, mut mistakes: Vec<RowAnswer>) -> Answer {
        let (fine, more_mistakes) = (list.rows.len() - mistakes.len(), mistakes.len().saturating_sub(MAX_SHOWN));
        mistakes.truncate(MAX_SHOWN);
        refused(&InviteMany { mistakes, more_mistakes, fine, ..self.form(&Fields::none()).await? })
    }
}

/// The form, or the upgrade prompt when no seat is left.
pub(crate) async fn new(Page(may): Page<May<actions::Invite>>, State(app): State<App>, browser: Browser) -> Answer {
    ensure_no_link_is_shown(&app, may.viewpoint())?;
    if let Some(full) = upgrade::of(&app, &browser, may.viewpoint()).await? {
        return page(&full);
    }
    let inviting = InviteManyPage { app: &app, browser: &browser, may: &may, form: &InviteManyForm::default() };
    page(&inviting.form(&Fields::none()).await?)
}

/// Sends the invitations, or shows what to change. The picker's buttons post here too.
pub(crate) async fn create(
    Page(may): Page<May<actions::Invite>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let (viewpoint, input) = (may.viewpoint(), InviteManyForm::from_form(&posted));
    let inviting = InviteManyPage { app: &app, browser: &browser, may: &may, form: &input };
    if input.picker.is_picker_button() {
        return page(&inviting.form(&Fields::none()).await?);
    }
    ensure_no_link_is_shown(&app, viewpoint)?;
    let rows = read(&input.text);
    if rows.is_empty() {
        let sentence = "Paste at least one row: a name and an e-mail address.";
        return refused(&inviting.form(&Fields(vec![("rows", sentence.to_owned())])).await?);
    }
    if let Err(Error::Fields(fields)) = check_row_count(rows.len()) {
        return refused(&inviting.form(&fields).await?);
    }
    let list = CheckedList::of(&app, viewpoint, &input, rows).await?;
    let checked = match check_many(&app.db, &may, &list.drafts).await {
        Ok(checked) => checked,
        Err(Error::Fields(fields)) => return refused(&inviting.form(&fields).await?),
        Err(error) => return Err(error.into()),
    };
    let mistakes = list.mistakes(checked.iter().map(|row| row.as_ref().err()));
    if !mistakes.is_empty() {
        return inviting.with_mistakes(&list, mistakes).await;
    }
    let composer = app.composer(emails::invitation);
    let outcomes = match invite_many(&app.db, &may, &app.config.terms, &composer, &list.drafts).await {
        Ok(outcomes) => outcomes,
        Err(Error::SeatLimit(SeatLimit { limit, .. })) => {
            let page_shown = inviting.form(&Fields::none()).await?;
            let obstacle = Some(too_many(viewpoint, list.rows.len(), limit, &page_shown.seats));
            return with_status(StatusCode::CONFLICT, &InviteMany { obstacle, ..page_shown });
        }
        Err(Error::TooOften { sentence, wait_seconds }) => {
            let page_shown = inviting.form(&Fields::none()).await?;
            let obstacle = Some(Obstacle::plain(sentence));
            let mut answer = with_status(StatusCode::TOO_MANY_REQUESTS, &InviteMany { obstacle, ..page_shown })?;
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait_seconds));
            return Ok(answer);
        }
        Err(Error::Fields(fields)) => return refused(&inviting.form(&fields).await?),
        Err(error) => return Err(error.into()),
    };
    if outcomes.iter().any(|outcome| matches!(outcome, RowOutcome::Invalid(_))) {
        // Something was removed in between.
        let of_core =
            outcomes.iter().map(|outcome| if let RowOutcome::Invalid(fields) = outcome { Some(fields) } else { None });
        return inviting.with_mistakes(&list, list.mistakes(of_core)).await;
    }
    let summary = summary(&outcomes);
    let by_hand = outcomes.iter().any(|outcome| matches!(outcome, RowOutcome::Invited { link: Some(_), .. }));
    let rows = list.rows.iter().zip(outcomes).enumerate();
    let answers = rows.map(|(at, (row, outcome))| row_answer(&app, viewpoint, at, row, outcome)).collect();
    let layout = build_layout(&app, viewpoint, &browser, Nav::Users).await?;
    page(&InvitedMany { layout, summary, answers, by_hand })
}

fn too_many(viewpoint: &Viewpoint, rows: usize, limit: i64, seats: &str) -> Obstacle {
    let people = if rows == 1 { "1 person does".to_owned() } else { format!("{rows} people do") };
    let (room, are) = if limit == 1 { ("one seat".to_owned(), "is") } else { (format!("{limit} seats"), "are") };
    let sentence = format!("{people} not fit into the {room} of your plan: {seats} {are} used. Nothing was sent.");
    match viewpoint.allows(actions::SeeBilling) {
        true => {
            Obstacle::with_link(sentence, format!("/b/{}/settings/billing", viewpoint.slug()), "Settings → Billing")
        }
        false => Obstacle::plain(format!("{sentence} Ask an Owner or Admin for a larger plan, or invite fewer.")),
    }
}

/// The results, counted.
fn summary(outcomes: &[RowOutcome]) -> String {
    let count = |of: fn(&RowOutcome) -> bool| outcomes.iter().filter(|outcome| of(outcome)).count();
    let parts = [
        (count(|outcome| matches!(outcome, RowOutcome::Invited { .. })), "invitation is made", "invitations are made"),
        (count(|outcome| matches!(outcome, RowOutcome::Added(_))), "person is a member now", "people are members now"),
        (
            count(|outcome| matches!(outcome, RowOutcome::AlreadyMember(_) | RowOutcome::AlreadyInvited(_))),
            "was there already",
            "were there already",
        ),
        (count(|outcome| matches!(outcome, RowOutcome::TooOften(_))), "has to wait", "have to wait"),
    ];
    let parts = parts.iter().filter(|(count, ..)| *count > 0);
    let parts = parts.map(|(count, one, more)| format!("{count} {}", if *count == 1 { one } else { more }));
    format!("{}.", parts.collect::<Vec<_>>().join(", "))
}

fn row_answer(app: &App, viewpoint: &Viewpoint, at: usize, row: &Row, outcome: RowOutcome) -> RowAnswer {
    let slug = viewpoint.slug();
    let pending = with_query(&format!("/b/{slug}/users"), &[("q", &row.email)]);
    let member = |id: crewline_core::ids::MemberId| Some(format!("/b/{slug}/members/{id}"));
    let (tone, sentence, href, link) = match outcome {
        RowOutcome::Added(id) => (Tone::Good, "Had an account: a member now".to_owned(), member(id), None),
        RowOutcome::Invited { link, .. } => {
            let link = link.map(|token| app.link(&format!("/invitations/{}", token.expose_secret())));
            let sentence = if link.is_some() { "Invited: hand the link over" } else { "Invited by mail" };
            (Tone::Good, sentence.to_owned(), Some(pending), link)
        }
        RowOutcome::AlreadyMember(id) => {
            (Tone::Warn, "A member already: nothing was sent".to_owned(), member(id), None)
        }
        RowOutcome::AlreadyInvited(_) => {
            (Tone::Warn, "Invited already: that invitation stays".to_owned(), Some(pending), None)
        }
        RowOutcome::TooOften(sentence) => (Tone::Warn, sentence, None, None),
        RowOutcome::Invalid(_) | RowOutcome::NotSent => (Tone::Bad, "Nothing was sent".to_owned(), None, None),
    };
    RowAnswer { href, link, ..row_answer_of(at, row, tone, vec![sentence]) }
}
