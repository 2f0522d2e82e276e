//! Editing a member: the form, the effect that saving would have, and saving.

use axum::extract::State;
use axum::http::StatusCode;
use crewline_core::access::{Held, Role, actions, may_act_on};
use crewline_core::members::{self, Draft, Effect, Member, NumberAccess, Saving};
use crewline_core::{Error, Fields};

use super::edit_page::MemberEdit;
use super::effect::{narrows, receipt_sentence, sentences};
use crate::emails;
use crate::http::extract::{Form, QueryString};
use crate::http::failure::report;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::{go_to, own_path};
use crate::number_access::effect_part::EffectPart;
use crate::number_access::picker::{PickerState, view};
use crate::number_access::roles::grantable_roles;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused, with_status};
use crate::state::App;
use crate::view::{Flash, Nav, Obstacle, Roles, TextField, number_access};

type Teammate = Held<Member, actions::EditMembers>;

/// The form's input, or at first the stored values.
struct MemberEditForm {
    name: String,
    role: Option<String>,
    picker: PickerState,
    /// The page that the form was opened from, if it is one of ours.
    return_to: Option<String>,
}

impl MemberEditForm {
    fn from_member(held: &Teammate, return_to: &str) -> Self {
        let role = (held.id != held.viewpoint().member()).then(|| held.role.to_string());
        // Other roles see all numbers by their role. A member who becomes a Viewer needs an explicit choice.
        let picker =
            if held.role == Role::Viewer { PickerState::from_access(&held.access) } else { PickerState::empty() };
        Self { name: held.name.clone(), role, picker, return_to: own_path(return_to).map(str::to_owned) }
    }

    fn from_form(form: &Form) -> Self {
        let role = form.has("role").then(|| form.get("role").to_owned());
        let return_to = own_path(form.get("return_to")).map(str::to_owned);
        Self { name: form.get("name").to_owned(), role, picker: PickerState::from_form(form), return_to }
    }

    /// The page to return to: the one that the form was opened from, else the member's.
    fn done_href(&self, held: &Teammate) -> String {
        self.return_to.clone().unwrap_or_else(|| format!("/b/{}/members/{}", held.viewpoint().slug(), held.id))
    }

    /// The picker counts for Viewers alone: it is not shown for any other role.
    fn draft(&self, held: &Teammate) -> Draft {
        let role = self.role.as_ref().map_or(Ok(held.role), |role| role.parse());
        let access = self.picker.draft().filter(|_| role == Ok(Role::Viewer) && self.role.is_some());
        Draft { role: self.role.clone(), name: Some(self.name.clone()), access }
    }
}

/// One request to the page: the member who is edited, and the form's input.
struct MemberEditPage<'e> {
    app: &'e App,
    browser: &'e Browser,
    held: &'e Teammate,
    form: &'e MemberEditForm,
}

impl MemberEditPage<'_> {
    /// The form, filled with the input.
    async fn form(&self, fields: &Fields, effect: EffectPart) -> Result<MemberEdit, PageFailure> {
        let Self { app, browser, held, form: input } = self;
        let viewpoint = held.viewpoint();
        let counts = match &held.access {
            NumberAccess::All => None,
            NumberAccess::Specific { numbers, groups } => Some((numbers.len(), groups.len())),
        };
        let is_own = held.id == viewpoint.member();
        let choice = if is_own {
            None
        } else {
            let chosen = input.role.clone().unwrap_or_else(|| held.role.to_string());
            let roles = Roles::new(grantable_roles(viewpoint), &chosen, fields.get("role"));
            Some((roles, view(app, viewpoint, &input.picker, fields.get("number_access")).await?))
        };
        let rank = may_act_on((viewpoint.member(), viewpoint.role()), (held.id, held.role));
        Ok(MemberEdit {
            layout: build_layout(app, viewpoint, browser, Nav::Users).await?,
            id: held.id.to_string(),
            return_to: input.return_to.clone(),
            stored_name: held.name.clone(),
            email: held.email.clone(),
            stored: (held.role, number_access(counts)),
            name: TextField { name: "name", value: input.name.clone(), error: fields.get("name").map(str::to_owned) },
            choice,
            effect,
            obstacle: None,
            needs_confirmation: false,
            closed: rank.err().filter(|_| !is_own).map(|rule| rule.to_string()),
        })
    }

    /// The form again, with the effect that has to be looked at before anything is saved.
    async fn effect_form(&self, effect: &Effect) -> Answer {
        let part = shown_effect(effect);
        form_page(&MemberEdit { needs_confirmation: true, ..self.form(&Fields::none(), part).await? })
    }

    /// The form again, with the error.
    async fn refused_form(&self, error: Error, draft: &Draft) -> Answer {
        match error {
            Error::Fields(fields) => {
                // A wrong name does not change the effect, so the effect is still shown.
                let effect = match fields.0[..] {
                    [("name", _)] => effect_part(self.app, self.held, &Draft { name: None, ..draft.clone() }).await?,
                    _ => EffectPart::default(),
                };
                refused(&self.form(&fields, effect).await?)
            }
            Error::Rule(rule) => {
                let page_shown = self.form(&Fields::none(), EffectPart::default()).await?;
                let obstacle = Some(Obstacle::plain(rule.to_string()));
                with_status(report(rule.into()).status, &MemberEdit { obstacle, ..page_shown })
            }
            error => Err(error.into()),
        }
    }
}

/// Answers the form, with 403 when it only says why the member can't be edited.
fn form_page(form: &MemberEdit) -> Answer {
    with_status(if form.closed.is_some() { StatusCode::FORBIDDEN } else { StatusCode::OK }, form)
}

/// The form.
pub(crate) async fn edit(
    Page(held): Page<Teammate>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    let input = MemberEditForm::from_member(&held, query.get("return_to"));
    let editing = MemberEditPage { app: &app, browser: &browser, held: &held, form: &input };
    form_page(&editing.form(&Fields::none(), EffectPart::default()).await?)
}

/// The effect of saving, as the form shows it.
fn shown_effect(effect: &Effect) -> EffectPart {
    EffectPart { digest: effect.access.digest().to_owned(), lines: sentences(effect), is_warning: narrows(effect) }
}

/// The effect that saving would have, or the errors that prevent it.
async fn effect_part(app: &App, held: &Teammate, draft: &Draft) -> Result<EffectPart, Error> {
    let lines = match members::effect(&app.db, held, draft).await {
        Ok(effect) => return Ok(shown_effect(&effect)),
        Err(Error::Fields(fields)) => fields.0.into_iter().map(|(_, sentence)| sentence).collect(),
        Err(Error::Rule(rule)) => vec![rule.to_string()],
        Err(error) => return Err(error),
    };
    Ok(EffectPart { digest: String::new(), lines, is_warning: true })
}

/// Answers only the effect. The script requests it while the person edits the form.
pub(crate) async fn effect(Page(held): Page<Teammate>, State(app): State<App>, posted: Form) -> Answer {
    // The name has no effect to show, and may be half input.
    let draft = Draft { name: None, ..MemberEditForm::from_form(&posted).draft(&held) };
    let part = effect_part(&app, &held, &draft).await?;
    page(&part)
}

/// Saves the change once its effect was shown. The picker's buttons post here too.
pub(crate) async fn update(
    Page(held): Page<Teammate>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let input = MemberEditForm::from_form(&posted);
    let draft = input.draft(&held);
    let editing = MemberEditPage { app: &app, browser: &browser, held: &held, form: &input };
    if input.picker.is_picker_button() {
        return form_page(&editing.form(&Fields::none(), EffectPart::default()).await?);
    }
    if posted.has("see") {
        return match members::effect(&app.db, &held, &draft).await {
            Ok(effect) => editing.effect_form(&effect).await,
            Err(error) => editing.refused_form(error, &draft).await,
        };
    }
    // The effect that the form showed is enough: the person edits this member's access itself.
    let seen = posted.get("seen").to_owned();
    let saving = Saving::IfShown { shown: seen.clone(), confirmed: seen };
    match members::edit_if(&app.db, &held, &draft, &app.composer(emails::member_edited), saving).await {
        Ok(changed) if !changed.is_saved => editing.effect_form(&Effect::of(&changed.thing, changed.effect)).await,
        Ok(changed) => {
            let answer = go_to(&input.done_href(&held));
            Ok(with_flash(&app, answer, &Flash::good(receipt_sentence(&changed.thing))))
        }
        Err(error) => editing.refused_form(error, &draft).await,
    }
}
