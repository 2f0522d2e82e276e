//! The errors of a page in the browser's console.

use crate::{Browser, Outcome};

impl Browser {
    /// Errors and warnings since the last call: exceptions of scripts, failed requests, violations of the content security
    /// policy.
    ///
    /// # Errors
    /// When the browser returns no log.
    pub async fn console_errors(&self) -> Outcome<Vec<String>> {
        let entries = self.driver.browser_log().await?;
        let serious = entries.into_iter().filter(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"));
        Ok(serious.map(|entry| format!("{}: {}", entry.level, entry.message)).collect())
    }
}
