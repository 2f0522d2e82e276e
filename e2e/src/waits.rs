//! Waiting for conditions in a page.

use serde_json::Value;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::prelude::*;

use crate::{Browser, Failure, Outcome};

/// Polls a condition for up to ten seconds.
const UNTIL: &str = "
const [condition, done] = [new Function('return ' + arguments[0]), arguments[arguments.length - 1]];
const end = performance.now() + 10000;
const poll = () => {
  if (condition()) done(true);
  else if (performance.now() > end) done(false);
  else setTimeout(poll, 40);
};
poll();
";

/// Nothing is being fetched, and only endless animations run.
const SETTLED: &str = "document.readyState === 'complete' && !document.querySelector('.loading')
  && document.getAnimations().every(animation =>
    animation.playState !== 'running' || animation.effect.getComputedTiming().endTime === Infinity)";

impl Browser {
    /// Waits until requests and animations have ended.
    ///
    /// # Errors
    /// When that takes more than ten seconds, or the page goes away.
    pub async fn settled(&self) -> Outcome {
        self.until(SETTLED).await
    }

    /// Waits until a JavaScript expression is true in this page.
    ///
    /// # Errors
    /// When it stays false, or the page goes away.
    pub async fn until(&self, expression: &str) -> Outcome {
        let is_true = self.driver.execute_async(UNTIL, vec![Value::from(expression)]).await?;
        if is_true.convert()? { Ok(()) } else { Err(Failure::new(format!("not true after ten seconds: {expression}"))) }
    }

    /// Waits until a JavaScript expression is true, in this page or in one that replaces it meanwhile.
    ///
    /// # Errors
    /// When it stays false.
    pub async fn until_on_any_page(&self, expression: &str) -> Outcome {
        let poll = async {
            // Reading fails while one page replaces another.
            while !self.read::<bool>(expression).await.unwrap_or(false) {
                tokio::task::yield_now().await;
            }
        };
        let result = tokio::time::timeout(std::time::Duration::from_secs(10), poll).await;
        result.map_err(|_| Failure::new(format!("not true after ten seconds: {expression}")))
    }

    /// The value of a JavaScript expression in this page.
    ///
    /// # Errors
    /// When it throws, or is not of that type.
    pub async fn read<T: serde::de::DeserializeOwned>(&self, expression: &str) -> Outcome<T> {
        Ok(self.driver.execute(format!("return {expression}"), Vec::new()).await?.convert()?)
    }

    /// Waits for the one element of a selector.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub async fn element(&self, selector: &str) -> Outcome<WebElement> {
        let element = self.driver.query(By::Css(selector)).desc(selector).single().await;
        element.map_err(|error| Failure::new(format!("{selector}: {error}")))
    }

    /// Clicks the one element of a selector, on a page that stays. If the element is replaced meanwhile, clicks the new one.
    ///
    /// # Errors
    /// When there is none, or more than one, or something covers it.
    pub async fn click(&self, selector: &str) -> Outcome {
        loop {
            match self.element(selector).await?.click().await {
                Err(error) if matches!(*error, WebDriverErrorInner::StaleElementReference(_)) => {}
                clicked => return Ok(clicked?),
            }
        }
    }

    /// Waits for the link or button with these words.
    ///
    /// # Errors
    /// When no visible one appears.
    pub async fn element_with_text(&self, words: &str) -> Outcome<WebElement> {
        let path = format!("//*[self::a or self::button][normalize-space()={words:?}]");
        let element = self.driver.query(By::XPath(path)).desc(words).and_displayed().first().await;
        element.map_err(|error| Failure::new(format!("{words}: {error}")))
    }

    /// Clicks the link or button with these words, on a page that stays.
    ///
    /// # Errors
    /// When there is none, or something covers it.
    pub async fn click_text(&self, words: &str) -> Outcome {
        Ok(self.element_with_text(words).await?.click().await?)
    }

    /// Clicks the link or button with these words, and waits for the page that it leads to. Without the wait, the old page
    /// may answer the next question, since both may look the same.
    ///
    /// # Errors
    /// When there is none, something covers it, or no other page comes.
    pub async fn click_link_text(&self, words: &str) -> Outcome {
        let link = self.element_with_text(words).await?;
        self.click_to_next_page(&link).await
    }

    /// Clicks a link or button, and waits for the page that it leads to.
    ///
    /// # Errors
    /// When something covers it, or no other page comes.
    pub async fn click_to_next_page(&self, link: &WebElement) -> Outcome {
        let page = self.driver.find(By::Tag("html")).await?;
        link.click().await?;
        Ok(page.wait_until().error("the page stayed").stale().await?)
    }

    /// Replaces the text of the field with this name.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn fill(&self, name: &str, text: &str) -> Outcome {
        let field = self.element(&format!("main [name={name}]")).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// The path of the page's address.
    ///
    /// # Errors
    /// When there is no page.
    pub async fn path(&self) -> Outcome<String> {
        Ok(self.driver.current_url().await?.path().to_owned())
    }

    /// Waits for the page with this heading.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn wait_for_heading(&self, heading: &str) -> Outcome {
        let path = format!("//h1[normalize-space()={heading:?}]");
        let element = self.driver.query(By::XPath(path)).desc(heading).first().await;
        element.map(drop).map_err(|error| Failure::new(format!("no page {heading}: {error}")))
    }

    /// The visible text of the page's main part.
    ///
    /// # Errors
    /// When there is none.
    pub async fn text(&self) -> Outcome<String> {
        Ok(self.element("main").await?.text().await?)
    }
}
