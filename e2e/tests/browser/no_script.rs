//! The main paths work without scripts.

use crewline_e2e::{Appearance, Browser, Engine, Outcome, visit};
use mock_carrier::Callee;
use reqwest::Method;
use serde_json::json;
use thirtyfour::components::SelectElement;
use thirtyfour::prelude::*;

use crate::agency::Agency;

#[tokio::test]
async fn the_main_paths_work_without_scripts() -> Outcome {
    let agency =
        Agency::open(Engine::Sqlite, &[("Harbour line", "+14155550100"), ("Finch line", "+14155550111")]).await?;
    agency.call("+12125550123", &agency.numbers[0], Callee::answers(2_000, 9_000)).await?;
    agency.call("+12125550145", &agency.numbers[1], Callee::NoAnswer).await?;
    agency.api(Method::POST, "/reports", &json!({ "name": "The week", "question": {}, "shared": true })).await?;
    visit("no_script", Appearance::LAPTOP, async |browser| {
        let off = json!({ "value": true });
        browser.driver.cdp().send_raw("Emulation.setScriptExecutionDisabled", off).await?;
        browser.sign_in(&agency.program, &agency.owner.email, &agency.owner.password).await?;
        browser.wait_for_heading("Dashboard").await?;
        browser.click_link_text("Calls").await?;
        browser.wait_for_heading("Calls").await?;
        filter_by_submit(browser).await?;
        keep_a_view_and_choose_columns(browser).await?;
        ask_analytics(browser).await?;
        schedule_to_an_address_outside(browser, &agency).await?;
        search_in_the_form_of_a_group(browser, &agency).await?;
        release(browser, &agency).await?;
        leave(browser).await
    })
    .await?;
    agency.close().await
}

async fn rows(browser: &Browser) -> Outcome<Vec<String>> {
    let mut rows = Vec::new();
    for row in browser.driver.find_all(By::Css("#results tbody tr")).await? {
        rows.push(row.text().await?);
    }
    Ok(rows)
}

async fn filter_by_submit(browser: &Browser) -> Outcome {
    assert_eq!(rows(browser).await?.len(), 2);
    let status = SelectElement::new(&browser.element("select[name=status]").await?).await?;
    status.select_by_exact_text("Missed").await?;
    assert_eq!(rows(browser).await?.len(), 2, "a script filters");
    browser.click_link_text("Apply").await?;
    browser.element_with_text("Clear").await?;
    let left = rows(browser).await?;
    assert!(left.len() == 1 && left[0].contains("Finch line"), "{left:?}");
    browser.click_to_next_page(&browser.element("#results a.cover").await?).await?;
    browser.element("#recording").await?;
    Ok(())
}

/// The filters become a view, which the menu names, and the list loses a column.
async fn keep_a_view_and_choose_columns(browser: &Browser) -> Outcome {
    browser.click_link_text("Calls").await?;
    browser.wait_for_heading("Calls").await?;
    let status = SelectElement::new(&browser.element("select[name=status]").await?).await?;
    status.select_by_exact_text("Missed").await?;
    browser.click_link_text("Apply").await?;
    browser.element_with_text("Clear").await?;
    browser.click("button[popovertarget=views]").await?;
    browser.click_link_text("Save these filters").await?;
    browser.wait_for_heading("Save these filters").await?;
    browser.fill("name", "Missed ones").await?;
    browser.click_link_text("Save view").await?;
    browser.wait_for_heading("Calls").await?;
    browser.element_with_text("View: Missed ones").await?;
    assert_eq!(rows(browser).await?.len(), 1);
    browser.click_link_text("Columns").await?;
    browser.wait_for_heading("Columns").await?;
    browser.click("[name=column][value=status]").await?;
    browser.click_link_text("Save Changes").await?;
    browser.wait_for_heading("Calls").await?;
    let head = browser.element("#results thead").await?.text().await?.to_lowercase();
    assert!(head.contains("caller") && !head.contains("status"), "{head}");
    Ok(())
}

async fn schedule_to_an_address_outside(browser: &Browser, agency: &Agency) -> Outcome {
    browser.driver.goto(agency.page("/reports")).await?;
    browser.wait_for_heading("Saved reports").await?;
    browser.click_to_next_page(&browser.element("[aria-label='Schedule The week']").await?).await?;
    browser.wait_for_heading("The week").await?;
    let every = SelectElement::new(&browser.element("select[name=every]").await?).await?;
    every.select_by_exact_text("Every day").await?;
    browser.click_link_text("Save schedule").await?;
    browser.wait_for_heading("Saved reports").await?;
    browser.click_to_next_page(&browser.element("[aria-label='Schedule The week']").await?).await?;
    browser.click_link_text("Add an address").await?;
    browser.wait_for_heading("Add an address outside the team").await?;
    browser.fill("email", "client@bay.example").await?;
    browser.click("[name=access][value=all]").await?;
    browser.click_link_text("Add address").await?;
    browser.wait_for_heading("The week").await?;
    let text = browser.text().await?;
    assert!(text.contains("client@bay.example") && text.contains("All numbers"), "{text}");
    Ok(())
}

/// A question is asked with selects and a button, and a figure leads to the calls that it counts.
async fn ask_analytics(browser: &Browser) -> Outcome {
    browser.click_link_text("Analytics").await?;
    browser.wait_for_heading("Analytics").await?;
    let grouping = SelectElement::new(&browser.element("#grouping-1").await?).await?;
    grouping.select_by_exact_text("Number").await?;
    browser.click_link_text("Apply").await?;
    let text = browser.element(".sheet tbody").await?.text().await?;
    assert!(text.contains("Harbour line") && text.contains("Finch line"), "{text}");
    browser.click_to_next_page(&browser.element(".sheet tbody tr:first-child td:nth-child(2) a").await?).await?;
    browser.wait_for_heading("Calls").await
}

async fn search_in_the_form_of_a_group(browser: &Browser, agency: &Agency) -> Outcome {
    browser.driver.goto(agency.page("/number-groups/new")).await?;
    browser.wait_for_heading("New group").await?;
    browser.fill("name", "Clients of Finch").await?;
    let harbour = format!("input[name=number_ids][value={}]", agency.numbers[0].id);
    browser.element(&harbour).await?.click().await?;
    browser.fill("q", "Finch").await?;
    browser.click_link_text("Search").await?;
    // The search keeps the choice and the name.
    let finch = format!("input[name=number_ids][value={}]", agency.numbers[1].id);
    browser.element(&finch).await?.click().await?;
    assert!(browser.element(&harbour).await?.is_selected().await?);
    browser.click_link_text("Create group").await?;
    browser.wait_for_heading("Number groups").await?;
    let text = browser.text().await?;
    assert!(text.contains("Clients of Finch") && text.contains("2 numbers"), "{text}");
    Ok(())
}

async fn release(browser: &Browser, agency: &Agency) -> Outcome {
    browser.driver.goto(agency.page(&format!("/numbers/{}", agency.numbers[1].id))).await?;
    browser.click_link_text("Release").await?;
    browser.wait_for_heading("Release this number?").await?;
    browser.click_link_text("Release").await?;
    browser.wait_for_heading(&agency.numbers[1].name).await?;
    assert!(browser.text().await?.contains("Released"), "{}", browser.text().await?);
    Ok(())
}

/// The menus are the browser's own, so they open without scripts.
async fn leave(browser: &Browser) -> Outcome {
    browser.element("button[popovertarget=profile]").await?.click().await?;
    browser.click_link_text("Sign out").await?;
    browser.wait_for_heading("Sign in").await
}
