//! Calls arrive: each person sees those of their own numbers at once, and no others.

use crewline_e2e::{Appearance, Browser, Engine, Failure, Outcome, visit};
use mock_carrier::Callee;
use thirtyfour::components::SelectElement;

use crate::agency::Agency;

const NORTH: (&str, &str) = ("North Shop, billboard", "+14155550100");
const SOUTH: (&str, &str) = ("South Clinic, search", "+14155550111");
/// The visible text of each row of the table.
const ROWS: &str = "[...document.querySelectorAll('#results tbody tr')].map(row => row.innerText)";

#[tokio::test]
async fn live_calls_arrive_for_visible_numbers_only_on_sqlite() -> Outcome {
    arrive_live("calls_live_sqlite", Engine::Sqlite).await
}

#[tokio::test]
async fn live_calls_arrive_for_visible_numbers_only_on_postgres() -> Outcome {
    arrive_live("calls_live_postgres", Engine::Postgres).await
}

async fn arrive_live(name: &str, engine: Engine) -> Outcome {
    let agency = Agency::open(engine, &[NORTH, SOUTH]).await?;
    let (email, password) = agency.viewer("Vera South", "vera@southclinic.example", &[&agency.numbers[1]]).await?;
    visit(name, Appearance::LAPTOP, async |owner| {
        visit(&format!("{name}_viewer"), Appearance::LAPTOP, async |viewer| {
            owner.sign_in(&agency.program, &agency.owner.email, &agency.owner.password).await?;
            viewer.sign_in(&agency.program, &email, &password).await?;
            for browser in [owner, viewer] {
                browser.wait_for_heading("Dashboard").await?;
                browser.click_link_text("Calls").await?;
            }
            watch_calls_arrive(&agency, owner, viewer).await?;
            sees_only_own_calls(viewer).await?;
            filter(owner).await?;
            play_recording(owner).await?;
            owner.click_link_text("Calls").await?;
            owner.wait_for_heading("Calls").await?;
            asks_at_most_twice_a_second(&agency, owner).await?;
            for browser in [owner, viewer] {
                assert_eq!(browser.console_errors().await?, Vec::<String>::new());
            }
            Ok(())
        })
        .await
    })
    .await?;
    agency.close().await
}

/// Calls of both numbers arrive while both people watch, and no page reloads.
async fn watch_calls_arrive(agency: &Agency, owner: &Browser, viewer: &Browser) -> Outcome {
    for browser in [owner, viewer] {
        browser.wait_for_heading("Calls").await?;
        assert!(browser.text().await?.contains("Waiting for the first call"), "{}", browser.text().await?);
        browser.driver.execute("window.stayed = true", Vec::new()).await?;
    }
    agency.call("+12125550123", &agency.numbers[0], Callee::answers(3_000, 42_000)).await?;
    owner.until(&format!("{ROWS}.some(row => row.includes('555-0123') && row.includes('North Shop'))")).await?;
    agency.call("+12125550145", &agency.numbers[1], Callee::NoAnswer).await?;
    for browser in [owner, viewer] {
        browser.until(&format!("{ROWS}.some(row => row.includes('555-0145') && row.includes('Missed'))")).await?;
        assert!(browser.read::<bool>("window.stayed === true").await?, "the page reloaded");
    }
    // The recording comes after the call, and also shows without a reload.
    owner.until("document.querySelector('#results summary[aria-label^=\"Hear the recording\"]')").await?;
    assert_eq!(owner.read::<Vec<String>>(ROWS).await?.len(), 2);
    Ok(())
}

/// However many calls come in, a page asks at most twice a second.
async fn asks_at_most_twice_a_second(agency: &Agency, owner: &Browser) -> Outcome {
    owner.driver.execute("performance.clearResourceTimings()", Vec::new()).await?;
    for _ in 0..12 {
        agency.call("+12125550188", &agency.numbers[0], Callee::NoAnswer).await?;
    }
    owner
        .until(&format!("{ROWS}.filter(row => row.includes('555-0188') && row.includes('Missed')).length === 12"))
        .await?;
    let asked = "performance.getEntriesByType('resource').filter(each => each.initiatorType === 'fetch').map(each => each.startTime)";
    let mut times: Vec<f64> = owner.read(asked).await?;
    times.sort_by(f64::total_cmp);
    let is_often = times.windows(3).any(|three| three[2] - three[0] < 950.0);
    assert!(!times.is_empty() && !is_often, "{times:?}");
    Ok(())
}

async fn sees_only_own_calls(viewer: &Browser) -> Outcome {
    let rows: Vec<String> = viewer.read(ROWS).await?;
    assert!(rows.len() == 1 && rows[0].contains("South Clinic"), "{rows:?}");
    for page in ["Calls", "Numbers"] {
        viewer.click_link_text(page).await?;
        viewer.wait_for_heading(page).await?;
        let source = viewer.driver.source().await?;
        assert!(source.contains("South Clinic"), "{page} does not name the viewer's own number");
        for secret in ["North Shop", "555-0100", "555-0123"] {
            assert!(!source.contains(secret), "{page} shows {secret}");
        }
    }
    Ok(())
}

async fn filter(owner: &Browser) -> Outcome {
    let numbers = SelectElement::new(&owner.element("select[name=number_id]").await?).await?;
    numbers.select_by_partial_text("North Shop").await?;
    owner.until(&format!("{ROWS}.length === 1 && {ROWS}[0].includes('North Shop')")).await?;
    let query = owner.driver.current_url().await?.query().unwrap_or_default().to_owned();
    assert!(query.contains("number_id="), "the address does not have the filter: {query}");
    // A shared address shows the same.
    owner.driver.refresh().await?;
    let rows: Vec<String> = owner.read(ROWS).await?;
    assert!(rows.len() == 1 && rows[0].contains("North Shop"), "{rows:?}");
    Ok(())
}

async fn play_recording(owner: &Browser) -> Outcome {
    owner.click_to_next_page(&owner.element("#results a.cover").await?).await?;
    owner.element("#recording audio").await?;
    owner.until("document.querySelector('audio').readyState >= 1").await?;
    let length: f64 = owner.read("document.querySelector('audio').duration").await?;
    if !(length.is_finite() && length > 0.0) {
        return Err(Failure::new(format!("the recording is {length} s long")));
    }
    owner
        .driver
        .execute("const audio = document.querySelector('audio'); audio.muted = true; audio.play()", Vec::new())
        .await?;
    owner.until("document.querySelector('audio').currentTime > 0.1").await?;
    // Seek towards the end, which the browser requests as a range.
    owner.driver.execute(format!("document.querySelector('audio').currentTime = {}", length * 0.9), Vec::new()).await?;
    owner
        .until(&format!(
            "!document.querySelector('audio').seeking && document.querySelector('audio').currentTime >= {}",
            length * 0.9
        ))
        .await?;
    assert!(owner.text().await?.contains("What happened"));
    Ok(())
}
