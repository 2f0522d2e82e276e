//! Input by keyboard.

use crewline_e2e::{Browser, Failure, Outcome};
use thirtyfour::prelude::*;

/// Whether the focused element is in the window and has an outline, of its own or of its pill or row.
const FOCUS_IS_VISIBLE: &str = "(place => {
  const box = place.getBoundingClientRect();
  const hasLine = element => {
    const style = element && getComputedStyle(element);
    return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  };
  const isSeen = box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  return isSeen && [place, place.closest('.pill'), place.closest('tr')].some(hasLine);
})(document.activeElement)";

/// Keys, and checks of the focus.
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

    /// Presses Tab until the element is focused, and checks that the focus is visible.
    async fn tab_to(&self, selector: &str) -> Outcome {
        for _ in 0..60 {
            if self.read(&format!("document.activeElement.matches({selector:?})")).await? {
                let visible = self.until(FOCUS_IS_VISIBLE).await;
                return visible.map_err(|_| Failure::new(format!("the focus is not visible at {selector}")));
            }
            self.key(Key::Tab).await?;
        }
        Err(Failure::new(format!("60 tabs do not lead to {selector}")))
    }

    /// Moves the focus to the start of the page, by a reload.
    async fn start_of_page(&self) -> Outcome {
        self.driver.refresh().await?;
        Ok(())
    }

    /// Waits until a dialog is open and has the focus.
    async fn in_dialog(&self) -> Outcome {
        self.until("document.querySelector('dialog[open]')?.contains(document.activeElement)").await
    }
}
