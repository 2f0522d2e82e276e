//! The letters that are mailed: as text and as HTML, from templates.

use askama::Template;
use crewline_core::mail::Letter;

/// A letter with one link.
#[derive(Template)]
#[template(path = "letters/link.html")]
struct LinkHtml<'l> {
    greeting: &'l str,
    paragraphs: &'l [&'l str],
    button: &'l str,
    href: &'l str,
    footer: &'l str,
}

/// A link to choose a new password.
pub(crate) fn password_reset(name: &str, href: &str) -> Letter {
    with_link(
        "Choose a new password",
        &format!("Hello {name},"),
        &[
            "Somebody, most likely you, asked for a new password for your Crewline account.",
            "The link works once, within an hour.",
        ],
        "Choose a new password",
        href,
        "If it was not you, you need do nothing: your password stays as it is.",
    )
}

fn with_link(subject: &str, greeting: &str, paragraphs: &[&str], button: &str, href: &str, footer: &str) -> Letter {
    let html = LinkHtml { greeting, paragraphs, button, href, footer }.render().unwrap_or_default();
    let text = format!("{greeting}\n\n{}\n\n{button}:\n{href}\n\n{footer}\n", paragraphs.join("\n\n"));
    Letter { subject: subject.to_owned(), text, html }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_the_same_as_text_and_as_html() {
        let letter = password_reset("Ada <b>", "https://crew.example/password-reset/abc");
        assert!(letter.text.contains("https://crew.example/password-reset/abc"));
        assert!(letter.html.contains(r#"href="https://crew.example/password-reset/abc""#));
        assert!(letter.html.contains("Ada &#60;b&#62;"), "{}", letter.html);
    }
}
