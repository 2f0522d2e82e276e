//! Every page in every state, written to files that a browser can open, and the least that each must keep.

use std::{collections::HashSet, fs, path::PathBuf};

use askama::Template;

use super::*;

/// A page's name, its state, and its HTML.
type Sample = (&'static str, &'static str, String);

fn of<T: Template>(page: &'static str, samples: Vec<(&'static str, T)>) -> Vec<Sample> {
    let render = |(state, sample): (_, T)| (page, state, sample.render().expect("a sample renders"));
    samples.into_iter().map(render).collect()
}

fn gallery() -> Vec<Sample> {
    [
        of("first run", first_run::FirstRun::samples()),
        of("sign in", sign_in::SignIn::samples()),
        of("password reset", password_reset::PasswordResetAsk::samples()),
        of("new password", password_reset::PasswordResetChoose::samples()),
        of("dead link", password_reset::PasswordResetDead::samples()),
        of("invitation", acceptance::Acceptance::samples()),
        of("dead invitation", acceptance::DeadInvitation::samples()),
        of("waiting", waiting::Waiting::samples()),
        of("decline", waiting::Refusal::samples()),
        of("no business", no_business::NoBusiness::samples()),
        of("log in as", log_in_as::LogInAs::samples()),
        of("allow changes", log_in_as::AllowChanges::samples()),
        of("unsubscribe", unsubscribe::Unsubscribe::samples()),
        of("calls", calls::Calls::samples()),
        of("call", call::Call::samples()),
        of("numbers", numbers::Numbers::samples()),
        of("number", number::Number::samples()),
        of("number sight", number_sight::NumberSight::samples()),
        of("number release", number::NumberRelease::samples()),
        of("number form", number_form::NumberForm::samples()),
        of("number groups", number_groups::NumberGroups::samples()),
        of("number group removal", number_groups::NumberGroupRemoval::samples()),
        of("number group form", number_group_form::NumberGroupForm::samples()),
        of("users", users::Users::samples()),
        of("member removal", removal::MemberRemoval::samples()),
        of("member removed", removal::MemberRemoved::samples()),
        of("invitation cancel", invitation::InvitationCancel::samples()),
        of("selection", selection::SelectionConfirm::samples()),
        of("selection access", selection::SelectionAccess::samples()),
        of("selection done", selection::SelectionDone::samples()),
        of("leave", leave::Leave::samples()),
        of("ownership offer", ownership::OwnershipOffer::samples()),
        of("ownership", ownership::Ownership::samples()),
        of("settings billing", settings_billing::SettingsBilling::samples()),
        of("member", member::MemberPage::samples()),
        of("invite", invite::Invite::samples()),
        of("invited by hand", invite::InvitedByHand::samples()),
        of("invite a list", invite_many::InviteMany::samples()),
        of("invited list", invite_many::InvitedMany::samples()),
        of("no seat left", seats_full::SeatsFull::samples()),
        of("member edit", member_edit::MemberEdit::samples()),
        of("audit log", audit::Audit::samples()),
        of("settings profile", settings_profile::SettingsProfile::samples()),
        of("settings security", settings_security::SettingsSecurity::samples()),
        of("settings business", settings_business::SettingsBusiness::samples()),
        of("settings carrier", settings_carrier::SettingsCarrier::samples()),
        of("settings api", settings_api::SettingsApi::samples()),
        of("failure", failure::Failure::samples()),
    ]
    .concat()
}

/// The opening tags of the page, one a line, without the characters around them.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag.trim_end_matches('/'))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

fn is(tag: &str, name: &str) -> bool {
    tag.split([' ', '\n']).next() == Some(name)
}

#[test]
fn every_page_has_one_heading_a_title_and_a_language() {
    for (page, state, html) in gallery() {
        assert_eq!(tags(&html).filter(|tag| is(tag, "h1")).count(), 1, "{page}, {state}: one h1");
        assert_eq!(tags(&html).filter(|tag| is(tag, "main")).count(), 1, "{page}, {state}: one main");
        assert!(html.contains("<html lang=\"en\""), "{page}, {state}: a language");
        assert!(html.contains(" · Crewline</title>"), "{page}, {state}: a title");
    }
}

#[test]
fn every_id_is_there_once_and_every_reference_finds_it() {
    for (page, state, html) in gallery() {
        let mut ids = HashSet::new();
        for id in tags(&html).filter_map(|tag| attribute(tag, "id")) {
            assert!(ids.insert(id), "{page}, {state}: the id {id} is there twice");
        }
        for reference in ["for", "aria-labelledby", "aria-describedby", "popovertarget", "data-dialog", "data-copy"] {
            for id in tags(&html).filter_map(|tag| attribute(tag, reference)).flat_map(str::split_whitespace) {
                assert!(ids.contains(id), "{page}, {state}: {reference} names {id}, which is not there");
            }
        }
    }
}

#[test]
fn every_field_has_a_label() {
    for (page, state, html) in gallery() {
        let labelled = tags(&html).filter_map(|tag| attribute(tag, "for")).collect::<HashSet<_>>();
        for tag in tags(&html).filter(|tag| ["input", "select", "textarea"].iter().any(|name| is(tag, name))) {
            let kind = attribute(tag, "type").unwrap_or_default();
            let within_a_label = kind == "checkbox" || kind == "radio";
            let named = tag.contains(" aria-label") || attribute(tag, "id").is_some_and(|id| labelled.contains(id));
            let unseen = kind == "hidden" || tag.contains("aria-hidden");
            assert!(within_a_label || named || unseen, "{page}, {state}: no label for <{tag}>");
        }
    }
}

#[test]
fn every_button_and_link_has_words() {
    for (page, state, html) in gallery() {
        for name in ["button", "a"] {
            for part in html.split(&format!("<{name} ")).skip(1) {
                let (tag, rest) = part.split_once('>').unwrap();
                let inside = rest.split_once(&format!("</{name}>")).unwrap().0;
                let words = inside.split('<').any(|part| {
                    let text = part.split_once('>').map_or(part, |(_, text)| text);
                    !text.trim().is_empty()
                });
                assert!(words || tag.contains("aria-label"), "{page}, {state}: no words in <{name} {tag}>");
            }
        }
    }
}

#[test]
fn no_page_breaks_the_content_security_policy() {
    for (page, state, html) in gallery() {
        for tag in tags(&html) {
            assert!(!tag.contains(" style=") && !is(tag, "style"), "{page}, {state}: a style in <{tag}>");
            assert!(!tag.contains(" onclick") && !tag.contains(" onload"), "{page}, {state}: a handler in <{tag}>");
            // Where the operator sends people to upgrade is a link to elsewhere, and says so.
            let is_elsewhere = is(tag, "a") && attribute(tag, "rel").is_some_and(|rel| rel.starts_with("external"));
            for fetched in
                ["src", "href", "action"].iter().filter(|_| !is_elsewhere).filter_map(|name| attribute(tag, name))
            {
                assert!(!fetched.contains("//"), "{page}, {state}: {fetched} is elsewhere");
            }
            if is(tag, "script") {
                assert!(attribute(tag, "src").is_some_and(|src| src.starts_with("/assets/")), "{page}, {state}: {tag}");
            }
        }
        assert_eq!(html.matches("<script").count(), 1, "{page}, {state}: a name became markup");
        assert!(!html.contains("<b>Ltd"), "{page}, {state}: a name became markup");
    }
}

#[test]
fn every_tag_that_opens_closes() {
    const VOID: [&str; 5] = ["!doctype", "meta", "link", "input", "hr"];
    for (page, state, html) in gallery() {
        let mut open = Vec::new();
        for part in html.split('<').skip(1) {
            let tag = part.split_once('>').unwrap_or((part, "")).0;
            let name = tag.split([' ', '\n']).next().unwrap_or_default();
            if let Some(name) = name.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "{page}, {state}: </{name}> closes something else");
            } else if !tag.ends_with('/') && !VOID.contains(&name) && name != "br" {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{page}, {state}: {open:?} stay open");
    }
}

/// Writes the gallery where `CREWLINE_GALLERY` says, else to `target/gallery`, with the assets where the pages look for
/// them: serve that folder and open it.
#[test]
fn the_gallery_can_be_opened() {
    let folder = std::env::var_os("CREWLINE_GALLERY")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/gallery")), PathBuf::from);
    fs::create_dir_all(&folder).unwrap();
    // Earlier versions of the assets are of no use; there are none the first time.
    let _ = fs::remove_dir_all(folder.join("assets"));
    for (page, state, html) in gallery() {
        fs::write(folder.join(format!("{page} - {state}.html").replace(' ', "_")), html).unwrap();
    }
    for (address, data) in crate::assets::all() {
        let file = folder.join(address.trim_start_matches('/'));
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, data).unwrap();
    }
    assert!(folder.join("calls_-_typical.html").exists());
}
