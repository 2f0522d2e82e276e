//! The main paths by keyboard alone: no test here uses the mouse.

use crewline_e2e::{Appearance, Browser, Engine, Outcome, visit};
use mock_carrier::Callee;
use reqwest::Method;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::agency::Agency;
use crate::keys::Keyboard;

#[tokio::test]
async fn the_main_paths_work_by_keyboard() -> Outcome {
    let agency = Agency::open(Engine::Sqlite, &[("Harbour line", "+14155550100")]).await?;
    let owner = &agency.owner;
    let other = ["setup", "--business", "Second Harbour", "--name", "Olive Owner", "--email", &owner.email];
    agency.program.command(&other, &format!("{}\n", owner.password)).await?;
    agency.call("+12125550123", &agency.numbers[0], Callee::answers(2_000, 9_000)).await?;
    agency.call("+12125550145", &agency.numbers[0], Callee::NoAnswer).await?;
    agency.viewer("Vera Kim", "vera@finch.example", &[&agency.numbers[0]]).await?;
    let ned = json!({ "name": "Ned Frost", "email": "ned@finch.example", "role": "manager" });
    agency.api(Method::POST, "/invitations", &ned).await?;
    agency.api(Method::POST, "/reports", &json!({ "name": "The week", "question": {}, "shared": true })).await?;
    visit("keyboard", Appearance::LAPTOP, async |browser| {
        sign_in(browser, &agency).await?;
        switch_business(browser).await?;
        open_a_filter_and_a_call(browser).await?;
        open_and_close_release_dialog(browser).await?;
        keep_a_view_and_choose_columns(browser).await?;
        schedule_to_an_address_outside(browser, &agency).await?;
        let link = invite_cancel_and_send_again(browser).await?;
        visit("keyboard_guest", Appearance::LAPTOP, async |guest| accept(guest, &link).await).await?;
        edit(browser).await?;
        log_in_as_and_remove(browser).await?;
        assert_eq!(browser.console_errors().await?, Vec::<String>::new());
        Ok(())
    })
    .await?;
    agency.close().await
}

async fn sign_in(browser: &Browser, agency: &Agency) -> Outcome {
    browser.driver.goto(agency.program.page("/sign-in")).await?;
    browser.tab_to("[name=email]").await?;
    browser.type_text(&agency.owner.email).await?;
    browser.tab_to("[name=password]").await?;
    browser.type_text(&agency.owner.password).await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Dashboard").await?;
    // The link that skips the sidebar is the first stop, and works.
    browser.key(Key::Tab).await?;
    browser.focused(".skip").await?;
    browser.key(Key::Enter).await?;
    browser.until("document.activeElement.id === 'main'").await
}

async fn switch_business(browser: &Browser) -> Outcome {
    for (name, slug) in [("Second Harbour", "second-harbour"), ("Harbour & Finch", "harbour-finch")] {
        let path = browser.path().await?;
        browser.start_of_page().await?;
        browser.tab_to("button[popovertarget=businesses]").await?;
        browser.key(Key::Enter).await?;
        browser.until("document.activeElement.matches('#businesses a[aria-current]')").await?;
        // Escape closes the menu and returns the focus.
        browser.key(Key::Escape).await?;
        browser.until("document.activeElement.matches('button[popovertarget=businesses]')").await?;
        browser.key(Key::Enter).await?;
        browser.until("document.activeElement.closest('#businesses')").await?;
        browser.key(Key::Down).await?;
        browser.until("document.activeElement.matches('#businesses a:not([aria-current])')").await?;
        browser.key(Key::Enter).await?;
        let there = format!("//button[@popovertarget='businesses']//b[normalize-space()={name:?}]");
        browser.driver.query(By::XPath(there)).first().await?;
        assert_ne!(browser.path().await?, path);
        assert!(browser.path().await?.starts_with(&format!("/b/{slug}/")), "{}", browser.path().await?);
    }
    Ok(())
}

async fn open_a_filter_and_a_call(browser: &Browser) -> Outcome {
    browser.start_of_page().await?;
    browser.tab_to("nav a[href$='/numbers']").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Numbers").await?;
    browser.tab_to("nav a[href$='/calls']").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Calls").await?;
    browser.tab_to("select[name=status]").await?;
    browser.type_text("Missed").await?;
    browser.until("document.querySelectorAll('#results tbody tr').length === 1").await?;
    browser.until("document.getElementById('announcements').textContent === '1 row'").await?;
    browser.tab_to("#results a.cover").await?;
    browser.key(Key::Enter).await?;
    browser.element("#recording").await?;
    Ok(())
}

async fn open_and_close_release_dialog(browser: &Browser) -> Outcome {
    browser.tab_to("a[href*='/numbers/num_']").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Harbour line").await?;
    for close in [Key::Enter, Key::Escape] {
        browser.tab_to("[data-dialog=release]").await?;
        browser.key(Key::Enter).await?;
        browser.in_dialog().await?;
        // Cancel comes first.
        let first: String = browser.read("document.activeElement.innerText").await?;
        assert_eq!(first, "Cancel");
        browser.key(close).await?;
        browser.until("!document.querySelector('dialog[open]')").await?;
        browser.until("document.activeElement.matches('[data-dialog=release]')").await?;
    }
    assert!(browser.text().await?.contains("Active"), "{}", browser.text().await?);
    Ok(())
}

/// The filters become a view, the menu opens it again, and the list loses a column.
async fn keep_a_view_and_choose_columns(browser: &Browser) -> Outcome {
    browser.start_of_page().await?;
    browser.tab_to("nav a[href$='/calls']").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Calls").await?;
    browser.tab_to("select[name=status]").await?;
    browser.type_text("Missed").await?;
    browser.until("document.getElementById('announcements').textContent === '1 row'").await?;
    browser.tab_to("button[popovertarget=views]").await?;
    browser.key(Key::Enter).await?;
    // The menu takes the focus to its first item.
    browser.focused("#views a[href*='/call-views/new']").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Save these filters").await?;
    browser.tab_to("main [name=name]").await?;
    browser.type_text("Missed ones").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Calls").await?;
    browser.tab_to("nav a[href$='/calls']").await?;
    browser.key(Key::Enter).await?;
    browser.until_on_any_page(&format!("location.search === '' && {ROWS} === 2")).await?;
    browser.tab_to("button[popovertarget=views]").await?;
    browser.key(Key::Enter).await?;
    browser.focused("#views li a").await?;
    browser.key(Key::Enter).await?;
    let is_open = "document.querySelector('button[popovertarget=views]').textContent.includes('View: Missed ones')";
    browser.until_on_any_page(&format!("{ROWS} === 1 && {is_open}")).await?;
    browser.tab_to("main a[href*='/calls/columns']").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Columns").await?;
    browser.tab_to("[name=column][value=status]").await?;
    browser.key(Key::Space).await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Calls").await?;
    browser.until_on_any_page(&format!("{ROWS} === 1")).await?;
    let heads: Vec<String> =
        browser.read("[...document.querySelectorAll('#results th')].map(head => head.textContent)").await?;
    assert!(heads.iter().any(|head| head == "Caller") && heads.iter().all(|head| head != "Status"), "{heads:?}");
    Ok(())
}

async fn schedule_to_an_address_outside(browser: &Browser, agency: &Agency) -> Outcome {
    browser.driver.goto(agency.page("/reports")).await?;
    browser.wait_for_heading("Saved reports").await?;
    browser.tab_to("[aria-label='Schedule The week']").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("The week").await?;
    browser.tab_to("select[name=every]").await?;
    browser.key(Key::Down).await?;
    browser.until("document.querySelector('select[name=every]').value === 'day'").await?;
    browser.tab_to("main form .button.primary").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Saved reports").await?;
    browser.tab_to("[aria-label='Schedule The week']").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("The week").await?;
    browser.tab_to("main a[href$='/recipients/new']").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Add an address outside the team").await?;
    browser.tab_to("main [name=email]").await?;
    browser.type_text("client@bay.example").await?;
    browser.tab_to("main [name=access]").await?;
    browser.key(Key::Space).await?;
    browser.until("document.querySelector('main [name=access]:checked').value === 'all'").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("The week").await?;
    let text = browser.text().await?;
    assert!(text.contains("client@bay.example") && text.contains("All numbers"), "{text}");
    Ok(())
}

/// Returns the link for the invited person: there is no mail here, so the page shows it.
async fn invite_cancel_and_send_again(browser: &Browser) -> Outcome<String> {
    browser.start_of_page().await?;
    browser.tab_to("nav a[href$='/users']").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Users").await?;
    browser.tab_to("a[href$='/invitations/new']").await?;
    browser.key(Key::Enter).await?;
    browser.in_dialog().await?;
    for (field, text) in [("name", "Thu Nguyen"), ("email", "thu@finch.example")] {
        browser.tab_to(&format!("dialog [name={field}]")).await?;
        browser.type_text(text).await?;
    }
    browser.tab_to("dialog [name=role]").await?;
    browser.key(Key::Down).await?;
    browser.key(Key::Down).await?;
    browser.until("document.querySelector('dialog [name=role]:checked').value === 'manager'").await?;
    browser.key(Key::Enter).await?;
    browser.until("document.querySelector('dialog').innerText.includes('It is shown this once')").await?;
    browser.key(Key::Escape).await?;
    browser.until_on_any_page(&format!("!document.querySelector('dialog') && {THU}")).await?;
    browser.tab_to("[aria-label='Cancel the invitation to Ned Frost']").await?;
    browser.key(Key::Enter).await?;
    browser.in_dialog().await?;
    browser.tab_to("dialog .button.danger").await?;
    browser.key(Key::Enter).await?;
    browser.until_on_any_page(&format!("!document.querySelector('dialog') && {ROWS} > 0 && !{NED}")).await?;
    browser.tab_to("[aria-label='Select Thu Nguyen']").await?;
    browser.key(Key::Space).await?;
    browser.until("document.querySelector('[data-selected]').innerText === '1 selected'").await?;
    browser.tab_to("[name=do][value=resend]").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Resend invitations").await?;
    let link = browser.read("document.querySelector('main input[readonly]').value").await?;
    browser.tab_to("main footer a").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Users").await?;
    Ok(link)
}

async fn accept(guest: &Browser, link: &str) -> Outcome {
    guest.driver.goto(link).await?;
    guest.wait_for_heading("Join Harbour & Finch").await?;
    guest.tab_to("[name=name]").await?;
    guest.driver.action_chain().key_down(Key::Control).send_keys("a").key_up(Key::Control).perform().await?;
    guest.type_text("Thu N.").await?;
    guest.tab_to("[name=password]").await?;
    guest.type_text("seven grey herons at the weir").await?;
    guest.key(Key::Enter).await?;
    guest.wait_for_heading("Dashboard").await?;
    assert!(guest.driver.source().await?.contains("Thu N."));
    assert_eq!(guest.console_errors().await?, Vec::<String>::new());
    Ok(())
}

/// Changes a Manager to a Viewer of one number.
async fn edit(browser: &Browser) -> Outcome {
    browser.start_of_page().await?;
    browser.tab_to("[aria-label='Edit Thu N.']").await?;
    browser.key(Key::Enter).await?;
    browser.in_dialog().await?;
    browser.tab_to("dialog [name=role]").await?;
    browser.key(Key::Down).await?;
    browser.until("document.querySelector('dialog [name=role]:checked').value === 'viewer'").await?;
    browser.tab_to("dialog [name=access]").await?;
    browser.key(Key::Down).await?;
    browser.until("document.querySelector('dialog [name=access]:checked').value === 'specific'").await?;
    browser.tab_to("dialog [name=number_ids][type=checkbox]").await?;
    browser.key(Key::Space).await?;
    browser.until("document.querySelector('dialog [data-count]').textContent === '1 number in all'").await?;
    browser
        .until("document.querySelector('dialog [data-effect-part]').textContent.includes('Manager becomes Viewer')")
        .await?;
    browser.tab_to("dialog [name=save]:not([tabindex='-1'])").await?;
    browser.key(Key::Enter).await?;
    // The form was opened from the list, so the list comes back.
    browser.until_on_any_page(&format!("!document.querySelector('dialog') && {THU_IS_A_VIEWER}")).await?;
    browser.wait_for_heading("Users").await
}

async fn log_in_as_and_remove(browser: &Browser) -> Outcome {
    browser.start_of_page().await?;
    browser.tab_to("[aria-label='Log in as Vera Kim']").await?;
    browser.key(Key::Enter).await?;
    browser.in_dialog().await?;
    browser.tab_to("dialog [name=reason]").await?;
    browser.type_text("She asks").await?;
    browser.key(Key::Enter).await?;
    browser.until_on_any_page("document.querySelector('.acting')?.innerText.includes('Vera Kim')").await?;
    browser.start_of_page().await?;
    browser.tab_to(".acting a").await?;
    browser.key(Key::Enter).await?;
    browser.wait_for_heading("Allow changes?").await?;
    browser.tab_to("main form .button.primary").await?;
    browser.key(Key::Enter).await?;
    browser.until_on_any_page("document.querySelector('.acting')?.innerText.includes('changes allowed')").await?;
    browser.start_of_page().await?;
    browser.tab_to(".acting form button").await?;
    browser.key(Key::Enter).await?;
    browser.until_on_any_page(&format!("!document.querySelector('.acting') && {ROWS} > 0")).await?;
    browser.tab_to("[aria-label='Remove Vera Kim']").await?;
    browser.key(Key::Enter).await?;
    browser.in_dialog().await?;
    browser.tab_to("dialog .button.danger").await?;
    browser.key(Key::Enter).await?;
    browser.until("document.querySelector('dialog').innerText.includes('is no longer a member')").await?;
    browser.key(Key::Escape).await?;
    let is_absent = "![...document.querySelectorAll('#results tr')].some(row => row.innerText.includes('Vera Kim'))";
    browser.until_on_any_page(&format!("!document.querySelector('dialog') && {ROWS} > 0 && {is_absent}")).await
}

/// The number of rows in the table.
const ROWS: &str = "document.querySelectorAll('#results tbody tr').length";
/// Whether the table has the person as a Viewer of one number.
const THU_IS_A_VIEWER: &str =
    "[...document.querySelectorAll('tbody tr')].some(row => /Thu N\\.[^]*Viewer[^]*1 number/.test(row.innerText))";
/// Whether the table has the invited person.
const THU: &str = "[...document.querySelectorAll('#results tr')].some(row => row.innerText.includes('Thu Nguyen'))";
/// Whether the table has the person whose invitation is cancelled.
const NED: &str = "[...document.querySelectorAll('#results tr')].some(row => row.innerText.includes('Ned Frost'))";
