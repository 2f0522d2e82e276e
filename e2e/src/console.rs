//! What the page complains of in the browser's console.

use crate::{Browser, Outcome};

impl Browser {
    /// Errors and warnings since this was last asked: scripts that threw, addresses that failed, what the content
    /// security policy refused.
    ///
    /// # Errors
    /// The browser does not say.
    pub async fn console_errors(&self) -> Outcome<Vec<String>> {
        let entries = self.driver.browser_log().await?;
        let serious = entries.into_iter().filter(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"));
        Ok(serious.map(|entry| format!("{}: {}", entry.level, entry.message)).collect())
    }
}
