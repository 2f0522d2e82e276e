//! Waiting for what a page does, by asking the page itself.

use serde_json::Value;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

use crate::{Browser, Failure, Outcome};

/// Asks again until it holds; ten seconds are long for a page and short for a test that fails.
const UNTIL: &str = "
const [question, done] = [new Function('return ' + arguments[0]), arguments[arguments.length - 1]];
const end = performance.now() + 10000;
const ask = () => {
  if (question()) done(true);
  else if (performance.now() > end) done(false);
  else setTimeout(ask, 40);
};
ask();
";

/// Nothing is being fetched, and no animation runs but those that never end.
const SETTLED: &str = "document.readyState === 'complete' && !document.querySelector('.loading')
  && document.getAnimations().every(animation =>
    animation.playState !== 'running' || animation.effect.getComputedTiming().endTime === Infinity)";

impl Browser {
    /// Waits until the page looks as it is going to look: what was asked for has arrived, and animations have ended.
    ///
    /// # Errors
    /// Something goes on for more than ten seconds, or the page goes away.
    pub async fn settled(&self) -> Outcome {
        self.until(SETTLED).await
    }

    /// Waits until a JavaScript expression holds in this page.
    ///
    /// # Errors
    /// It does not come to hold, or the page goes away.
    pub async fn until(&self, expression: &str) -> Outcome {
        let held = self.driver.execute_async(UNTIL, vec![Value::from(expression)]).await?;
        if held.convert()? { Ok(()) } else { Err(Failure::new(format!("it never came to hold that {expression}"))) }
    }

    /// Waits until a JavaScript expression holds, in this page or in one that takes its place by itself meanwhile.
    ///
    /// # Errors
    /// It does not come to hold.
    pub async fn until_on_any_page(&self, expression: &str) -> Outcome {
        let asked = async {
            // Asking fails while one page gives way to the next.
            while !self.read::<bool>(expression).await.unwrap_or(false) {
                tokio::task::yield_now().await;
            }
        };
        let held = tokio::time::timeout(std::time::Duration::from_secs(10), asked).await;
        held.map_err(|_| Failure::new(format!("it never came to hold that {expression}")))
    }

    /// What a JavaScript expression is in this page.
    ///
    /// # Errors
    /// It throws, or is not of that type.
    pub async fn read<T: serde::de::DeserializeOwned>(&self, expression: &str) -> Outcome<T> {
        Ok(self.driver.execute(format!("return {expression}"), Vec::new()).await?.convert()?)
    }

    /// The one element for a selector, waited for while the page comes.
    ///
    /// # Errors
    /// There is none, or more than one.
    pub async fn element(&self, selector: &str) -> Outcome<WebElement> {
        let one = self.driver.query(By::Css(selector)).desc(selector).single().await;
        one.map_err(|error| Failure::new(format!("{selector}: {error}")))
    }

    /// Clicks the one element for a selector, on a page that stays; where another takes its place just then, that one.
    ///
    /// # Errors
    /// There is none, or more than one, or something covers it.
    pub async fn click(&self, selector: &str) -> Outcome {
        loop {
            match self.element(selector).await?.click().await {
                Err(error) if matches!(*error, WebDriverErrorInner::StaleElementReference(_)) => {}
                clicked => return Ok(clicked?),
            }
        }
    }

    /// The link or button with these words, waited for while the page comes.
    ///
    /// # Errors
    /// There is none that can be seen.
    pub async fn element_with_text(&self, words: &str) -> Outcome<WebElement> {
        let path = format!("//*[self::a or self::button][normalize-space()={words:?}]");
        let found = self.driver.query(By::XPath(path)).desc(words).and_displayed().first().await;
        found.map_err(|error| Failure::new(format!("{words}: {error}")))
    }

    /// Clicks the link or button with these words, on a page that stays.
    ///
    /// # Errors
    /// There is none, or something covers it.
    pub async fn click_text(&self, words: &str) -> Outcome {
        Ok(self.element_with_text(words).await?.click().await?)
    }

    /// Clicks the link or button with these words, and waits for the page that it leads to. That page may look the
    /// same: what is asked after a mere press may be answered by the page that is about to go.
    ///
    /// # Errors
    /// There is none, something covers it, or no other page comes.
    pub async fn click_link_text(&self, words: &str) -> Outcome {
        let link = self.element_with_text(words).await?;
        self.click_to_next_page(&link).await
    }

    /// Clicks what leads to another page, and waits for that page.
    ///
    /// # Errors
    /// Something covers it, or no other page comes.
    pub async fn click_to_next_page(&self, link: &WebElement) -> Outcome {
        let page = self.driver.find(By::Tag("html")).await?;
        link.click().await?;
        Ok(page.wait_until().error("the page stayed").stale().await?)
    }

    /// Types into the field of a name, in place of what stands there.
    ///
    /// # Errors
    /// There is no such field.
    pub async fn fill(&self, name: &str, text: &str) -> Outcome {
        let field = self.element(&format!("main [name={name}]")).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// The path of the page's address.
    ///
    /// # Errors
    /// There is no page.
    pub async fn path(&self) -> Outcome<String> {
        Ok(self.driver.current_url().await?.path().to_owned())
    }

    /// Waits for the page with this heading.
    ///
    /// # Errors
    /// It does not come.
    pub async fn wait_for_heading(&self, heading: &str) -> Outcome {
        let path = format!("//h1[normalize-space()={heading:?}]");
        let found = self.driver.query(By::XPath(path)).desc(heading).first().await;
        found.map(drop).map_err(|error| Failure::new(format!("no page {heading}: {error}")))
    }

    /// What a person reads in the page's main part.
    ///
    /// # Errors
    /// There is none.
    pub async fn text(&self) -> Outcome<String> {
        Ok(self.element("main").await?.text().await?)
    }
}
