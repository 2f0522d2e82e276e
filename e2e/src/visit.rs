//! A test in a browser, with a picture of the page when it fails.

use std::panic::{AssertUnwindSafe, resume_unwind};

use futures_util::FutureExt;

use crate::{Appearance, Browser, Failure, Outcome};

/// Opens a browser, runs the test in it and closes it. When the test fails, by an error or by a panic, a picture of the
/// page and what it complained of are left in `target/e2e/NAME.png` and in the test's output.
///
/// # Errors
/// The test's own, or the browser's.
pub async fn visit(name: &str, appearance: Appearance, test: impl AsyncFnOnce(&Browser) -> Outcome) -> Outcome {
    let browser = Browser::open(appearance).await?;
    let ended = AssertUnwindSafe(test(&browser)).catch_unwind().await;
    if !matches!(ended, Ok(Ok(()))) {
        match browser.screenshot(name).await {
            Ok(file) => eprintln!("the page when it failed: {}", file.display()),
            Err(failure) => eprintln!("no picture of the page: {failure}"),
        }
        for complaint in browser.console_errors().await.unwrap_or_default() {
            eprintln!("the page complained: {complaint}");
        }
    }
    let closed = browser.close().await;
    match ended {
        Ok(Ok(())) => closed,
        Ok(Err(failure)) => Err(Failure::new(format!("{name}: {failure}"))),
        Err(panic) => resume_unwind(panic),
    }
}
