//! A test in a browser, with a picture of the page when it fails.

use std::panic::{AssertUnwindSafe, resume_unwind};

use futures_util::FutureExt;

use crate::{Appearance, Browser, Failure, Outcome};

/// Opens a browser, runs the test in it and closes it. When the test fails, by an error or by a panic, a picture of the
/// page is left in `target/e2e/NAME.png`, and its console errors in the test's output.
///
/// # Errors
/// When the test or the browser fails.
pub async fn visit(name: &str, appearance: Appearance, test: impl AsyncFnOnce(&Browser) -> Outcome) -> Outcome {
    let browser = Browser::open(appearance).await?;
    let outcome = AssertUnwindSafe(test(&browser)).catch_unwind().await;
    if !matches!(outcome, Ok(Ok(()))) {
        match browser.screenshot(name).await {
            Ok(file) => eprintln!("the page when it failed: {}", file.display()),
            Err(failure) => eprintln!("no picture of the page: {failure}"),
        }
        for error in browser.console_errors().await.unwrap_or_default() {
            eprintln!("console: {error}");
        }
    }
    let closed = browser.close().await;
    match outcome {
        Ok(Ok(())) => closed,
        Ok(Err(failure)) => Err(Failure::new(format!("{name}: {failure}"))),
        Err(panic) => resume_unwind(panic),
    }
}
