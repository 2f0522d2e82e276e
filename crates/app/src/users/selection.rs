//! Several people of the Users page at once. Each is answered by themselves: what one is refused holds nobody up.

use std::collections::BTreeSet;

use axum::extract::State;
use crewline_core::Error;
use crewline_core::access::{Action, Held, May, Thing, actions};
use crewline_core::ids::{InvitationId, MemberId};
use crewline_core::invitations::{self, Invitation};
use crewline_core::members::{self, Member};
use crewline_core::roster::{self, Row, RowId, SortKey};

use super::filter::UserListQuery;
use super::selection_page::{Done, HandedLink, Question, Selected, SelectionAccess, SelectionConfirm, SelectionDone};
use crate::emails;
use crate::http::extract::{Asked, Form};
use crate::http::flash::saying;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::invitations::invitation::is_about_them;
use crate::invitations::invite::{link, no_link_is_shown};
use crate::number_access::picker::{Choosing, view};
use crate::page::layout::{Browser, shell};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, access_in_words, receipt};

/// The most that is done at once.
pub(super) const MOST: i64 = 500;

/// The right to see the page. What is done with those ticked asks for its own.
type Users = May<actions::SeeUsers>;

/// Who was ticked, by kind.
#[derive(Default)]
struct Ticked {
    members: Vec<MemberId>,
    invitations: Vec<InvitationId>,
    /// How many of those found it is not for.
    left_out: usize,
}

impl Ticked {
    /// Refuses what it can't do as a whole: whoever is left out silently is taken for done.
    fn of(form: &Form) -> Result<Self, String> {
        let mut once = BTreeSet::new();
        let mut ticked = Self::default();
        for id in form.all("who") {
            let id =
                id.parse().map_err(|_| "Nothing was done: somebody selected is not of this list. Select again.")?;
            if !once.insert(id) {
                continue;
            }
            if once.len() > MOST as usize {
                return Err(too_many());
            }
            match id {
                RowId::Member(id) => ticked.members.push(id),
                RowId::Invitation(id) => ticked.invitations.push(id),
            }
        }
        Ok(ticked)
    }

    /// All that the list's filters let through, on every page: of them those whom the button can be pressed for.
    async fn found(app: &App, may: &Users, query: &str, button: &str) -> Result<Result<Self, String>, PageFailure> {
        let viewpoint = may.viewpoint();
        let asked = Asked::of(query, &format!("/b/{}/users", viewpoint.slug()));
        let filter = UserListQuery::of(&asked)?.filter;
        let rows = roster::list(&app.db, may, &filter, SortKey::Name.ascending(), None, MOST).await?;
        if rows.next.is_some() {
            return Ok(Err(too_many()));
        }
        let mut ticked = Self::default();
        for row in &rows.rows {
            match row {
                Row::Member(member) if button == "remove" && member.is_removable_by(viewpoint) => {
                    ticked.members.push(member.id);
                }
                Row::Member(member) if button == "access" && member.is_editable_by(viewpoint) => {
                    ticked.members.push(member.id);
                }
                Row::Invitation(invitation)
                    if matches!(button, "resend" | "cancel") && invitation.is_in_the_hands_of(viewpoint) =>
                {
                    ticked.invitations.push(invitation.id);
                }
                Row::Member(_) | Row::Invitation(_) => ticked.left_out += 1,
            }
        }
        Ok(Ok(ticked))
    }
}

fn too_many() -> String {
    format!("Nothing was done: select {MOST} people at once at most.")
}

/// Does with those ticked what the button said.
pub(crate) async fn act(Page(may): Page<Users>, State(app): State<App>, browser: Browser, form: Form) -> Answer {
    let ticked = match form.all("found").next() {
        Some(query) => Ticked::found(&app, &may, query, form.get("do")).await?,
        None => Ticked::of(&form),
    };
    let ticked = match ticked {
        Ok(ticked) => ticked,
        Err(sentence) => return nobody(&app, &may, &sentence),
    };
    // Nobody has seen all of those found: they are shown first.
    let sure = form.get("sure") == "yes" && !form.has("found");
    match form.get("do") {
        "remove" if !ticked.members.is_empty() => remove(&app, &browser, &may, &ticked, sure).await,
        "cancel" if !ticked.invitations.is_empty() => cancel(&app, &browser, &may, &ticked, sure).await,
        "resend" if !ticked.invitations.is_empty() => {
            resend(&app, &browser, &may, &ticked, sure || !form.has("found")).await
        }
        "access" if !ticked.members.is_empty() => change_access(&app, &browser, &may, &ticked, &form).await,
        "access" => nobody(&app, &may, "Select the members whose number access is to change first."),
        "remove" => nobody(&app, &may, "Select the members to remove first."),
        _ => nobody(&app, &may, "Select the invitations first."),
    }
}

fn nobody(app: &App, may: &Users, sentence: &str) -> Answer {
    let users = go_to(&format!("/b/{}/users", may.viewpoint().slug()));
    Ok(saying(app, users, &Flash::bad(sentence)))
}

/// Those of a list that are there, each held for what is to be done.
async fn held<T: Thing, A: Action + Clone>(
    app: &App,
    may: &May<A>,
    ids: &[T::Id],
) -> Result<Vec<Option<Held<T, A>>>, Error>
where
    T::Id: Copy,
{
    let mut found = Vec::with_capacity(ids.len());
    for &id in ids {
        found.push(match T::hold(&app.db, may.clone(), id).await {
            Ok(held) => Some(held),
            Err(Error::Refused(_)) => None,
            Err(error) => return Err(error),
        });
    }
    Ok(found)
}

fn gone() -> Done {
    Done { name: None, sentence: "Nobody of this list is there any more.".to_owned(), is_done: false }
}

fn not_done(name: &str, error: &Error) -> Done {
    Done { name: Some(name.to_owned()), sentence: error.to_string(), is_done: false }
}

fn selected<A: Action>(held: &Held<Member, A>) -> Selected {
    Selected { id: held.id.to_string(), name: held.name.clone(), email: held.email.clone() }
}

fn invited<A: Action>(held: &Held<Invitation, A>) -> Selected {
    Selected { id: held.id.to_string(), name: held.name.clone(), email: held.email.clone() }
}

/// The same number access for each of them: the choice first, then what came of each.
async fn change_access(app: &App, browser: &Browser, may: &Users, ticked: &Ticked, form: &Form) -> Answer {
    let may: May<actions::EditMembers> = may.viewpoint().may()?;
    let viewpoint = may.viewpoint();
    let people = held::<Member, _>(app, &may, &ticked.members).await?;
    let shell = shell(app, viewpoint, browser, Nav::Users).await?;
    let choosing = Choosing::typed(form);
    let is_sent = (form.has("save") || form.has("enter")) && !choosing.is_asked();
    let draft = choosing.draft();
    let wrong = match &draft {
        None => Some("Choose what they are to see: All Numbers or Specific Numbers."),
        Some(draft) => draft.check().err(),
    };
    let Some(draft) = draft.filter(|_| is_sent && wrong.is_none()) else {
        let access = view(app, viewpoint, &choosing, wrong.filter(|_| is_sent)).await?;
        let people = people.iter().flatten().map(selected).collect();
        let asked = SelectionAccess { shell, people, left_out: ticked.left_out, access };
        return if is_sent { refused(&asked) } else { page(&asked) };
    };
    let composer = app.composer(emails::member_edited);
    let edited = members::edit_access_many(&app.db, &may, &ticked.members, &draft, &composer).await;
    let mut done = Vec::with_capacity(edited.len());
    for ((_, answer), person) in edited.into_iter().zip(&people) {
        let Some(person) = person else {
            done.push(gone());
            continue;
        };
        done.push(match answer {
            Ok(edited) => Done {
                name: Some(person.name.clone()),
                sentence: format!("Sees {} now.", access_in_words(&edited.after.access).to_lowercase()),
                is_done: true,
            },
            Err(Error::Fields(fields)) => {
                let sentence = fields.0.into_iter().map(|(_, sentence)| sentence).collect::<Vec<_>>().join(" ");
                Done { name: Some(person.name.clone()), sentence, is_done: false }
            }
            Err(error @ Error::Rule(_)) => not_done(&person.name, &error),
            Err(Error::Refused(_)) => gone(),
            Err(error) => return Err(error.into()),
        });
    }
    page(&SelectionDone { shell, title: "Change number access", people: done, links: Vec::new() })
}

async fn remove(app: &App, browser: &Browser, may: &Users, ticked: &Ticked, sure: bool) -> Answer {
    let may: May<actions::RemoveMembers> = may.viewpoint().may()?;
    let people = held::<Member, _>(app, &may, &ticked.members).await?;
    let shell = shell(app, may.viewpoint(), browser, Nav::Users).await?;
    if !sure {
        let people = people.iter().flatten().map(selected).collect();
        return page(&SelectionConfirm { shell, question: Question::Remove, people, left_out: ticked.left_out });
    }
    let composer = app.composer(emails::member_removed);
    let streams: Vec<u64> = ticked.members.iter().map(|member| app.bus.streams(*member)).collect();
    let removed = members::remove_many(&app.db, &may, &ticked.members, &composer).await;
    let mut done = Vec::with_capacity(removed.len());
    for (((_, answer), person), streams) in removed.into_iter().zip(&people).zip(streams) {
        let Some(person) = person else {
            done.push(gone());
            continue;
        };
        done.push(match answer {
            Ok(ended) => {
                Done { name: Some(person.name.clone()), sentence: removal(&receipt(&ended, streams)), is_done: true }
            }
            Err(error @ Error::Rule(_)) => not_done(&person.name, &error),
            Err(Error::Refused(_)) => gone(),
            Err(error) => return Err(error.into()),
        });
    }
    page(&SelectionDone { shell, title: "Remove members", people: done, links: Vec::new() })
}

fn removal(ended: &[String]) -> String {
    if ended.is_empty() { "Removed.".to_owned() } else { format!("Removed. This ended with it: {}.", ended.join(", ")) }
}

async fn cancel(app: &App, browser: &Browser, may: &Users, ticked: &Ticked, sure: bool) -> Answer {
    let may: May<actions::Invite> = may.viewpoint().may()?;
    let shell = shell(app, may.viewpoint(), browser, Nav::Users).await?;
    let people = held::<Invitation, _>(app, &may, &ticked.invitations).await?;
    if !sure {
        let people = people.iter().flatten().map(invited).collect();
        return page(&SelectionConfirm { shell, question: Question::Cancel, people, left_out: ticked.left_out });
    }
    let mut done = Vec::with_capacity(people.len());
    for person in people {
        let Some(person) = person else {
            done.push(gone());
            continue;
        };
        done.push(match invitations::cancel(&app.db, &person).await {
            Ok(()) => Done { name: Some(person.name.clone()), sentence: "Cancelled.".to_owned(), is_done: true },
            Err(error) if is_about_them(&error) => not_done(&person.name, &error),
            Err(error) => return Err(error.into()),
        });
    }
    page(&SelectionDone { shell, title: "Cancel invitations", people: done, links: Vec::new() })
}

async fn resend(app: &App, browser: &Browser, may: &Users, ticked: &Ticked, sure: bool) -> Answer {
    let may: May<actions::Invite> = may.viewpoint().may()?;
    no_link_is_shown(app, may.viewpoint())?;
    let shell = shell(app, may.viewpoint(), browser, Nav::Users).await?;
    let people = held::<Invitation, _>(app, &may, &ticked.invitations).await?;
    if !sure {
        let people = people.iter().flatten().map(invited).collect();
        return page(&SelectionConfirm { shell, question: Question::Resend, people, left_out: ticked.left_out });
    }
    let (mut done, mut by_hand) = (Vec::new(), Vec::new());
    for person in people {
        let Some(person) = person else {
            done.push(gone());
            continue;
        };
        match invitations::resend(&app.db, &person, &app.config.terms, &app.composer(emails::invitation)).await {
            Ok(resent) => {
                let sentence = match resent.link {
                    Some(token) => {
                        by_hand.push(HandedLink {
                            id: person.id.to_string(),
                            name: person.name.clone(),
                            email: person.email.clone(),
                            link: link(app, &token),
                        });
                        "The new link is to be handed over."
                    }
                    None => "A new link is on its way. The one before no longer works.",
                };
                done.push(Done { name: Some(person.name.clone()), sentence: sentence.to_owned(), is_done: true });
            }
            Err(error) if is_about_them(&error) => done.push(not_done(&person.name, &error)),
            Err(error) => return Err(error.into()),
        }
    }
    page(&SelectionDone { shell, title: "Resend invitations", people: done, links: by_hand })
}
