//! The same number access for several members: the form, the effect that saving has on each of them, and the results.

use std::collections::BTreeMap;

use crewline_core::Error;
use crewline_core::access::{Held, May, actions};
use crewline_core::mail::EmailComposer;
use crewline_core::members::{self, AccessDraft, Member, MemberEffect, Saving};

use super::selected::{Selection, Users, failed_row, hold_each, missing_row, selected_member};
use super::selection_page::{RowResult, SelectionAccess, SelectionDone};
use crate::emails;
use crate::http::extract::Form;
use crate::http::page_failure::PageFailure;
use crate::number_access::effect_part::{EffectPart, member_lines};
use crate::number_access::picker::{PickerState, view};
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, page, refused};
use crate::state::App;
use crate::view::{Nav, access_in_words};

/// Gives the selected members the same number access: first the form, then the form with the effect on each of them, then the
/// results.
pub(super) async fn change_access(
    app: &App,
    browser: &Browser,
    may: &Users,
    selection: &Selection,
    form: &Form,
) -> Answer {
    let may: May<actions::EditMembers> = may.viewpoint().may()?;
    let people = hold_each::<Member, _>(app, &may, &selection.members).await?;
    let picker = PickerState::from_form(form);
    let is_sent = (form.has("save") || form.has("enter")) && !picker.is_picker_button();
    let draft = picker.draft();
    let wrong = match &draft {
        None => Some("Choose what they are to see: All Numbers or Specific Numbers."),
        Some(draft) => draft.check().err(),
    };
    let shown = form.get("seen");
    let (effect, error) = match &draft {
        Some(draft) if is_sent && wrong.is_none() => {
            let effect = effect_on_each(app, &may, selection, &people, draft).await?;
            // The effect is still the one that the form showed, or there is nothing to show.
            if effect.digest == shown {
                return save(app, browser, &may, selection, &people, draft, shown).await;
            }
            (effect, None)
        }
        _ => (EffectPart::default(), wrong.filter(|_| is_sent)),
    };
    let is_refused = error.is_some();
    let form = SelectionAccess {
        layout: build_layout(app, may.viewpoint(), browser, Nav::Users).await?,
        people: people.iter().flatten().map(selected_member).collect(),
        left_out: selection.left_out,
        access: view(app, may.viewpoint(), &picker, error).await?,
        needs_confirmation: is_sent && !is_refused,
        effect,
    };
    if is_refused { refused(&form) } else { page(&form) }
}

/// The effect of saving on each member, which is tried and rolled back. Its digest holds the digest of each member's effect.
async fn effect_on_each(
    app: &App,
    may: &May<actions::EditMembers>,
    selection: &Selection,
    people: &[Option<Held<Member, actions::EditMembers>>],
    draft: &AccessDraft,
) -> Result<EffectPart, PageFailure> {
    let dry = EmailComposer::disabled();
    let tried = members::edit_access_many(&app.db, may, &selection.members, draft, &dry, |_| Saving::DryRun).await;
    let mut digests = Vec::new();
    let mut changed: Vec<MemberEffect> = Vec::new();
    let mut refusals = Vec::new();
    for ((id, answer), person) in tried.into_iter().zip(people) {
        match answer {
            Ok(tried) => {
                if !tried.effect.digest().is_empty() {
                    digests.push(format!("{id}:{}", tried.effect.digest()));
                }
                changed.extend(tried.effect.members);
            }
            Err(Error::Refused(_)) => {}
            Err(error @ (Error::Rule(_) | Error::Fields(_))) => {
                let name = person.as_ref().map_or("", |person| &person.name);
                refusals.push(format!("{name} stays as they are. {}", refusal_sentence(&error)));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let mut lines = member_lines(&changed);
    lines.extend(refusals);
    if lines.is_empty() && !digests.is_empty() {
        lines.push("They see the same numbers as now".to_owned());
    }
    Ok(EffectPart { digest: digests.join(" "), lines, is_warning: !changed.is_empty() })
}

/// Saves each member's change if it still has the effect that was shown.
async fn save(
    app: &App,
    browser: &Browser,
    may: &May<actions::EditMembers>,
    selection: &Selection,
    people: &[Option<Held<Member, actions::EditMembers>>],
    draft: &AccessDraft,
    shown: &str,
) -> Answer {
    let shown: BTreeMap<&str, &str> = shown.split(' ').filter_map(|each| each.split_once(':')).collect();
    let saving = |id: crewline_core::ids::MemberId| {
        let digest = shown.get(id.to_string().as_str()).copied().unwrap_or_default().to_owned();
        Saving::IfShown { shown: digest.clone(), confirmed: digest }
    };
    let composer = app.composer(emails::member_edited);
    let edited = members::edit_access_many(&app.db, may, &selection.members, draft, &composer, saving).await;
    let mut done = Vec::with_capacity(edited.len());
    for ((_, answer), person) in edited.into_iter().zip(people) {
        let Some(person) = person else {
            done.push(missing_row());
            continue;
        };
        let row = |sentence: String, is_done: bool| RowResult { name: Some(person.name.clone()), sentence, is_done };
        done.push(match answer {
            Ok(changed) if changed.is_saved => {
                row(format!("Sees {} now.", access_in_words(&changed.thing.after.access).to_lowercase()), true)
            }
            Ok(_) => row("Nothing was changed: what saving does to them is no longer what was shown.".into(), false),
            Err(error @ Error::Fields(_)) => row(refusal_sentence(&error), false),
            Err(error @ Error::Rule(_)) => failed_row(&person.name, &error),
            Err(Error::Refused(_)) => missing_row(),
            Err(error) => return Err(error.into()),
        });
    }
    let layout = build_layout(app, may.viewpoint(), browser, Nav::Users).await?;
    page(&SelectionDone { layout, title: "Change number access", people: done, links: Vec::new() })
}

/// Why one member's access can't be changed.
fn refusal_sentence(error: &Error) -> String {
    match error {
        Error::Fields(fields) => fields.0.iter().map(|(_, sentence)| sentence.as_str()).collect::<Vec<_>>().join(" "),
        error => error.to_string(),
    }
}
