//! The Owner of a test's business, and signing in.

use serde_json::Value;
use thirtyfour::prelude::*;

use crate::{Browser, Failure, Outcome, Program};

/// The Owner of a business that a test made.
pub struct Owner {
    /// Their e-mail address.
    pub email: String,
    /// Their password.
    pub password: String,
    /// The business's slug, as its addresses have it.
    pub slug: String,
}

impl Program {
    /// Creates a business with its Owner, by the command.
    ///
    /// # Errors
    /// When the command refuses.
    pub async fn set_up(&self, business: &str, email: &str) -> Outcome<Owner> {
        let password = "a long sentence that nobody guesses";
        let arguments = ["setup", "--business", business, "--name", "Olive Owner", "--email", email];
        let created: Value = serde_json::from_str(&self.command(&arguments, &format!("{password}\n")).await?)?;
        let slug = created["business"]["slug"].as_str().ok_or_else(|| Failure::new("setup names no slug"))?;
        Ok(Owner { email: email.to_owned(), password: password.to_owned(), slug: slug.to_owned() })
    }

    /// Creates an API token of the Owner.
    ///
    /// # Errors
    /// When the command refuses.
    pub async fn token(&self, owner: &Owner) -> Outcome<String> {
        self.command(&["token", "create", "--email", &owner.email, "--business", &owner.slug], "").await
    }
}

impl Browser {
    /// Signs in through the page, and waits for the next page.
    ///
    /// # Errors
    /// When the page has no such form, or refuses.
    pub async fn sign_in(&self, program: &Program, email: &str, password: &str) -> Outcome {
        self.driver.goto(program.page("/sign-in")).await?;
        self.driver.query(By::Name("email")).single().await?.send_keys(email).await?;
        self.driver.query(By::Name("password")).single().await?.send_keys(password).await?;
        let button = self.driver.query(By::Css("main form button:not([type=button])")).first().await?;
        self.click_to_next_page(&button).await?;
        if self.driver.current_url().await?.path() == "/sign-in" {
            return Err(Failure::new(format!("{email} could not sign in")));
        }
        Ok(())
    }
}
