//! The first hour: a person creates a business, adds a number, signs out and signs in again.

use crewline_e2e::{Appearance, Browser, Engine, Outcome, Program, visit};

const EMAIL: &str = "ada@lantern.example";
const PASSWORD: &str = "seven grey herons at the weir";

#[tokio::test]
async fn the_first_person_creates_a_business_and_adds_a_number_on_sqlite() -> Outcome {
    first_hour("first_hour_sqlite", Engine::Sqlite).await
}

#[tokio::test]
async fn the_first_person_creates_a_business_and_adds_a_number_on_postgres() -> Outcome {
    first_hour("first_hour_postgres", Engine::Postgres).await
}

async fn first_hour(name: &str, engine: Engine) -> Outcome {
    let program = Program::start(engine).await?;
    visit(name, Appearance::LAPTOP, async |browser| {
        create_business(browser, &program).await?;
        empty_pages_name_the_next_step(browser).await?;
        add_a_number(browser).await?;
        sign_out_and_in(browser).await
    })
    .await?;
    program.stop().await
}

async fn create_business(browser: &Browser, program: &Program) -> Outcome {
    browser.driver.goto(program.page("/")).await?;
    browser.wait_for_heading("Set up Crewline").await?;
    browser.fill("business_name", "Lantern Dental").await?;
    browser.fill("name", "Ada Moss").await?;
    browser.fill("email", EMAIL).await?;
    browser.fill("password", "12345").await?;
    browser.click_link_text("Create business").await?;
    // Too easy to guess: the form comes back with the other fields as they were typed.
    browser.element("[role=alert] a[href='#password']").await?;
    assert_eq!(browser.read::<String>("document.querySelector('[name=business_name]').value").await?, "Lantern Dental");
    assert_eq!(browser.read::<String>("document.querySelector('[name=password]').value").await?, "");
    console_has_only(browser, "422").await?;
    browser.fill("password", PASSWORD).await?;
    browser.click_link_text("Create business").await?;
    browser.wait_for_heading("Numbers").await?;
    assert_eq!(browser.path().await?, "/b/lantern-dental/numbers");
    Ok(())
}

async fn empty_pages_name_the_next_step(browser: &Browser) -> Outcome {
    assert!(browser.text().await?.contains("Add your first number"), "{}", browser.text().await?);
    browser.click_link_text("Calls").await?;
    browser.wait_for_heading("Calls").await?;
    assert!(browser.text().await?.contains("Add a number to see its calls"), "{}", browser.text().await?);
    Ok(())
}

async fn add_a_number(browser: &Browser) -> Outcome {
    browser.click_link_text("Add number").await?;
    browser.wait_for_heading("Add number").await?;
    browser.fill("phone_number", "12").await?;
    browser.fill("friendly_name", "Google Ads, Oakland").await?;
    browser.fill("forward_to", "+44 20 7946 0018").await?;
    browser.click_link_text("Add number").await?;
    browser.element("[role=alert] a[href='#phone_number']").await?;
    console_has_only(browser, "422").await?;
    browser.fill("phone_number", "(415) 555-0142").await?;
    browser.click_link_text("Add number").await?;
    browser.wait_for_heading("Google Ads, Oakland").await?;
    browser.until("document.querySelector('.toast').innerText.includes('is added')").await?;
    browser.click_link_text("Calls").await?;
    browser.wait_for_heading("Calls").await?;
    assert!(browser.text().await?.contains("Waiting for the first call"), "{}", browser.text().await?);
    Ok(())
}

async fn sign_out_and_in(browser: &Browser) -> Outcome {
    browser.element("button[popovertarget=profile]").await?.click().await?;
    browser.click_link_text("Sign out").await?;
    browser.wait_for_heading("Sign in").await?;
    browser.fill("email", EMAIL).await?;
    browser.fill("password", "another sentence entirely").await?;
    browser.click_link_text("Sign in").await?;
    browser.until("document.querySelector('[role=alert]')?.innerText.includes('do not match')").await?;
    assert_eq!(browser.path().await?, "/sign-in");
    console_has_only(browser, "422").await?;
    browser.fill("password", PASSWORD).await?;
    browser.click_link_text("Sign in").await?;
    browser.wait_for_heading("Dashboard").await?;
    assert_eq!(browser.console_errors().await?, Vec::<String>::new());
    Ok(())
}

/// The console has one error, the status of the refusal.
async fn console_has_only(browser: &Browser, status: &str) -> Outcome {
    let complaints = browser.console_errors().await?;
    assert!(complaints.len() == 1 && complaints[0].contains(status), "{complaints:?}");
    Ok(())
}
