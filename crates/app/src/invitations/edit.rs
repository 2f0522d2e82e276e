//! Editing an open invitation: the name, the address, the role and the number access.

use axum::extract::State;
use crewline_core::access::{Held, Role, actions};
use crewline_core::invitations::{self, Edit, Invitation};
use crewline_core::{Error, Fields, members};

use super::edit_page::InvitationEdit;
use super::invitation::{is_about_them, obstacle};
use super::invite::{ensure_no_link_is_shown, link_page};
use crate::emails;
use crate::http::extract::{Form, QueryString};
use crate::http::failure::report;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::{go_to, own_path};
use crate::number_access::picker::{PickerState, view};
use crate::number_access::roles::grantable_roles;
use crate::page::closed::ClosedForm;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused, with_status};
use crate::state::App;
use crate::view::{Flash, Nav, Obstacle, Roles, TextField, delivery_in_words};

type Own = Held<Invitation, actions::Invite>;

/// The form's input, or at first the stored values.
struct InvitationEditForm {
    name: String,
    email: String,
    role: String,
    picker: PickerState,
    /// The page that the form was opened from, if it is one of ours.
    return_to: Option<String>,
}

impl InvitationEditForm {
    fn from_invitation(held: &Own, return_to: &str) -> Self {
        let picker =
            if held.role == Role::Viewer { PickerState::from_access(&held.access) } else { PickerState::empty() };
        let return_to = own_path(return_to).map(str::to_owned);
        Self { name: held.name.clone(), email: held.email.clone(), role: held.role.to_string(), picker, return_to }
    }

    fn from_form(form: &Form, held: &Own) -> Self {
        let text = |name: &str| form.get(name).to_owned();
        // The only role that may be granted is not asked for.
        let role = if form.has("role") { text("role") } else { held.role.to_string() };
        let return_to = own_path(form.get("return_to")).map(str::to_owned);
        Self { name: text("name"), email: text("email"), role, picker: PickerState::from_form(form), return_to }
    }

    /// The page to return to: the one that the form was opened from, else the invitation's.
    fn done_href(&self, held: &Own) -> String {
        let own = || format!("/b/{}/invitations/{}", held.viewpoint().slug(), held.id);
        self.return_to.clone().unwrap_or_else(own)
    }

    /// The picker counts for Viewers alone: it is not shown for any other role.
    fn edit(&self) -> Edit {
        let is_viewer = self.role.parse() == Ok(Role::Viewer);
        let access = self.picker.draft().filter(|_| is_viewer);
        let membership = members::Draft { role: Some(self.role.clone()), name: Some(self.name.clone()), access };
        Edit { email: Some(self.email.clone()), membership }
    }
}

async fn form(
    app: &App,
    browser: &Browser,
    held: &Own,
    input: &InvitationEditForm,
    fields: &Fields,
    obstacle: Option<Obstacle>,
) -> Result<InvitationEdit, PageFailure> {
    let viewpoint = held.viewpoint();
    let entry = |name: &'static str, value: &str| TextField {
        name,
        value: value.to_owned(),
        error: fields.get(name).map(str::to_owned),
    };
    Ok(InvitationEdit {
        layout: build_layout(app, viewpoint, browser, Nav::Users).await?,
        id: held.id.to_string(),
        stored: (held.name.clone(), held.email.clone()),
        return_to: input.return_to.clone(),
        problem: delivery_in_words(&held.delivery),
        name: entry("name", &input.name),
        email: entry("email", &input.email),
        roles: Roles::new(grantable_roles(viewpoint), &input.role, fields.get("role")),
        access: view(app, viewpoint, &input.picker, fields.get("number_access")).await?,
        obstacle,
    })
}

/// The form, or why the invitation can't be edited.
pub(crate) async fn edit(
    Page(held): Page<Own>,
    State(app): State<App>,
    browser: Browser,
    query: QueryString,
) -> Answer {
    if let Some(error) = obstacle(&held) {
        let form = ClosedForm { title: "Edit invitation", nav: Nav::Users, back: ("/users", "Users") };
        return form.answer(&app, &browser, held.viewpoint(), error).await;
    }
    let input = InvitationEditForm::from_invitation(&held, query.get("return_to"));
    page(&form(&app, &browser, &held, &input, &Fields::none(), None).await?)
}

/// Saves the values, and sends the invitation with a new link if the address is another one. The picker's buttons post here
/// too.
pub(crate) async fn update(Page(held): Page<Own>, State(app): State<App>, browser: Browser, posted: Form) -> Answer {
    let input = InvitationEditForm::from_form(&posted, &held);
    if input.picker.is_picker_button() {
        return page(&form(&app, &browser, &held, &input, &Fields::none(), None).await?);
    }
    if input.email.trim() != held.email {
        ensure_no_link_is_shown(&app, held.viewpoint())?;
    }
    let (change, composer) = (input.edit(), app.composer(emails::invitation));
    let edited = match invitations::edit(&app.db, &held, &app.config.terms, &composer, &change).await {
        Ok(edited) => edited,
        Err(Error::Fields(fields)) => return refused(&form(&app, &browser, &held, &input, &fields, None).await?),
        Err(error) if is_about_them(&error) => {
            let report = report(error);
            let obstacle = Some(Obstacle::plain(report.sentence.clone()));
            return with_status(report.status, &form(&app, &browser, &held, &input, &Fields::none(), obstacle).await?);
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(token) = edited.link {
        return link_page(&app, &browser, held.viewpoint(), &edited.invitation, &token).await;
    }
    let sentence = match edited.invitation.email == held.email {
        true => "Your changes are saved.".to_owned(),
        false => format!(
            "The invitation is on its way to {}. The link that went to {} no longer works.",
            edited.invitation.email, held.email
        ),
    };
    Ok(with_flash(&app, go_to(&input.done_href(&held)), &Flash::good(sentence)))
}
