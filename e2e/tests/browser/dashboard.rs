//! The dashboard: its figures lead to their calls and follow those that arrive, for each person by their own numbers.

use std::time::{Duration, Instant};

use crewline_e2e::{Appearance, Browser, Engine, Outcome, visit};
use mock_carrier::Callee;
use serde_json::json;
use thirtyfour::prelude::*;

use crate::agency::Agency;
use crate::keys::Keyboard;
use crate::page_audit::PageAudit;

/// The source of a number is the first part of its name.
const ADS: (&str, &str) = ("Harbour Ads, search", "+14155550100");
const FLYER: (&str, &str) = ("Finch flyer, spring", "+14155550111");
/// A figure is as the calls say after two seconds; a machine that runs other tests beside this one gets some more.
const LIVE: Duration = Duration::from_secs(5);
/// The buttons that mark a caller, and take the mark back.
const DONE: &str = "button[aria-label^='Done: '][aria-label*='555-0167']";
const UNDO: &str = "button[aria-label^='Undo: '][aria-label*='555-0167']";
/// The missed calls, as the link to them.
const MISSED: &str = ".metric .figure a[href*='outcome=missed']";
/// The flyer among the top sources.
const TOP_SOURCE: &str = "#sources th a[href*='source=Finch']";

#[tokio::test]
async fn the_dashboard_follows_calls_and_leads_to_them() -> Outcome {
    let agency = with_calls().await?;
    let (email, password) = agency.viewer("Vera Finch", "vera@finch.example", &[&agency.numbers[1]]).await?;
    let mut faults = Vec::new();
    visit("dashboard_owner", Appearance::LAPTOP, async |owner| {
        visit("dashboard_viewer", Appearance::LAPTOP, async |viewer| {
            owner.sign_in(&agency.program, &agency.owner.email, &agency.owner.password).await?;
            viewer.sign_in(&agency.program, &email, &password).await?;
            for browser in [owner, viewer] {
                browser.wait_for_heading("Dashboard").await?;
            }
            figures_move(&agency, owner, viewer).await?;
            sees_only_own_figures(viewer).await?;
            filter_and_drill_down(owner).await?;
            owner.driver.goto(agency.page("/dashboard")).await?;
            mark_and_undo(owner, &mut faults).await?;
            for (browser, who) in [(owner, "dashboard-owner"), (viewer, "dashboard-viewer")] {
                PageAudit { browser, who, faults: &mut faults }.check("dashboard", false).await?;
            }
            Ok(())
        })
        .await
    })
    .await?;
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    agency.close().await
}

#[tokio::test]
async fn the_dashboard_works_by_keyboard_alone() -> Outcome {
    let agency = with_calls().await?;
    visit("dashboard_keyboard", Appearance::LAPTOP, async |browser| {
        browser.sign_in(&agency.program, &agency.owner.email, &agency.owner.password).await?;
        browser.wait_for_heading("Dashboard").await?;
        press(browser, &[".periods a[href*='period=last_7_days']"]).await?;
        browser.until_on_any_page("document.querySelector('.periods a[aria-current]')?.innerText === '7 days'").await?;
        press(browser, &[MISSED, DONE]).await?;
        browser.until_on_any_page(&exists(UNDO)).await?;
        press(browser, &[MISSED, UNDO]).await?;
        browser.until_on_any_page(&exists(DONE)).await?;
        press(browser, &[MISSED, DONE, TOP_SOURCE]).await?;
        browser
            .until_on_any_page(&format!("location.search.includes('source=Finch') && {} === 1", figure("Calls")))
            .await?;
        press(browser, &[MISSED]).await?;
        browser.wait_for_heading("Calls").await?;
        assert_eq!(browser.read::<usize>(ROWS).await?, 1);
        assert_eq!(browser.console_errors().await?, Vec::<String>::new());
        Ok(())
    })
    .await?;
    agency.close().await
}

#[tokio::test]
async fn the_dashboard_works_without_scripts() -> Outcome {
    let agency = with_calls().await?;
    visit("dashboard_no_script", Appearance::LAPTOP, async |browser| {
        let off = json!({ "value": true });
        browser.driver.cdp().send_raw("Emulation.setScriptExecutionDisabled", off).await?;
        browser.sign_in(&agency.program, &agency.owner.email, &agency.owner.password).await?;
        browser.wait_for_heading("Dashboard").await?;
        assert_eq!(browser.element(MISSED).await?.text().await?, "2");
        // The chart has its figures as a table.
        assert!(browser.driver.find_all(By::Css("#over-time-title, .board svg, .board table")).await?.len() > 3);
        browser.click_to_next_page(&browser.element(DONE).await?).await?;
        browser.wait_for_heading("Dashboard").await?;
        browser.click_to_next_page(&browser.element(UNDO).await?).await?;
        browser.element(DONE).await?;
        browser.click_to_next_page(&browser.element(TOP_SOURCE).await?).await?;
        assert_eq!(browser.element(MISSED).await?.text().await?, "1");
        browser.click_link_text("Today").await?;
        // The period keeps the filter.
        let query = browser.driver.current_url().await?.query().unwrap_or_default().to_owned();
        assert!(query.contains("source=Finch") && query.contains("period=today"), "{query}");
        browser.click_to_next_page(&browser.element(MISSED).await?).await?;
        browser.wait_for_heading("Calls").await?;
        let rows = browser.driver.find_all(By::Css("#results tbody tr")).await?;
        assert_eq!(rows.len(), 1);
        Ok(())
    })
    .await?;
    agency.close().await
}

/// An agency with an answered call and a missed one for the first number, and a missed one for the second.
async fn with_calls() -> Outcome<Agency> {
    let agency = Agency::open(Engine::Sqlite, &[ADS, FLYER]).await?;
    agency.call("+12125550123", &agency.numbers[0], Callee::answers(3_000, 42_000)).await?;
    agency.call("+12125550145", &agency.numbers[0], Callee::NoAnswer).await?;
    agency.call("+12125550167", &agency.numbers[1], Callee::NoAnswer).await?;
    Ok(agency)
}

/// The number of rows in the list of calls.
const ROWS: &str = "document.querySelectorAll('#results tbody tr').length";

/// The figure of a card, as a number.
fn figure(label: &str) -> String {
    format!(
        "Number([...document.querySelectorAll('.metric')].find(card => card.querySelector('dt').textContent === {label:?})\
         ?.querySelector('.figure a')?.textContent)"
    )
}

fn exists(selector: &str) -> String {
    format!("document.querySelector({selector:?}) !== null")
}

/// Tabs from the start of the page by way of these elements to the last, and presses Enter.
async fn press(browser: &Browser, way: &[&str]) -> Outcome {
    browser.start_of_page().await?;
    for selector in way {
        browser.tab_to(selector).await?;
    }
    browser.key(Key::Enter).await
}

/// Calls arrive while both people watch. The figures of those who see the number move, and no page reloads.
async fn figures_move(agency: &Agency, owner: &Browser, viewer: &Browser) -> Outcome {
    for (browser, calls) in [(owner, 3), (viewer, 1)] {
        browser.until(&format!("{} === {calls}", figure("Calls"))).await?;
        browser.driver.execute("window.stayed = true", Vec::new()).await?;
    }
    agency.call("+12125550189", &agency.numbers[0], Callee::answers(2_000, 9_000)).await?;
    moves_to(owner, "Answered", 2).await?;
    agency.call("+12125550190", &agency.numbers[1], Callee::NoAnswer).await?;
    moves_to(owner, "Missed", 3).await?;
    moves_to(viewer, "Missed", 2).await?;
    for (browser, calls) in [(owner, 5), (viewer, 2)] {
        assert_eq!(browser.read::<i64>(&figure("Calls")).await?, calls);
        assert!(browser.read::<bool>("window.stayed === true").await?, "the page reloaded");
    }
    Ok(())
}

async fn moves_to(browser: &Browser, label: &str, count: i64) -> Outcome {
    let since = Instant::now();
    browser.until(&format!("{} === {count}", figure(label))).await?;
    assert!(since.elapsed() < LIVE, "{label} took {:?}", since.elapsed());
    Ok(())
}

async fn sees_only_own_figures(viewer: &Browser) -> Outcome {
    let source = viewer.driver.source().await?;
    assert!(source.contains("Finch flyer") && source.contains("555-0167"), "the viewer's own number is not there");
    for secret in ["Harbour Ads", "555-0100", "555-0145"] {
        assert!(!source.contains(secret), "the viewer's dashboard shows {secret}");
    }
    // A viewer only looks.
    assert!(!viewer.read::<bool>(&exists("form[action$='/called-back']")).await?);
    Ok(())
}

/// One source, and from it to its missed calls.
async fn filter_and_drill_down(owner: &Browser) -> Outcome {
    owner.click(TOP_SOURCE).await?;
    let is_filtered = format!("location.search.includes('source=Finch') && {} === 2", figure("Calls"));
    owner.until_on_any_page(&is_filtered).await?;
    owner.click_to_next_page(&owner.element(MISSED).await?).await?;
    owner.wait_for_heading("Calls").await?;
    let rows = "[...document.querySelectorAll('#results tbody tr')].map(row => row.innerText)";
    let rows: Vec<String> = owner.read(rows).await?;
    assert!(
        rows.len() == 2 && rows.iter().all(|row| row.contains("Finch flyer") && row.contains("Missed")),
        "{rows:?}"
    );
    Ok(())
}

/// A caller is marked as called back, and the mark is taken back.
async fn mark_and_undo(owner: &Browser, faults: &mut Vec<String>) -> Outcome {
    owner.click(DONE).await?;
    owner.until_on_any_page(&exists(UNDO)).await?;
    PageAudit { browser: owner, who: "dashboard-owner", faults }.check("called-back", false).await?;
    owner.set_appearance(Appearance::LAPTOP).await?;
    owner.click(UNDO).await?;
    owner.until_on_any_page(&exists(DONE)).await
}
