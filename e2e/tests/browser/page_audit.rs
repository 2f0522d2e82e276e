//! A page looked at in every way: nothing that keeps a person out, nothing that the console complains of, nothing that
//! runs out of the window. The pictures are left in `target/e2e/look`.

use crewline_e2e::{Appearance, Browser, Outcome};
use serde_json::json;
use thirtyfour::prelude::*;

/// Sends a form as a page would.
const SEND: &str = "
const form = Object.assign(document.createElement('form'), { method: 'post', action: arguments[0] });
for (const [name, value] of arguments[1]) {
  form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
}
document.body.append(form);
form.submit();
";

/// Somebody in their browser, and what is found.
pub(crate) struct PageAudit<'a> {
    pub(crate) browser: &'a Browser,
    pub(crate) who: &'static str,
    pub(crate) faults: &'a mut Vec<String>,
}

impl PageAudit<'_> {
    /// Opens a page and looks at it; whether it is a refusal is known before.
    pub(crate) async fn open(&mut self, name: &str, address: &str, refused: bool) -> Outcome {
        self.browser.driver.goto(address).await?;
        self.check(name, refused).await
    }

    /// Sends a form from the page that is open, and looks at what comes of it.
    pub(crate) async fn send(&mut self, name: &str, address: &str, fields: &[(&str, &str)]) -> Outcome {
        self.post(address, fields).await?;
        self.check(name, false).await
    }

    /// The same without a look at it.
    pub(crate) async fn post(&self, address: &str, fields: &[(&str, &str)]) -> Outcome {
        let page = self.browser.driver.find(By::Tag("html")).await?;
        self.browser.driver.execute(SEND, vec![json!(address), json!(fields)]).await?;
        page.wait_until().error("the page stayed").stale().await?;
        Ok(())
    }

    /// Looks at the page that is open.
    pub(crate) async fn check(&mut self, name: &str, refused: bool) -> Outcome {
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
        let expected =
            |complaint: &String| refused && ["403", "404", "410"].iter().any(|code| complaint.contains(code));
        let complaints = browser.console_errors().await?.into_iter().filter(|complaint| !expected(complaint));
        self.faults.extend(complaints.map(|one| format!("{who} {name}: {one}")));
        Ok(())
    }
}
