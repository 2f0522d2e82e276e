//! Audits a page in every appearance: no accessibility fault, no console error, no sideways scrolling. The pictures are
//! left in `target/e2e/look`.

use crewline_e2e::{Appearance, Browser, Outcome};
use serde_json::json;
use thirtyfour::prelude::*;

/// Sends a form, as a page does.
const SEND: &str = "
const form = Object.assign(document.createElement('form'), { method: 'post', action: arguments[0] });
for (const [name, value] of arguments[1]) {
  form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
}
document.body.append(form);
form.submit();
";

/// An audit of pages in one person's browser.
pub(crate) struct PageAudit<'a> {
    pub(crate) browser: &'a Browser,
    pub(crate) who: &'static str,
    pub(crate) faults: &'a mut Vec<String>,
}

impl PageAudit<'_> {
    /// Opens a page and audits it. `is_refusal` says whether it is a refusal.
    pub(crate) async fn open(&mut self, name: &str, address: &str, is_refusal: bool) -> Outcome {
        self.browser.driver.goto(address).await?;
        self.check(name, is_refusal).await
    }

    /// Sends a form from the open page, and audits the next page.
    pub(crate) async fn send(&mut self, name: &str, address: &str, fields: &[(&str, &str)]) -> Outcome {
        self.post(address, fields).await?;
        self.check(name, false).await
    }

    /// Sends a form from the open page.
    pub(crate) async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Outcome {
        let page = self.browser.driver.find(By::Tag("html")).await?;
        self.browser.driver.execute(SEND, vec![json!(address), json!(fields)]).await?;
        page.wait_until().error("the page stayed").stale().await?;
        Ok(())
    }

    /// Audits the open page.
    pub(crate) async fn check(&mut self, name: &str, is_refusal: bool) -> Outcome {
        let (browser, who) = (self.browser, self.who);
        for appearance in Appearance::ALL {
            browser.set_appearance(appearance).await?;
            browser.settled().await?;
            let name = format!("{who}-{name}-{}-{}", appearance.width, if appearance.dark { "dark" } else { "light" });
            let headings: usize = browser.read("document.querySelectorAll('h1').length").await?;
            if headings != 1 {
                self.faults.push(format!("{name}: {headings} h1"));
            }
            if browser.scrolls_sideways().await? {
                self.faults.push(format!("{name}: scrolls sideways"));
            }
            self.faults.extend(browser.axe_violations().await?.into_iter().map(|fault| format!("{name}: {fault}")));
            browser.screenshot(&format!("look/{name}")).await?;
        }
        let expected = |error: &String| is_refusal && ["403", "404", "410"].iter().any(|code| error.contains(code));
        let errors = browser.console_errors().await?.into_iter().filter(|error| !expected(error));
        self.faults.extend(errors.map(|error| format!("{who} {name}: {error}")));
        Ok(())
    }
}
