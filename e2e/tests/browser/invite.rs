//! Inviting a person and editing a member: without scripts, and in a dialog that shows what a change takes away.

use crewline_e2e::{Appearance, Browser, Engine, Failure, Outcome, visit};
use mock_carrier::Callee;
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::agency::Agency;

const NUMBERS: &[(&str, &str)] = &[("Harbour line", "+14155550100"), ("Finch line", "+14155550111")];

#[tokio::test]
async fn a_person_is_invited_without_scripts() -> Outcome {
    let agency = Agency::open(Engine::Sqlite, NUMBERS).await?;
    visit("invite_no_script", Appearance::PHONE, async |browser| {
        let off = json!({ "value": true });
        browser.driver.cdp().send_raw("Emulation.setScriptExecutionDisabled", off).await?;
        browser.sign_in(&agency.program, &agency.owner.email, &agency.owner.password).await?;
        browser.driver.goto(agency.page("/invitations/new")).await?;
        browser.fill("name", "Vera Kim").await?;
        browser.fill("email", "vera@finch.example").await?;
        browser.element("[name=role][value=viewer]").await?.click().await?;
        browser.element("[name=access][value=specific]").await?.click().await?;
        tick(browser, &agency.numbers[0].id).await?;
        // Enter in the search field searches, and does not send the form.
        let page = browser.driver.find(By::Tag("html")).await?;
        browser.fill("access_q", "Finch").await?;
        browser.element("[name=access_q]").await?.send_keys(Key::Enter + "").await?;
        page.wait_until().error("the page stayed").stale().await?;
        browser.wait_for_heading("Invite User").await?;
        tick(browser, &agency.numbers[1].id).await?;
        browser.click_link_text("Send Invitation").await?;
        // There is no mail here, so the page shows the link.
        browser.wait_for_heading("Hand this link over").await
    })
    .await?;
    let invited = agency.api(Method::GET, "/invitations", &Value::Null).await?;
    let access = &invited["invitations"][0]["number_access"];
    assert_eq!(access["number_ids"].as_array().map(Vec::len), Some(2), "{invited}");
    agency.close().await
}

#[tokio::test]
async fn the_member_edit_dialog_shows_what_it_takes_away() -> Outcome {
    let agency = Agency::open(Engine::Sqlite, NUMBERS).await?;
    agency.call("+12125550123", &agency.numbers[0], Callee::answers(2_000, 9_000)).await?;
    agency.viewer("Vera Kim", "vera@finch.example", &[&agency.numbers[0], &agency.numbers[1]]).await?;
    let members = agency.api(Method::GET, "/members?q=vera", &Value::Null).await?;
    let id = members["members"][0]["id"].as_str().ok_or_else(|| Failure::new("no such member"))?.to_owned();
    visit("edit_in_a_dialog", Appearance::LAPTOP, async |browser| {
        browser.sign_in(&agency.program, &agency.owner.email, &agency.owner.password).await?;
        browser.driver.goto(agency.page(&format!("/members/{id}"))).await?;
        browser.click_text("Edit").await?;
        browser
            .until("document.querySelector('dialog[open] [data-count]')?.textContent === '2 numbers in all'")
            .await?;
        assert_eq!(browser.axe_violations().await?, Vec::<String>::new());
        tick(browser, &agency.numbers[0].id).await?;
        browser.until("document.querySelector('dialog [data-count]').textContent === '1 number in all'").await?;
        browser
            .until(
                "document.querySelector('dialog [data-effect-part]').textContent.includes('Loses 1 number and 1 call')",
            )
            .await?;
        assert_eq!(browser.axe_violations().await?, Vec::<String>::new());
        browser.element("dialog [name=name]").await?.clear().await?;
        // A refused field is marked.
        browser.element("dialog [name=name]").await?.send_keys("\u{202e}").await?;
        browser.click_text("Save Changes").await?;
        browser.until("document.querySelector('dialog [name=name][aria-invalid]')").await?;
        browser.element("dialog [name=name]").await?.clear().await?;
        browser.element("dialog [name=name]").await?.send_keys("Vera K.").await?;
        browser.click_link_text("Save Changes").await?;
        browser.wait_for_heading("Vera K.").await?;
        let text = browser.text().await?;
        assert!(text.contains("1 number") && text.contains("Finch line") && !text.contains("Harbour line"), "{text}");
        let errors = browser.console_errors().await?;
        assert!(errors.iter().all(|error| error.contains("422")), "{errors:?}");
        Ok(())
    })
    .await?;
    agency.close().await
}

async fn tick(browser: &Browser, id: &str) -> Outcome {
    let number = browser.element(&format!("[name=number_ids][type=checkbox][value={id}]")).await?;
    number.scroll_into_view().await?;
    Ok(number.click().await?)
}
