//! What the other tests trust: that a fault in a page is found, and that a good page passes.

use crewline_e2e::{Look, Outcome, visit};
use thirtyfour::prelude::*;

const GOOD: &str = "data:text/html,<!doctype html><html lang=en><title>Good</title>\
    <main><h1>Good</h1><p>Everybody can read this.</p></main></html>";

#[tokio::test]
async fn axe_has_nothing_to_say_of_a_good_page() -> Outcome {
    visit("axe_has_nothing_to_say_of_a_good_page", Look::DESK, async |browser| {
        browser.driver.goto(GOOD).await?;
        assert_eq!(browser.axe_finds().await?, Vec::<String>::new());
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn axe_finds_a_field_without_a_label_and_words_too_pale_to_read() -> Outcome {
    visit("axe_finds_faults", Look::DESK, async |browser| {
        let page = "data:text/html,<!doctype html><html lang=en><title>Bad</title>\
            <main><h1>Bad</h1><input><p style='color:%23eee;background:%23fff'>pale</p></main></html>";
        browser.driver.goto(page).await?;
        let found = browser.axe_finds().await?;
        assert!(found.iter().any(|fault| fault.starts_with("label: ")), "{found:?}");
        assert!(found.iter().any(|fault| fault.starts_with("color-contrast: ")), "{found:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_script_that_throws_is_a_complaint() -> Outcome {
    visit("a_script_that_throws_is_a_complaint", Look::DESK, async |browser| {
        browser.driver.goto("data:text/html,<script>throw new Error('by design')</script>").await?;
        let complaints = browser.complaints().await?;
        assert!(complaints.iter().any(|complaint| complaint.contains("by design")), "{complaints:?}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_window_is_as_wide_and_as_dark_as_asked() -> Outcome {
    visit("the_window_is_as_wide_and_as_dark_as_asked", Look::PHONE, async |browser| {
        browser.driver.goto(GOOD).await?;
        let seen = "return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]";
        for look in Look::ALL {
            browser.look(look).await?;
            let (width, dark): (u32, bool) = browser.driver.execute(seen, Vec::new()).await?.convert()?;
            assert_eq!((width, dark), (look.width, look.dark));
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_page_wider_than_the_window_scrolls_sideways() -> Outcome {
    visit("a_page_wider_than_the_window_scrolls_sideways", Look::PHONE, async |browser| {
        browser.driver.goto(GOOD).await?;
        assert!(!browser.scrolls_sideways().await?);
        browser.driver.goto("data:text/html,<!doctype html><div style='width:900px'>wide</div>").await?;
        assert!(browser.scrolls_sideways().await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_failed_test_leaves_a_picture_of_the_page() {
    let ended = visit("left_by_a_failed_test", Look::DESK, async |browser| {
        browser.driver.goto(GOOD).await?;
        browser.driver.find(By::Id("not there")).await?;
        Ok(())
    })
    .await;
    assert!(ended.is_err());
    let picture = crewline_e2e::settings::target().unwrap().join("e2e/left_by_a_failed_test.png");
    let bytes = std::fs::read(&picture).unwrap();
    assert!(bytes.starts_with(b"\x89PNG"), "{}", picture.display());
    std::fs::remove_file(picture).unwrap();
}
