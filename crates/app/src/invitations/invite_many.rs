//! Inviting a list: all rows are checked first, then each is answered.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::access::{May, Role, Viewpoint, actions};
use crewline_core::invitations::{Answer as Came, Draft, check_many, few_enough, invite_many};
use crewline_core::seats;
use crewline_core::{Error, Fields, SeatLimit};
use secrecy::ExposeSecret;

use super::invite::no_link_is_shown;
use super::invite_many_page::{InviteMany, InvitedMany, RowAnswer};
use super::pasted_list::{Names, Row, read};
use crate::emails;
use crate::http::extract::Form;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::number_access::picker::{Choosing, view};
use crate::number_access::roles::offered;
use crate::page::layout::{Browser, shell};
use crate::page::{Answer, page, refused, with_query, with_status};
use crate::seats::upgrade;
use crate::state::App;
use crate::view::{Entry, Nav, Obstacle, Roles, Seats, Tone};

/// Rows with mistakes that are shown; more are counted.
const SHOWN: usize = 100;

/// What was typed.
#[derive(Default)]
struct Typed {
    text: String,
    /// Of the rows that name none.
    role: String,
    choosing: Choosing,
}

impl Typed {
    fn of(form: &Form) -> Self {
        Self { text: form.get("rows").into(), role: form.get("role").into(), choosing: Choosing::typed(form) }
    }
}

/// The rows as core takes them, and what is wrong with their words for numbers.
struct List {
    rows: Vec<Row>,
    drafts: Vec<Draft>,
    unknown: Vec<Option<String>>,
}

impl List {
    async fn of(app: &App, viewpoint: &Viewpoint, typed: &Typed, rows: Vec<Row>) -> Result<Self, PageFailure> {
        let names = Names::of(app, &viewpoint.may()?).await?;
        // The picker is there for Viewers alone: what it holds counts where it was shown.
        let is_shown = typed.role.parse() == Ok(Role::Viewer);
        let usual = is_shown.then(|| typed.choosing.draft()).flatten().map(Arc::new);
        let all = names.access("all").ok();
        // Rows that say the same share what it means.
        let mut said = HashMap::new();
        let (mut drafts, mut unknown) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for row in &rows {
            let role = if row.role.is_empty() { typed.role.clone() } else { row.role.clone() };
            let words = row.access.as_str();
            let own = (!words.is_empty()).then(|| said.entry(words).or_insert_with(|| names.access(words)).clone());
            let (access, mistake) = match own {
                Some(Ok(access)) => (Some(access), None),
                // Said instead of whatever else would be said of its numbers.
                Some(Err(sentence)) => (all.clone(), Some(sentence)),
                None => (usual.clone().filter(|_| role.parse() == Ok(Role::Viewer)), None),
            };
            drafts.push(Draft { name: row.name.clone(), email: row.email.clone(), role, access });
            unknown.push(mistake);
        }
        Ok(Self { rows, drafts, unknown })
    }

    /// What to change, for the rows that have to be.
    fn mistakes<'f>(&self, of_core: impl Iterator<Item = Option<&'f Fields>>) -> Vec<RowAnswer> {
        let rows = self.rows.iter().zip(&self.unknown).zip(of_core).enumerate();
        rows.filter_map(|(at, ((row, unknown), fields))| {
            let said = fields.into_iter().flat_map(|fields| &fields.0).map(|(field, sentence)| match *field {
                "name" => format!("Name: {sentence}"),
                "email" => format!("E-mail: {sentence}"),
                "role" => format!("Role: {sentence}"),
                _ => sentence.clone(),
            });
            let sentences: Vec<String> = said.chain(unknown.clone()).collect();
            (!sentences.is_empty()).then(|| answer(at, row, Tone::Bad, sentences))
        })
        .collect()
    }
}

fn answer(at: usize, row: &Row, tone: Tone, sentences: Vec<String>) -> RowAnswer {
    let (name, email) = (row.name.clone(), row.email.clone());
    RowAnswer { place: at + 1, name, email, tone, sentences, href: None, link: None }
}

/// Who invites, and whom.
struct Inviting<'i> {
    app: &'i App,
    browser: &'i Browser,
    may: &'i May<actions::Invite>,
    typed: &'i Typed,
}

impl Inviting<'_> {
    /// The form, with what was typed.
    async fn form(&self, fields: &Fields) -> Result<InviteMany, PageFailure> {
        let Self { app, browser, may, typed } = self;
        let viewpoint = may.viewpoint();
        let usage = seats::usage(&app.db, &viewpoint.may()?, &app.config.terms.plans).await?;
        Ok(InviteMany {
            shell: shell(app, viewpoint, browser, Nav::Users).await?,
            rows: Entry { name: "rows", value: typed.text.clone(), error: fields.of("rows").map(str::to_owned) },
            roles: Roles::new(offered(viewpoint), &typed.role, None),
            access: view(app, viewpoint, &typed.choosing, None).await?,
            seats: Seats::of(usage.seats).words(),
            mistakes: Vec::new(),
            more_mistakes: 0,
            fine: 0,
            obstacle: None,
        })
    }

    /// The form again, with what to change in its rows.
    async fn with_mistakes(&self, list: &List, mut mistakes: Vec<RowAnswer>) -> Answer {
        let (fine, more_mistakes) = (list.rows.len() - mistakes.len(), mistakes.len().saturating_sub(SHOWN));
        mistakes.truncate(SHOWN);
        refused(&InviteMany { mistakes, more_mistakes, fine, ..self.form(&Fields::none()).await? })
    }
}

/// The form; where no seat is left, what can be done about that.
pub(crate) async fn new(Page(may): Page<May<actions::Invite>>, State(app): State<App>, browser: Browser) -> Answer {
    if let Some(full) = upgrade::of(&app, &browser, may.viewpoint()).await? {
        return page(&full);
    }
    let inviting = Inviting { app: &app, browser: &browser, may: &may, typed: &Typed::default() };
    page(&inviting.form(&Fields::none()).await?)
}

/// Sends them, or says what to change; the picker's buttons post here too.
pub(crate) async fn create(
    Page(may): Page<May<actions::Invite>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let (viewpoint, typed) = (may.viewpoint(), Typed::of(&posted));
    let inviting = Inviting { app: &app, browser: &browser, may: &may, typed: &typed };
    if typed.choosing.is_asked() {
        return page(&inviting.form(&Fields::none()).await?);
    }
    no_link_is_shown(&app, viewpoint)?;
    let rows = read(&typed.text);
    if rows.is_empty() {
        let sentence = "Paste at least one row: a name and an e-mail address.";
        return refused(&inviting.form(&Fields(vec![("rows", sentence.to_owned())])).await?);
    }
    if let Err(Error::Fields(fields)) = few_enough(rows.len()) {
        return refused(&inviting.form(&fields).await?);
    }
    let list = List::of(&app, viewpoint, &typed, rows).await?;
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
    let came = match invite_many(&app.db, &may, &app.config.terms, &composer, &list.drafts).await {
        Ok(came) => came,
        Err(Error::SeatLimit(SeatLimit { limit, .. })) => {
            let shown = inviting.form(&Fields::none()).await?;
            let obstacle = Some(too_many(viewpoint, list.rows.len(), limit, &shown.seats));
            return with_status(StatusCode::CONFLICT, &InviteMany { obstacle, ..shown });
        }
        Err(Error::Fields(fields)) => return refused(&inviting.form(&fields).await?),
        Err(error) => return Err(error.into()),
    };
    if came.iter().any(|came| matches!(came, Came::Mistaken(_))) {
        // Something has gone in between.
        let of_core = came.iter().map(|came| if let Came::Mistaken(fields) = came { Some(fields) } else { None });
        return inviting.with_mistakes(&list, list.mistakes(of_core)).await;
    }
    let summary = summary(&came);
    let by_hand = came.iter().any(|came| matches!(came, Came::Invited { link: Some(_), .. }));
    let rows = list.rows.iter().zip(came).enumerate();
    let answers = rows.map(|(at, (row, came))| what_came(&app, viewpoint, at, row, came)).collect();
    let shell = shell(&app, viewpoint, &browser, Nav::Users).await?;
    page(&InvitedMany { shell, summary, answers, by_hand })
}

fn too_many(viewpoint: &Viewpoint, rows: usize, limit: i64, seats: &str) -> Obstacle {
    let people = if rows == 1 { "1 person does".to_owned() } else { format!("{rows} people do") };
    let (room, are) = if limit == 1 { ("one seat".to_owned(), "is") } else { (format!("{limit} seats"), "are") };
    let sentence = format!("{people} not fit into the {room} of your plan: {seats} {are} used. Nothing was sent.");
    match viewpoint.allows(actions::SeeBilling) {
        true => Obstacle::with_way(sentence, format!("/b/{}/settings/billing", viewpoint.slug()), "Settings → Billing"),
        false => Obstacle::plain(format!("{sentence} Ask an Owner or Admin for a larger plan, or invite fewer.")),
    }
}

/// What came of them, counted.
fn summary(came: &[Came]) -> String {
    let count = |of: fn(&Came) -> bool| came.iter().filter(|came| of(came)).count();
    let parts = [
        (count(|came| matches!(came, Came::Invited { .. })), "invitation is made", "invitations are made"),
        (count(|came| matches!(came, Came::Added(_))), "person is a member now", "people are members now"),
        (
            count(|came| matches!(came, Came::AlreadyMember(_) | Came::AlreadyInvited(_))),
            "was there already",
            "were there already",
        ),
        (count(|came| matches!(came, Came::TooOften(_))), "has to wait", "have to wait"),
    ];
    let said = parts.iter().filter(|(count, ..)| *count > 0);
    let said = said.map(|(count, one, more)| format!("{count} {}", if *count == 1 { one } else { more }));
    format!("{}.", said.collect::<Vec<_>>().join(", "))
}

fn what_came(app: &App, viewpoint: &Viewpoint, at: usize, row: &Row, came: Came) -> RowAnswer {
    let slug = viewpoint.slug();
    let pending = with_query(&format!("/b/{slug}/users"), &[("q", &row.email)]);
    let member = |id: crewline_core::ids::MemberId| Some(format!("/b/{slug}/members/{id}"));
    let (tone, sentence, href, link) = match came {
        Came::Added(id) => (Tone::Good, "Had an account: a member now".to_owned(), member(id), None),
        Came::Invited { link, .. } => {
            let link = link.map(|token| app.link(&format!("/invitations/{}", token.expose_secret())));
            let sentence = if link.is_some() { "Invited: hand the link over" } else { "Invited by mail" };
            (Tone::Good, sentence.to_owned(), Some(pending), link)
        }
        Came::AlreadyMember(id) => (Tone::Warn, "A member already: nothing was sent".to_owned(), member(id), None),
        Came::AlreadyInvited(_) => {
            (Tone::Warn, "Invited already: that invitation stays".to_owned(), Some(pending), None)
        }
        Came::TooOften(sentence) => (Tone::Warn, sentence, None, None),
        Came::Mistaken(_) | Came::Waits => (Tone::Bad, "Nothing was sent".to_owned(), None, None),
    };
    RowAnswer { href, link, ..answer(at, row, tone, vec![sentence]) }
}
