//! Bulk actions of the Users page. Each selected person has a separate result: a refusal does not stop the others.

use std::collections::BTreeSet;

use axum::extract::State;
use crewline_core::Error;
use crewline_core::access::{Action, Held, May, Thing, actions};
use crewline_core::ids::{InvitationId, MemberId};
use crewline_core::invitations::{self, Invitation};
use crewline_core::members::{self, Member};
use crewline_core::users::{self, Row, RowId, SortKey};

use super::filter::UserListQuery;
use super::selection_page::{
    BulkAction, RowResult, Selected, SelectionAccess, SelectionConfirm, SelectionDone, ShownLink,
};
use crate::emails;
use crate::http::extract::{Form, QueryString};
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::invitations::invitation::is_about_them;
use crate::invitations::invite::{acceptance_url, ensure_no_link_is_shown};
use crate::number_access::picker::{PickerState, view};
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, access_in_words, revoked_sentences};

/// The most rows of one bulk action.
pub(super) const MAX_SELECTED: i64 = 500;

/// The permission to see the page. Each action needs a permission of its own.
type Users = May<actions::SeeUsers>;

/// The selected rows, by kind.
#[derive(Default)]
struct Selection {
    members: Vec<MemberId>,
    invitations: Vec<InvitationId>,
    /// How many matching rows the action does not apply to.
    left_out: usize,
}

impl Selection {
    /// Reads the selected ids. A wrong one refuses the whole form: a row skipped silently would look done.
    fn from_form(form: &Form) -> Result<Self, String> {
        let mut seen = BTreeSet::new();
        let mut selection = Self::default();
        for id in form.values("who") {
            let id =
                id.parse().map_err(|_| "Nothing was done: somebody selected is not in this list. Select again.")?;
            if !seen.insert(id) {
                continue;
            }
            if seen.len() > MAX_SELECTED as usize {
                return Err(too_many());
            }
            match id {
                RowId::Member(id) => selection.members.push(id),
                RowId::Invitation(id) => selection.invitations.push(id),
            }
        }
        Ok(selection)
    }

    /// Selects the rows on all pages that match the filters and that the button's action applies to.
    async fn all_matching(
        app: &App,
        may: &Users,
        query: &str,
        button: &str,
    ) -> Result<Result<Self, String>, PageFailure> {
        let viewpoint = may.viewpoint();
        let query = QueryString::of(query, &format!("/b/{}/users", viewpoint.slug()));
        let filter = UserListQuery::of(&query)?.filter;
        let rows = users::list(&app.db, may, &filter, SortKey::Name.ascending(), None, MAX_SELECTED).await?;
        if rows.next.is_some() {
            return Ok(Err(too_many()));
        }
        let mut selection = Self::default();
        for row in &rows.rows {
            match row {
                Row::Member(member) if button == "remove" && member.is_removable_by(viewpoint) => {
                    selection.members.push(member.id);
                }
                Row::Member(member) if button == "access" && member.is_editable_by(viewpoint) => {
                    selection.members.push(member.id);
                }
                Row::Invitation(invitation)
                    if matches!(button, "resend" | "cancel") && invitation.is_manageable_by(viewpoint) =>
                {
                    selection.invitations.push(invitation.id);
                }
                Row::Member(_) | Row::Invitation(_) => selection.left_out += 1,
            }
        }
        Ok(Ok(selection))
    }
}

fn too_many() -> String {
    format!("Nothing was done: select {MAX_SELECTED} people at once at most.")
}

/// Does the button's action on the selected rows.
pub(crate) async fn act(Page(may): Page<Users>, State(app): State<App>, browser: Browser, form: Form) -> Answer {
    let selection = match form.values("found").next() {
        Some(query) => Selection::all_matching(&app, &may, query, form.get("do")).await?,
        None => Selection::from_form(&form),
    };
    let selection = match selection {
        Ok(selection) => selection,
        Err(sentence) => return back_with_sentence(&app, &may, &sentence),
    };
    // The person has not seen the matching rows of the other pages, so a confirmation page lists them first.
    let is_confirmed = form.get("sure") == "yes" && !form.has("found");
    match form.get("do") {
        "remove" if !selection.members.is_empty() => remove(&app, &browser, &may, &selection, is_confirmed).await,
        "cancel" if !selection.invitations.is_empty() => cancel(&app, &browser, &may, &selection, is_confirmed).await,
        "resend" if !selection.invitations.is_empty() => {
            resend(&app, &browser, &may, &selection, is_confirmed || !form.has("found")).await
        }
        "access" if !selection.members.is_empty() => change_access(&app, &browser, &may, &selection, &form).await,
        "access" => back_with_sentence(&app, &may, "Select the members whose number access is to change first."),
        "remove" => back_with_sentence(&app, &may, "Select the members to remove first."),
        _ => back_with_sentence(&app, &may, "Select the invitations first."),
    }
}

fn back_with_sentence(app: &App, may: &Users, sentence: &str) -> Answer {
    let users = go_to(&format!("/b/{}/users", may.viewpoint().slug()));
    Ok(with_flash(app, users, &Flash::bad(sentence)))
}

/// The proof for each id, or `None` where there is no such thing.
async fn hold_each<T: Thing, A: Action + Clone>(
    app: &App,
    may: &May<A>,
    ids: &[T::Id],
) -> Result<Vec<Option<Held<T, A>>>, Error>
where
    T::Id: Copy,
{
    let mut proofs = Vec::with_capacity(ids.len());
    for &id in ids {
        proofs.push(match T::hold(&app.db, may.clone(), id).await {
            Ok(held) => Some(held),
            Err(Error::Refused(_)) => None,
            Err(error) => return Err(error),
        });
    }
    Ok(proofs)
}

fn missing_row() -> RowResult {
    RowResult { name: None, sentence: "This person is no longer in the list.".to_owned(), is_done: false }
}

fn failed_row(name: &str, error: &Error) -> RowResult {
    RowResult { name: Some(name.to_owned()), sentence: error.to_string(), is_done: false }
}

fn selected_member<A: Action>(held: &Held<Member, A>) -> Selected {
    Selected { id: held.id.to_string(), name: held.name.clone(), email: held.email.clone() }
}

fn selected_invitation<A: Action>(held: &Held<Invitation, A>) -> Selected {
    Selected { id: held.id.to_string(), name: held.name.clone(), email: held.email.clone() }
}

/// Gives the selected members the same number access: first the form, then the results.
async fn change_access(app: &App, browser: &Browser, may: &Users, selection: &Selection, form: &Form) -> Answer {
    let may: May<actions::EditMembers> = may.viewpoint().may()?;
    let viewpoint = may.viewpoint();
    let people = hold_each::<Member, _>(app, &may, &selection.members).await?;
    let layout = build_layout(app, viewpoint, browser, Nav::Users).await?;
    let picker = PickerState::from_form(form);
    let is_sent = (form.has("save") || form.has("enter")) && !picker.is_picker_button();
    let draft = picker.draft();
    let wrong = match &draft {
        None => Some("Choose what they are to see: All Numbers or Specific Numbers."),
        Some(draft) => draft.check().err(),
    };
    let Some(draft) = draft.filter(|_| is_sent && wrong.is_none()) else {
        let access = view(app, viewpoint, &picker, wrong.filter(|_| is_sent)).await?;
        let people = people.iter().flatten().map(selected_member).collect();
        let confirm = SelectionAccess { layout, people, left_out: selection.left_out, access };
        return if is_sent { refused(&confirm) } else { page(&confirm) };
    };
    let composer = app.composer(emails::member_edited);
    let edited = members::edit_access_many(&app.db, &may, &selection.members, &draft, &composer).await;
    let mut done = Vec::with_capacity(edited.len());
    for ((_, answer), person) in edited.into_iter().zip(&people) {
        let Some(person) = person else {
            done.push(missing_row());
            continue;
        };
        done.push(match answer {
            Ok(edited) => RowResult {
                name: Some(person.name.clone()),
                sentence: format!("Sees {} now.", access_in_words(&edited.after.access).to_lowercase()),
                is_done: true,
            },
            Err(Error::Fields(fields)) => {
                let sentence = fields.0.into_iter().map(|(_, sentence)| sentence).collect::<Vec<_>>().join(" ");
                RowResult { name: Some(person.name.clone()), sentence, is_done: false }
            }
            Err(error @ Error::Rule(_)) => failed_row(&person.name, &error),
            Err(Error::Refused(_)) => missing_row(),
            Err(error) => return Err(error.into()),
        });
    }
    page(&SelectionDone { layout, title: "Change number access", people: done, links: Vec::new() })
}

async fn remove(app: &App, browser: &Browser, may: &Users, selection: &Selection, is_confirmed: bool) -> Answer {
    let may: May<actions::RemoveMembers> = may.viewpoint().may()?;
    let people = hold_each::<Member, _>(app, &may, &selection.members).await?;
    let layout = build_layout(app, may.viewpoint(), browser, Nav::Users).await?;
    if !is_confirmed {
        let people = people.iter().flatten().map(selected_member).collect();
        return page(&SelectionConfirm { layout, action: BulkAction::Remove, people, left_out: selection.left_out });
    }
    let composer = app.composer(emails::member_removed);
    let streams: Vec<u64> = selection.members.iter().map(|member| app.bus.streams(*member)).collect();
    let removed = members::remove_many(&app.db, &may, &selection.members, &composer).await;
    let mut done = Vec::with_capacity(removed.len());
    for (((_, answer), person), streams) in removed.into_iter().zip(&people).zip(streams) {
        let Some(person) = person else {
            done.push(missing_row());
            continue;
        };
        done.push(match answer {
            Ok(ended) => RowResult {
                name: Some(person.name.clone()),
                sentence: removal(&revoked_sentences(&ended, streams)),
                is_done: true,
            },
            Err(error @ Error::Rule(_)) => failed_row(&person.name, &error),
            Err(Error::Refused(_)) => missing_row(),
            Err(error) => return Err(error.into()),
        });
    }
    page(&SelectionDone { layout, title: "Remove members", people: done, links: Vec::new() })
}

fn removal(ended: &[String]) -> String {
    if ended.is_empty() { "Removed.".to_owned() } else { format!("Removed. This ended with it: {}.", ended.join(", ")) }
}

async fn cancel(app: &App, browser: &Browser, may: &Users, selection: &Selection, is_confirmed: bool) -> Answer {
    let may: May<actions::Invite> = may.viewpoint().may()?;
    let layout = build_layout(app, may.viewpoint(), browser, Nav::Users).await?;
    let people = hold_each::<Invitation, _>(app, &may, &selection.invitations).await?;
    if !is_confirmed {
        let people = people.iter().flatten().map(selected_invitation).collect();
        return page(&SelectionConfirm { layout, action: BulkAction::Cancel, people, left_out: selection.left_out });
    }
    let mut done = Vec::with_capacity(people.len());
    for person in people {
        let Some(person) = person else {
            done.push(missing_row());
            continue;
        };
        done.push(match invitations::cancel(&app.db, &person).await {
            Ok(()) => RowResult { name: Some(person.name.clone()), sentence: "Cancelled.".to_owned(), is_done: true },
            Err(error) if is_about_them(&error) => failed_row(&person.name, &error),
            Err(error) => return Err(error.into()),
        });
    }
    page(&SelectionDone { layout, title: "Cancel invitations", people: done, links: Vec::new() })
}

async fn resend(app: &App, browser: &Browser, may: &Users, selection: &Selection, is_confirmed: bool) -> Answer {
    let may: May<actions::Invite> = may.viewpoint().may()?;
    ensure_no_link_is_shown(app, may.viewpoint())?;
    let layout = build_layout(app, may.viewpoint(), browser, Nav::Users).await?;
    let people = hold_each::<Invitation, _>(app, &may, &selection.invitations).await?;
    if !is_confirmed {
        let people = people.iter().flatten().map(selected_invitation).collect();
        return page(&SelectionConfirm { layout, action: BulkAction::Resend, people, left_out: selection.left_out });
    }
    let (mut done, mut by_hand) = (Vec::new(), Vec::new());
    for person in people {
        let Some(person) = person else {
            done.push(missing_row());
            continue;
        };
        match invitations::resend(&app.db, &person, &app.config.terms, &app.composer(emails::invitation)).await {
            Ok(resent) => {
                let sentence = match resent.link {
                    Some(token) => {
                        by_hand.push(ShownLink {
                            id: person.id.to_string(),
                            name: person.name.clone(),
                            email: person.email.clone(),
                            link: acceptance_url(app, &token),
                        });
                        "Hand over the new link."
                    }
                    None => "A new link is on its way. The one before no longer works.",
                };
                done.push(RowResult { name: Some(person.name.clone()), sentence: sentence.to_owned(), is_done: true });
            }
            Err(error) if is_about_them(&error) => done.push(failed_row(&person.name, &error)),
            Err(error) => return Err(error.into()),
        }
    }
    page(&SelectionDone { layout, title: "Resend invitations", people: done, links: by_hand })
}
