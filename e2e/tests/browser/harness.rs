//! The harness itself: a fault in a page is reported, and a good page passes.

use crewline_e2e::{Appearance, Outcome, visit};
use thirtyfour::prelude::*;

const GOOD: &str = "data:text/html,<!doctype html><html lang=en><title>Good</title>\
    <main><h1>Good</h1><p>Everybody can read this.</p></main></html>";

#[tokio::test]
async fn axe_reports_nothing_on_a_good_page() -> Outcome {
    visit("axe_reports_nothing_on_a_good_page", Appearance::LAPTOP, async |browser| {
        browser.driver.goto(GOOD).await?;
        assert_eq!(browser.axe_violations().await?, Vec::<String>::new());
        assert_eq!(browser.console_errors().await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn axe_reports_a_missing_label_and_low_contrast() -> Outcome {
    visit("axe_reports_a_missing_label_and_low_contrast", Appearance::LAPTOP, async |browser| {
        let page = "data:text/html,<!doctype html><html lang=en><title>Bad</title>\
            <main><h1>Bad</h1><input><p style='color:%23eee;background:%23fff'>pale</p></main></html>";
        browser.driver.goto(page).await?;
        let faults = browser.axe_violations().await?;
        assert!(faults.iter().any(|fault| fault.starts_with("label: ")), "{faults:?}");
        assert!(faults.iter().any(|fault| fault.starts_with("color-contrast: ")), "{faults:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_script_error_is_a_console_error() -> Outcome {
    visit("a_script_error_is_a_console_error", Appearance::LAPTOP, async |browser| {
        browser.driver.goto("data:text/html,<script>throw new Error('by design')</script>").await?;
        let errors = browser.console_errors().await?;
        assert!(errors.iter().any(|error| error.contains("by design")), "{errors:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_window_has_the_requested_size_and_scheme() -> Outcome {
    visit("the_window_has_the_requested_size_and_scheme", Appearance::PHONE, async |browser| {
        browser.driver.goto(GOOD).await?;
        let script = "return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]";
        for appearance in Appearance::ALL {
            browser.set_appearance(appearance).await?;
            let (width, dark): (u32, bool) = browser.driver.execute(script, Vec::new()).await?.convert()?;
            assert_eq!((width, dark), (appearance.width, appearance.dark));
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_page_wider_than_the_window_scrolls_sideways() -> Outcome {
    visit("a_page_wider_than_the_window_scrolls_sideways", Appearance::PHONE, async |browser| {
        browser.driver.goto(GOOD).await?;
        assert!(!browser.scrolls_sideways().await?);
        browser.driver.goto("data:text/html,<!doctype html><div style='width:900px'>wide</div>").await?;
        assert!(browser.scrolls_sideways().await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_failed_test_leaves_a_screenshot() {
    let outcome = visit("left_by_a_failed_test", Appearance::LAPTOP, async |browser| {
        browser.driver.goto(GOOD).await?;
        browser.driver.find(By::Id("not there")).await?;
        Ok(())
    })
    .await;
    assert!(outcome.is_err());
    let picture = crewline_e2e::settings::target().unwrap().join("e2e/left_by_a_failed_test.png");
    let bytes = std::fs::read(&picture).unwrap();
    assert!(bytes.starts_with(b"\x89PNG"), "{}", picture.display());
    std::fs::remove_file(picture).unwrap();
}
