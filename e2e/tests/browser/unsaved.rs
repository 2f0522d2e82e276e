//! A form that is sent after the session ended: nothing is saved, and nothing that was typed is lost.

use crewline_e2e::{Appearance, Browser, Engine, Outcome, visit};

use crate::agency::Agency;

const NUMBERS: &[(&str, &str)] = &[("Harbour line", "+14155550100")];

#[tokio::test]
async fn what_was_typed_is_back_after_signing_in_again() -> Outcome {
    let agency = Agency::open(Engine::Sqlite, NUMBERS).await?;
    let (email, password) = agency.viewer("Vera Kim", "vera@finch.example", &[&agency.numbers[0]]).await?;
    visit("unsaved", Appearance::LAPTOP, async |browser| {
        browser.sign_in(&agency.program, &agency.owner.email, &agency.owner.password).await?;
        send_without_a_session(browser, &agency).await?;
        sign_in_here(browser, &agency.owner.email, &agency.owner.password).await?;
        browser.wait_for_heading("Add number").await?;
        browser.until("document.querySelector('form .notice')?.innerText.includes('Nothing was saved')").await?;
        assert_eq!(value(browser, "phone_number").await?, "(415) 555-0199");
        assert_eq!(value(browser, "friendly_name").await?, "Late line");
        browser.click_link_text("Add number").await?;
        browser.wait_for_heading("Late line").await?;
        // Another person who signs in next sees nothing of it.
        send_without_a_session(browser, &agency).await?;
        sign_in_here(browser, &email, &password).await?;
        browser.driver.goto(agency.page("/settings/profile")).await?;
        browser.wait_for_heading("Settings").await?;
        assert_eq!(browser.read::<usize>("Object.keys(sessionStorage).length").await?, 0);
        Ok(())
    })
    .await?;
    agency.close().await
}

async fn send_without_a_session(browser: &Browser, agency: &Agency) -> Outcome {
    browser.driver.goto(agency.page("/numbers/new")).await?;
    browser.wait_for_heading("Add number").await?;
    browser.fill("phone_number", "(415) 555-0199").await?;
    browser.fill("friendly_name", "Late line").await?;
    browser.fill("forward_to", "+44 20 7946 0018").await?;
    browser.driver.delete_all_cookies().await?;
    browser.click_link_text("Add number").await?;
    browser.wait_for_heading("Sign in").await?;
    browser.until("document.querySelector('.notice').innerText.includes('nothing was saved')").await
}

async fn sign_in_here(browser: &Browser, email: &str, password: &str) -> Outcome {
    browser.fill("email", email).await?;
    browser.fill("password", password).await?;
    browser.click_link_text("Sign in").await
}

async fn value(browser: &Browser, name: &str) -> Outcome<String> {
    browser.read::<String>(&format!("document.querySelector('[name={name}]').value")).await
}
