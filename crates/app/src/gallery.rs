//! Every page in every state, written to files that a browser can open, and checked for rules that all pages keep.

use std::{collections::HashSet, fs, path::PathBuf};

use askama::Template;

use crate::view::LogInAsBanner;
use crate::view::charts::samples::ChartGallery;
use crate::view::samples::{acting, under_log_in_as};
use crate::{
    audit, calls, deletion, invitations, log_in_as, members, numbers, page, reports, seats, settings, setup, sign_in,
    users,
};

/// A page's name, its state, and its HTML.
type Sample = (&'static str, &'static str, String);

fn samples<T: Template>(page: &'static str, states: Vec<(&'static str, T)>) -> Vec<Sample> {
    #[expect(clippy::disallowed_methods, reason = "a sample that can't be rendered fails the test")]
    let render = |(state, sample): (_, T)| (page, state, sample.render().expect("a sample renders"));
    states.into_iter().map(render).collect()
}

fn gallery() -> Vec<Sample> {
    [
        samples("first run", sign_in::first_run_page::FirstRun::samples()),
        samples("sign in", sign_in::session_page::SignIn::samples()),
        samples("password reset", sign_in::password_reset_page::PasswordResetAsk::samples()),
        samples("new password", sign_in::password_reset_page::PasswordResetChoose::samples()),
        samples("dead link", sign_in::password_reset_page::PasswordResetInvalid::samples()),
        samples("new address", sign_in::address_change_page::AddressChangeConfirm::samples()),
        samples("dead link to an address", sign_in::address_change_page::AddressChangeInvalid::samples()),
        samples("invitation", invitations::acceptance_page::Acceptance::samples()),
        samples("dead invitation", invitations::acceptance_page::InvalidInvitation::samples()),
        samples("pending invitations", invitations::pending_page::PendingInvitations::samples()),
        samples("decline", invitations::pending_page::Refusal::samples()),
        samples("no business", sign_in::no_business_page::NoBusiness::samples()),
        samples("log in as", log_in_as::period_page::LogInAs::samples()),
        samples("allow changes", log_in_as::period_page::AllowChanges::samples()),
        samples("unsubscribe", log_in_as::unsubscribe_page::Unsubscribe::samples()),
        samples("dashboard", reports::dashboard_page::Dashboard::samples()),
        samples("analytics", reports::analytics_page::Analytics::samples()),
        samples("saved reports", reports::saved_page::SavedReports::samples()),
        samples("saved form", page::saved_form_page::SavedForm::samples()),
        samples("report schedule", reports::schedule_page::ScheduleForm::samples()),
        samples("end of letters", reports::schedule_page::LettersEnd::samples()),
        samples("saved removal", page::saved_form_page::SavedRemoval::samples()),
        samples("address outside", reports::outside_page::OutsidePage::samples()),
        samples("address outside form", reports::outside_page::OutsideForm::samples()),
        samples("address outside removal", reports::outside_page::OutsideRemoval::samples()),
        samples("charts", ChartGallery::samples()),
        samples("calls", calls::list_page::Calls::samples()),
        samples("views", calls::views_page::Views::samples()),
        samples("columns", calls::columns_page::ColumnsForm::samples()),
        samples("call", calls::call_page::Call::samples()),
        samples("numbers", numbers::list_page::Numbers::samples()),
        samples("number", numbers::number_page::Number::samples()),
        samples("number viewers", numbers::viewers_page::NumberViewers::samples()),
        samples("number release", numbers::number_page::NumberRelease::samples()),
        samples("number form", numbers::form_page::NumberForm::samples()),
        samples("number groups", numbers::groups::list_page::NumberGroups::samples()),
        samples("number group removal", numbers::groups::list_page::NumberGroupRemoval::samples()),
        samples("number group form", numbers::groups::form_page::NumberGroupForm::samples()),
        samples("users", users::list_page::Users::samples()),
        samples("member removal", members::removal_page::MemberRemoval::samples()),
        samples("member removed", members::removal_page::MemberRemoved::samples()),
        samples("invitation edit", invitations::edit_page::InvitationEdit::samples()),
        samples("an invitation", invitations::invitation_page::InvitationPage::samples()),
        samples("invitation cancel", invitations::invitation_page::InvitationCancel::samples()),
        samples("selection", users::selection_page::SelectionConfirm::samples()),
        samples("selection access", users::selection_page::SelectionAccess::samples()),
        samples("selection done", users::selection_page::SelectionDone::samples()),
        samples("leave", members::leave_page::Leave::samples()),
        samples("ownership offer", members::ownership_page::OwnershipOffer::samples()),
        samples("ownership", members::ownership_page::Ownership::samples()),
        samples("settings billing", settings::billing_page::SettingsBilling::samples()),
        samples("member", members::member_page::MemberPage::samples()),
        samples("invite", invitations::invite_page::Invite::samples()),
        samples("invited by hand", invitations::invite_page::InvitedByHand::samples()),
        samples("invite a list", invitations::invite_many_page::InviteMany::samples()),
        samples("invited list", invitations::invite_many_page::InvitedMany::samples()),
        samples("no seat left", seats::upgrade_page::SeatsFull::samples()),
        samples("member edit", members::edit_page::MemberEdit::samples()),
        samples("audit log", audit::list_page::Audit::samples()),
        samples("set-up", setup::steps_page::Setup::samples()),
        samples("settings profile", settings::profile_page::SettingsProfile::samples()),
        samples("settings security", settings::security_page::SettingsSecurity::samples()),
        samples("settings business", settings::business_page::SettingsBusiness::samples()),
        samples("deletion", deletion::form_page::DeletionForm::samples()),
        samples("take back", deletion::take_back_page::TakeBack::samples()),
        samples("settings carrier", settings::carrier_page::SettingsCarrier::samples()),
        samples("settings tags", settings::tags_page::SettingsTags::samples()),
        samples("tag edit", settings::tags_page::TagEdit::samples()),
        samples("settings qualified calls", settings::qualified_calls_page::SettingsQualifiedCalls::samples()),
        samples("qualified rule", settings::qualified_rule_page::QualifiedRuleForm::samples()),
        samples("settings blocked callers", settings::blocked_callers_page::SettingsBlockedCallers::samples()),
        samples("note", calls::note_page::NoteEdit::samples()),
        samples("settings api", settings::tokens_page::SettingsApi::samples()),
        samples("failure", page::failure_page::Failure::samples()),
        samples("failure inside", page::failure_page::FailureInside::samples()),
        samples("closed form", page::closed_page::Closed::samples()),
        samples("departed", page::departed_page::DepartedPage::samples()),
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
fn every_id_is_unique_and_every_reference_resolves() {
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
            let is_in_label = kind == "checkbox" || kind == "radio";
            let has_name = tag.contains(" aria-label") || attribute(tag, "id").is_some_and(|id| labelled.contains(id));
            let is_hidden = kind == "hidden" || tag.contains("aria-hidden");
            assert!(is_in_label || has_name || is_hidden, "{page}, {state}: no label for <{tag}>");
        }
    }
}

#[test]
fn every_form_with_a_password_names_the_account_for_password_managers() {
    let mut count = 0;
    for (page, state, html) in gallery() {
        for form in html.split("<form ").skip(1).map(|form| form.split("</form>").next().unwrap_or_default()) {
            if form.contains("autocomplete=\"current-password\"") || form.contains("autocomplete=\"new-password\"") {
                count += 1;
                assert!(form.contains("autocomplete=\"username\""), "{page}, {state}: <form {form}");
            }
        }
    }
    assert!(count > 8, "{count}");
}

#[test]
fn every_form_that_posts_names_the_log_in_as_that_it_is_shown_under() {
    let field = format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", LogInAsBanner::FIELD, acting().period);
    let mut pages = HashSet::new();
    for (page, state, html) in under_log_in_as(gallery).iter().filter(|(.., html)| html.contains("class=\"acting\"")) {
        pages.insert(*page);
        for form in html.split("<form ").skip(1) {
            let (tag, rest) = form.split_once('>').unwrap();
            let is_bound = rest.trim_start().starts_with(&field);
            assert_eq!(is_bound, tag.contains("method=\"post\""), "{page}, {state}: <form {tag}>");
        }
    }
    assert!(pages.contains("failure inside") && pages.len() > 30, "{pages:?}");
    for (page, state, html) in gallery().iter().filter(|(.., html)| !html.contains("class=\"acting\"")) {
        assert!(!html.contains(LogInAsBanner::FIELD), "{page}, {state}: names a Log in as without one");
    }
}

#[test]
fn every_button_and_link_has_a_name() {
    for (page, state, html) in gallery() {
        for name in ["button", "a"] {
            for part in html.split(&format!("<{name} ")).skip(1) {
                let (tag, rest) = part.split_once('>').unwrap();
                let inside = rest.split_once(&format!("</{name}>")).unwrap().0;
                let has_words = inside.split('<').any(|part| {
                    let text = part.split_once('>').map_or(part, |(_, text)| text);
                    !text.trim().is_empty()
                });
                assert!(has_words || tag.contains("aria-label"), "{page}, {state}: no words in <{name} {tag}>");
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
            // The operator's upgrade page is on another site, and the link says so.
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
fn a_summary_of_errors_names_the_fields_as_their_labels_do() {
    let mut lines = 0;
    for (page, state, html) in gallery() {
        for link in html.split("<li><a href=\"#").skip(1) {
            let (id, rest) = link.split_once("\">").unwrap();
            let (label, _) = rest.split_once(": ").unwrap_or_else(|| panic!("{page}, {state}: no label in {rest:.60}"));
            let captions = [format!("<label for=\"{id}\">"), format!("id=\"{id}\"")];
            let caption = captions.iter().find_map(|start| html.split_once(start.as_str())).map(|(_, rest)| {
                let end = rest.find("</label>").or_else(|| rest.find("</legend>")).unwrap_or(rest.len());
                rest[..end].to_lowercase()
            });
            let caption = caption.unwrap_or_else(|| panic!("{page}, {state}: no field {id}"));
            assert!(caption.contains(&label.to_lowercase()), "{page}, {state}: {label:?} is not in {caption:.200?}");
            lines += 1;
        }
    }
    assert!(lines > 20, "{lines}");
}

#[test]
fn every_opened_tag_is_closed() {
    const VOID: [&str; 6] = ["!doctype", "meta", "link", "input", "hr", "wbr"];
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

/// A busy business's dashboard is small on the wire, the charts with their tables among it.
#[test]
fn the_dashboard_stays_small() {
    for (state, html) in samples("dashboard", reports::dashboard_page::Dashboard::samples())
        .into_iter()
        .map(|(_, state, html)| (state, html))
    {
        let mut compressed = Vec::new();
        let settings = brotli::enc::BrotliEncoderParams { quality: 4, ..Default::default() };
        brotli::BrotliCompress(&mut html.as_bytes(), &mut compressed, &settings).unwrap();
        assert!(compressed.len() < 60_000, "{state}: {} bytes", compressed.len());
    }
}

/// Writes the gallery where `CREWLINE_GALLERY` says, else to `target/gallery`, with the assets where the pages look for
/// them: serve that folder and open it.
#[test]
fn the_gallery_is_written() {
    let folder = std::env::var_os("CREWLINE_GALLERY")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/gallery")), PathBuf::from);
    fs::create_dir_all(&folder).unwrap();
    // Removes the assets of earlier versions, if there are any.
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
