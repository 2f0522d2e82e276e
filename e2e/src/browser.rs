//! A browser of its own for one test.

use std::path::PathBuf;

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::prelude::*;
use thirtyfour::{ChromiumLikeCapabilities, LoggingPrefsLogLevel};

use crate::chromedriver::ChromeDriver;
use crate::{Appearance, Outcome, settings};

/// What a browser on a test machine needs: no sandbox as root in a container, and no talk with the outside.
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
    /// Opens a browser that looks so.
    ///
    /// # Errors
    /// There is no browser or no ChromeDriver, or they don't start.
    pub async fn open(appearance: Appearance) -> Outcome<Self> {
        // WebDriver's client asks for the process's TLS, though it only speaks over loopback. The second browser of
        // a process finds it there already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let profile = tempfile::tempdir()?;
        let chromedriver = ChromeDriver::start().await?;
        let mut wanted = DesiredCapabilities::chrome();
        wanted.set_binary(&settings::browser()?.to_string_lossy())?;
        for argument in ARGUMENTS {
            wanted.add_arg(argument)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let driver = WebDriver::new(&chromedriver.address, wanted).await?;
        let browser = Self { driver, chromedriver, profile };
        browser.set_appearance(appearance).await?;
        Ok(browser)
    }

    /// Changes how the pages are looked at; a page that is open changes at once.
    ///
    /// # Errors
    /// The browser refuses.
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
    /// There is no page.
    pub async fn scrolls_sideways(&self) -> Outcome<bool> {
        let script = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        Ok(self.driver.execute(script, Vec::new()).await?.convert()?)
    }

    /// Puts a picture of the page into `target/e2e/NAME.png` and says where that is.
    ///
    /// # Errors
    /// There is no page, or the file can't be written.
    pub async fn screenshot(&self, name: &str) -> Outcome<PathBuf> {
        let file = settings::target()?.join(format!("e2e/{name}.png"));
        std::fs::create_dir_all(file.parent().unwrap_or(&file))?;
        self.driver.screenshot(&file).await?;
        Ok(file)
    }

    /// Closes it and removes its profile.
    ///
    /// # Errors
    /// It does not end in order.
    pub async fn close(self) -> Outcome {
        self.driver.quit().await?;
        self.chromedriver.stop().await?;
        // The browser's last processes may still write: what can't be removed now is the machine's to clean.
        let _ = self.profile.close();
        Ok(())
    }
}
