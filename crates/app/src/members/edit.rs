//! Editing a member: what was typed, what saving would do, and saving it.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::access::{Held, Role, actions, may_act_on};
use crewline_core::members::{self, Draft, Member, NumberAccess};
use crewline_core::{Error, Fields};

use super::edit_page::{EffectPart, MemberEdit};
use super::effect::{lines, narrows, receipt};
use crate::emails;
use crate::http::extract::Form;
use crate::http::failure::told;
use crate::http::flash::saying;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::number_access::picker::{Choosing, view};
use crate::number_access::roles::offered;
use crate::page::layout::{Browser, shell};
use crate::page::{Answer, page, refused, with_status};
use crate::state::App;
use crate::view::{Entry, Flash, Nav, Obstacle, Roles, number_access};

type Teammate = Held<Member, actions::EditMembers>;

/// What was typed, or what is stored.
struct Typed {
    name: String,
    role: Option<String>,
    choosing: Choosing,
}

impl Typed {
    fn stored(held: &Teammate) -> Self {
        let role = (held.id != held.viewpoint().member()).then(|| held.role.to_string());
        // What another role sees is no choice of theirs: who becomes a Viewer is given theirs explicitly.
        let choosing = if held.role == Role::Viewer { Choosing::of(&held.access) } else { Choosing::none() };
        Self { name: held.name.clone(), role, choosing }
    }

    fn of(form: &Form) -> Self {
        let role = form.has("role").then(|| form.get("role").to_owned());
        Self { name: form.get("name").to_owned(), role, choosing: Choosing::typed(form) }
    }

    /// Numbers are chosen for Viewers alone: for every other role the picker is not shown.
    fn draft(&self, held: &Teammate) -> Draft {
        let wanted = self.role.as_ref().map_or(Ok(held.role), |role| role.parse());
        let access = self.choosing.draft().filter(|_| wanted == Ok(Role::Viewer) && self.role.is_some());
        Draft { role: self.role.clone(), name: Some(self.name.clone()), access }
    }
}

/// What a change was worked out for, short enough to be carried along. It guards against surprise, not against malice.
fn mark(draft: &Draft) -> String {
    let mut hasher = DefaultHasher::new();
    let access = draft.access.as_ref().map(|access| (&access.kind, &access.number_ids, &access.group_ids));
    (&draft.role, access).hash(&mut hasher);
    format!("{:x}", hasher.finish())
}

/// Who is edited, and with what.
struct Editing<'e> {
    app: &'e App,
    browser: &'e Browser,
    held: &'e Teammate,
    typed: &'e Typed,
}

impl Editing<'_> {
    /// The form, with what was typed.
    async fn form(&self, fields: &Fields, effect: EffectPart) -> Result<MemberEdit, PageFailure> {
        let Self { app, browser, held, typed } = self;
        let viewpoint = held.viewpoint();
        let counts = match &held.access {
            NumberAccess::All => None,
            NumberAccess::Specific { numbers, groups } => Some((numbers.len(), groups.len())),
        };
        let is_own = held.id == viewpoint.member();
        let choice = if is_own {
            None
        } else {
            let chosen = typed.role.clone().unwrap_or_else(|| held.role.to_string());
            let roles = Roles::new(offered(viewpoint), &chosen, fields.of("role"));
            Some((roles, view(app, viewpoint, &typed.choosing, fields.of("number_access")).await?))
        };
        let rank = may_act_on((viewpoint.member(), viewpoint.role()), (held.id, held.role));
        Ok(MemberEdit {
            shell: shell(app, viewpoint, browser, Nav::Users).await?,
            id: held.id.to_string(),
            stored_name: held.name.clone(),
            email: held.email.clone(),
            stored: (held.role, number_access(counts)),
            name: Entry { name: "name", value: typed.name.clone(), error: fields.of("name").map(str::to_owned) },
            choice,
            effect,
            obstacle: None,
            waits: false,
            closed: rank.err().filter(|_| !is_own).map(|rule| rule.to_string()),
        })
    }

    /// The form again, with what is in the way.
    async fn stopped(&self, error: Error, draft: &Draft) -> Answer {
        match error {
            Error::Fields(fields) => {
                // Another name leaves what was seen as it is.
                let effect = match fields.0[..] {
                    [("name", _)] => worked_out(self.app, self.held, &Draft { name: None, ..draft.clone() }).await?,
                    _ => EffectPart::default(),
                };
                refused(&self.form(&fields, effect).await?)
            }
            Error::Rule(rule) => {
                let shown = self.form(&Fields::none(), EffectPart::default()).await?;
                let obstacle = Some(Obstacle::plain(rule.to_string()));
                with_status(told(rule.into()).status, &MemberEdit { obstacle, ..shown })
            }
            error => Err(error.into()),
        }
    }
}

/// A form that is open, or the page that says why there is none.
fn shown(form: &MemberEdit) -> Answer {
    with_status(if form.closed.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK }, form)
}

/// The form.
pub(crate) async fn edit(Page(held): Page<Teammate>, State(app): State<App>, browser: Browser) -> Answer {
    let typed = Typed::stored(&held);
    let editing = Editing { app: &app, browser: &browser, held: &held, typed: &typed };
    shown(&editing.form(&Fields::none(), EffectPart::default()).await?)
}

/// What saving would do; what is in its way is said in the same place.
async fn worked_out(app: &App, held: &Teammate, draft: &Draft) -> Result<EffectPart, Error> {
    let (lines, narrows) = match members::effect(&app.db, held, draft).await {
        Ok(effect) => (lines(&effect), narrows(&effect)),
        Err(Error::Fields(fields)) => (fields.0.into_iter().map(|(_, sentence)| sentence).collect(), true),
        Err(Error::Rule(rule)) => (vec![rule.to_string()], true),
        Err(error) => return Err(error),
    };
    Ok(EffectPart { seen: mark(draft), lines, narrows })
}

/// What saving would do, alone: asked while somebody chooses.
pub(crate) async fn effect(Page(held): Page<Teammate>, State(app): State<App>, posted: Form) -> Answer {
    // A name changes nothing but the name, and may be half typed.
    let draft = Draft { name: None, ..Typed::of(&posted).draft(&held) };
    let part = worked_out(&app, &held, &draft).await?;
    page(&part)
}

/// Saves it, once what it does was seen; the buttons of the picker post here too.
pub(crate) async fn update(
    Page(held): Page<Teammate>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let typed = Typed::of(&posted);
    let draft = typed.draft(&held);
    let editing = Editing { app: &app, browser: &browser, held: &held, typed: &typed };
    if typed.choosing.is_asked() {
        return shown(&editing.form(&Fields::none(), EffectPart::default()).await?);
    }
    let is_new = posted.get("seen") != mark(&draft) && changes(&held, &draft);
    if posted.has("see") || is_new {
        return match members::effect(&app.db, &held, &draft).await {
            Ok(effect) => {
                let part = EffectPart { seen: mark(&draft), lines: lines(&effect), narrows: narrows(&effect) };
                shown(&MemberEdit { waits: true, ..editing.form(&Fields::none(), part).await? })
            }
            Err(error) => editing.stopped(error, &draft).await,
        };
    }
    match members::edit(&app.db, &held, &draft, &app.composer(emails::member_edited)).await {
        Ok(edited) => {
            let answer = go_to(&format!("/b/{}/members/{}", held.viewpoint().slug(), held.id));
            Ok(saying(&app, answer, &Flash::good(receipt(&edited))))
        }
        Err(error) => editing.stopped(error, &draft).await,
    }
}

/// Whether it is more than another name.
fn changes(held: &Teammate, draft: &Draft) -> bool {
    let role = draft.role.as_ref().is_some_and(|role| role.parse().is_ok_and(|role: Role| role != held.role));
    let access = draft.access.as_ref().is_some_and(|access| access.check().ok().as_ref() != Some(&held.access));
    role || access
}
