//! What hands do on a keyboard.

use crewline_e2e::{Browser, Failure, Outcome};
use thirtyfour::prelude::*;

/// Whether the focus is in the window and shows: by a line around it, or around the pill or the row that it is in.
const SHOWS: &str = "(place => {
  const box = place.getBoundingClientRect();
  const hasLine = element => {
    const style = element && getComputedStyle(element);
    return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  };
  const isSeen = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  return isSeen && [place, place.closest('.pill'), place.closest('tr')].some(hasLine);
})(document.activeElement)";

/// Keys, and where they lead.
pub(crate) trait Keyboard {
    async fn key(&self, key: Key) -> Outcome;
    async fn type_text(&self, text: &str) -> Outcome;
    async fn focused(&self, selector: &str) -> Outcome;
    async fn tab_to(&self, selector: &str) -> Outcome;
    async fn start_of_page(&self) -> Outcome;
    async fn in_dialog(&self) -> Outcome;
}

impl Keyboard for Browser {
    async fn key(&self, key: Key) -> Outcome {
        Ok(self.driver.action_chain().send_keys(key).perform().await?)
    }

    async fn type_text(&self, text: &str) -> Outcome {
        Ok(self.driver.action_chain().send_keys(text).perform().await?)
    }

    async fn focused(&self, selector: &str) -> Outcome {
        self.until(&format!("document.activeElement.matches({selector:?})")).await
    }

    /// Presses Tab until the focus is there and shows, as far as anybody would.
    async fn tab_to(&self, selector: &str) -> Outcome {
        for _ in 0..60 {
            if self.read(&format!("document.activeElement.matches({selector:?})")).await? {
                let found = self.until(SHOWS).await;
                return found.map_err(|_| Failure::new(format!("the focus does not show at {selector}")));
            }
            self.key(Key::Tab).await?;
        }
        Err(Failure::new(format!("60 tabs do not lead to {selector}")))
    }

    /// Where Tab begins on a page that has just come.
    async fn start_of_page(&self) -> Outcome {
        self.driver.refresh().await?;
        Ok(())
    }
    /// Waits for the dialog that has just been asked for: the focus is in it.
    async fn in_dialog(&self) -> Outcome {
        self.until("document.querySelector('dialog[open]')?.contains(document.activeElement)").await
    }
}
