//! A browser of its own for one test.

use std::path::PathBuf;

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel};

use crate::chromedriver::ChromeDriver;
use crate::{Appearance, Outcome, settings};

/// For a test machine: no sandbox, since a container runs it as root, and no requests to the outside.
const ARGUMENTS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
];

/// A browser with a fresh profile.
pub struct Browser {
    /// WebDriver's own handle: pages, elements, clicks.
    pub driver: WebDriver,
    chromedriver: ChromeDriver,
    profile: TempDir,
}

impl Browser {
    /// Opens a browser with this appearance.
    ///
    /// # Errors
    /// When there is no browser or no ChromeDriver, or they don't start.
    pub async fn open(appearance: Appearance) -> Outcome<Self> {
        // WebDriver's client needs the process's TLS provider, even for loopback. The second browser of a process finds it
        // installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let profile = tempfile::tempdir()?;
        let chromedriver = ChromeDriver::start().await?;
        let mut capabilities = DesiredCapabilities::chrome();
        capabilities.set_binary(&settings::browser()?.to_string_lossy())?;
        for argument in ARGUMENTS {
            capabilities.add_arg(argument)?;
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let driver = WebDriver::new(&chromedriver.address, capabilities).await?;
        let browser = Self { driver, chromedriver, profile };
        browser.set_appearance(appearance).await?;
        Ok(browser)
    }

    /// Changes the appearance; an open page changes at once.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn set_appearance(&self, appearance: Appearance) -> Outcome {
        let page = self.driver.cdp();
        page.emulation().set_device_metrics_override(appearance.width, appearance.height, 1.0, false).await?;
        let scheme = if appearance.dark { "dark" } else { "light" };
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        page.send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Whether the page is wider than the window, so that it scrolls sideways.
    ///
    /// # Errors
    /// When there is no page.
    pub async fn scrolls_sideways(&self) -> Outcome<bool> {
        let script = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        Ok(self.driver.execute(script, Vec::new()).await?.convert()?)
    }

    /// Saves a picture of the page as `target/e2e/NAME.png` and returns its path.
    ///
    /// # Errors
    /// When there is no page, or the file can't be written.
    pub async fn screenshot(&self, name: &str) -> Outcome<PathBuf> {
        let file = settings::target()?.join(format!("e2e/{name}.png"));
        std::fs::create_dir_all(file.parent().unwrap_or(&file))?;
        self.driver.screenshot(&file).await?;
        Ok(file)
    }

    /// Closes it and removes its profile.
    ///
    /// # Errors
    /// When it does not end properly.
    pub async fn close(self) -> Outcome {
        self.driver.quit().await?;
        self.chromedriver.stop().await?;
        // The browser's last processes may still write, so some files may stay in the temporary folder.
        let _ = self.profile.close();
        Ok(())
    }
}
