//! Bulk actions of the Users page. Each selected person has a separate result: a refusal does not stop the others.

use axum::extract::State;
use crewline_core::Error;
use crewline_core::access::{May, actions};
use crewline_core::invitations::{self, Invitation};
use crewline_core::members::{self, Member};

use super::selected::{Selection, Users, failed_row, hold_each, missing_row, selected_invitation, selected_member};
use super::selection_access::change_access;
use super::selection_page::{BulkAction, RowResult, SelectionConfirm, SelectionDone, ShownLink};
use crate::emails;
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::redirect::go_to;
use crate::invitations::invitation::is_about_them;
use crate::invitations::invite::{acceptance_url, ensure_no_link_is_shown};
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page};
use crate::state::App;
use crate::view::{Flash, Nav, revoked_sentences};

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
