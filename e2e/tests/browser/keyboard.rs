//! Everything by the keyboard alone: no test here touches the mouse.

use crewline_e2e::{Browser, Engine, Failure, Look, Outcome, visit};
use mock_carrier::Callee;
use thirtyfour::prelude::*;

use crate::agency::Agency;

#[tokio::test]
async fn the_main_paths_need_no_mouse() -> Outcome {
    let agency = Agency::open(Engine::Sqlite, &[("Harbour line", "+14155550100")]).await?;
    let owner = &agency.owner;
    let other = ["setup", "--business", "Second Harbour", "--name", "Olive Owner", "--email", &owner.email];
    agency.program.command(&other, &format!("{}\n", owner.password)).await?;
    agency.call("+12125550123", &agency.numbers[0], Callee::answers(2_000, 9_000)).await?;
    agency.call("+12125550145", &agency.numbers[0], Callee::NoAnswer).await?;
    agency.viewer("Vera Kim", "vera@finch.example", &[&agency.numbers[0]]).await?;
    visit("keyboard", Look::DESK, async |browser| {
        sign_in(browser, &agency).await?;
        switch_business(browser).await?;
        open_a_filter_and_a_call(browser).await?;
        think_better_of_releasing(browser).await?;
        invite_send_again_and_cancel(browser).await?;
        look_as_somebody_and_remove_them(browser).await?;
        assert_eq!(browser.complaints().await?, Vec::<String>::new());
        Ok(())
    })
    .await?;
    agency.close().await
}

async fn sign_in(browser: &Browser, agency: &Agency) -> Outcome {
    browser.driver.goto(agency.program.page("/sign-in")).await?;
    browser.tab_to("[name=email]").await?;
    browser.type_text(&agency.owner.email).await?;
    browser.tab_to("[name=password]").await?;
    browser.type_text(&agency.owner.password).await?;
    browser.key(Key::Enter).await?;
    browser.headed("Calls").await?;
    // The way past the sidebar is the first stop, and works.
    browser.key(Key::Tab).await?;
    browser.focused(".skip").await?;
    browser.key(Key::Enter).await?;
    browser.until("document.activeElement.id === 'main'").await
}

async fn switch_business(browser: &Browser) -> Outcome {
    for (name, slug) in [("Second Harbour", "second-harbour"), ("Harbour & Finch", "harbour-finch")] {
        let path = browser.path().await?;
        browser.start_of_page().await?;
        browser.tab_to("button[popovertarget=businesses]").await?;
        browser.key(Key::Enter).await?;
        browser.until("document.activeElement.matches('#businesses a[aria-current]')").await?;
        // Escape closes and gives the focus back.
        browser.key(Key::Escape).await?;
        browser.until("document.activeElement.matches('button[popovertarget=businesses]')").await?;
        browser.key(Key::Enter).await?;
        browser.until("document.activeElement.closest('#businesses')").await?;
        browser.key(Key::Down).await?;
        browser.until("document.activeElement.matches('#businesses a:not([aria-current])')").await?;
        browser.key(Key::Enter).await?;
        let there = format!("//button[@popovertarget='businesses']//b[normalize-space()={name:?}]");
        browser.driver.query(By::XPath(there)).first().await?;
        assert_ne!(browser.path().await?, path);
        assert!(browser.path().await?.starts_with(&format!("/b/{slug}/")), "{}", browser.path().await?);
    }
    Ok(())
}

async fn open_a_filter_and_a_call(browser: &Browser) -> Outcome {
    browser.start_of_page().await?;
    browser.tab_to("nav a[href$='/numbers']").await?;
    browser.key(Key::Enter).await?;
    browser.headed("Numbers").await?;
    browser.tab_to("nav a[href$='/calls']").await?;
    browser.key(Key::Enter).await?;
    browser.headed("Calls").await?;
    browser.tab_to("select[name=status]").await?;
    browser.type_text("Missed").await?;
    browser.until("document.querySelectorAll('#results tbody tr').length === 1").await?;
    browser.until("document.getElementById('announcements').textContent === '1 row'").await?;
    browser.tab_to("#results a.cover").await?;
    browser.key(Key::Enter).await?;
    browser.the("#recording").await?;
    Ok(())
}

async fn think_better_of_releasing(browser: &Browser) -> Outcome {
    browser.tab_to("a[href*='/numbers/num_']").await?;
    browser.key(Key::Enter).await?;
    browser.headed("Harbour line").await?;
    for close in [Key::Enter, Key::Escape] {
        browser.tab_to("[data-dialog=release]").await?;
        browser.key(Key::Enter).await?;
        browser.until("document.querySelector('dialog[open]')?.contains(document.activeElement)").await?;
        // The way out comes first.
        let first: String = browser.read("document.activeElement.innerText").await?;
        assert_eq!(first, "Cancel");
        browser.key(close).await?;
        browser.until("!document.querySelector('dialog[open]')").await?;
        browser.until("document.activeElement.matches('[data-dialog=release]')").await?;
    }
    assert!(browser.text().await?.contains("Active"), "{}", browser.text().await?);
    Ok(())
}

async fn invite_send_again_and_cancel(browser: &Browser) -> Outcome {
    browser.start_of_page().await?;
    browser.tab_to("nav a[href$='/users']").await?;
    browser.key(Key::Enter).await?;
    browser.headed("Users").await?;
    browser.tab_to("a[href$='/invitations/new']").await?;
    browser.key(Key::Enter).await?;
    browser.until("document.querySelector('dialog[open]')?.contains(document.activeElement)").await?;
    for (field, text) in [("name", "Thu Nguyen"), ("email", "thu@finch.example")] {
        browser.tab_to(&format!("dialog [name={field}]")).await?;
        browser.type_text(text).await?;
    }
    browser.tab_to("dialog [name=role]").await?;
    browser.key(Key::Down).await?;
    browser.key(Key::Down).await?;
    browser.until("document.querySelector('dialog [name=role]:checked').value === 'manager'").await?;
    browser.key(Key::Enter).await?;
    browser.until("document.querySelector('dialog').innerText.includes('It is shown this once')").await?;
    browser.key(Key::Escape).await?;
    browser.becomes(&format!("!document.querySelector('dialog') && {THU}")).await?;
    browser.tab_to("[aria-label='Select Thu Nguyen']").await?;
    browser.key(Key::Space).await?;
    browser.until("document.querySelector('[data-selected]').innerText === '1 selected'").await?;
    browser.tab_to("[name=do][value=resend]").await?;
    browser.key(Key::Enter).await?;
    browser.headed("Resend invitations").await?;
    browser.tab_to("main footer a").await?;
    browser.key(Key::Enter).await?;
    browser.headed("Users").await?;
    browser.tab_to("[aria-label='Cancel the invitation to Thu Nguyen']").await?;
    browser.key(Key::Enter).await?;
    browser.until("document.querySelector('dialog[open]')?.contains(document.activeElement)").await?;
    browser.tab_to("dialog .button.danger").await?;
    browser.key(Key::Enter).await?;
    browser.becomes(&format!("!document.querySelector('dialog') && {ROWS} > 0 && !{THU}")).await
}

async fn look_as_somebody_and_remove_them(browser: &Browser) -> Outcome {
    browser.start_of_page().await?;
    browser.tab_to("[aria-label='Log in as Vera Kim']").await?;
    browser.key(Key::Enter).await?;
    browser.until("document.querySelector('dialog[open]')?.contains(document.activeElement)").await?;
    browser.tab_to("dialog [name=reason]").await?;
    browser.type_text("She asks").await?;
    browser.key(Key::Enter).await?;
    browser.becomes("document.querySelector('.acting')?.innerText.includes('Vera Kim')").await?;
    browser.start_of_page().await?;
    browser.tab_to(".acting form button").await?;
    browser.key(Key::Enter).await?;
    browser.becomes(&format!("!document.querySelector('.acting') && {ROWS} > 0")).await?;
    browser.tab_to("[aria-label='Remove Vera Kim']").await?;
    browser.key(Key::Enter).await?;
    browser.until("document.querySelector('dialog[open]')?.contains(document.activeElement)").await?;
    browser.tab_to("dialog .button.danger").await?;
    browser.key(Key::Enter).await?;
    browser.until("document.querySelector('dialog').innerText.includes('is no longer a member')").await?;
    browser.key(Key::Escape).await?;
    let gone = "![...document.querySelectorAll('#results tr')].some(row => row.innerText.includes('Vera Kim'))";
    browser.becomes(&format!("!document.querySelector('dialog') && {ROWS} > 0 && {gone}")).await
}

/// How many rows the table has.
const ROWS: &str = "document.querySelectorAll('#results tbody tr').length";
/// Whether the person who is invited is among them.
const THU: &str = "[...document.querySelectorAll('#results tr')].some(row => row.innerText.includes('Thu Nguyen'))";

/// What hands do on a keyboard.
trait Keyboard {
    async fn key(&self, key: Key) -> Outcome;
    async fn type_text(&self, text: &str) -> Outcome;
    async fn focused(&self, selector: &str) -> Outcome;
    async fn tab_to(&self, selector: &str) -> Outcome;
    async fn start_of_page(&self) -> Outcome;
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

    /// Presses Tab until the focus is there, as far as anybody would.
    async fn tab_to(&self, selector: &str) -> Outcome {
        for _ in 0..60 {
            if self.read(&format!("document.activeElement.matches({selector:?})")).await? {
                let seen = "(box => box.width > 0 && box.bottom > 0 && box.top < innerHeight)(document.activeElement.getBoundingClientRect())";
                return self.until(seen).await;
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
}
