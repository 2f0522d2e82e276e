//! Addresses on their way to a mail server: a domain goes out in its ASCII form (RFC 5891), which every server takes.

use std::net::IpAddr;

use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::extension::ClientId;

const QUOTE: &str =
    "put a name with a comma, a dot or another sign in quotes, as in \"Acme, Inc.\" <mail@acme.example>";

/// The ASCII form of a domain; `None` for an IP address and for a text that is no domain.
pub(super) fn domain_to_ascii(domain: &str) -> Option<String> {
    if domain.parse::<IpAddr>().is_ok() {
        return None;
    }
    idna::domain_to_ascii(domain).ok().filter(|ascii| !ascii.is_empty())
}

/// The address of a letter, with the part before the `@` as it is.
pub(super) fn address(text: &str) -> Result<Address, String> {
    let unusable = || "the address can't be written to a mail server".to_owned();
    let (local, domain) = text.trim().rsplit_once('@').ok_or_else(unusable)?;
    let domain = domain_to_ascii(domain).unwrap_or_else(|| domain.to_owned());
    Address::new(local, domain).map_err(|_| unusable())
}

/// A person with a name and an address.
pub(super) fn mailbox(name: &str, text: &str) -> Result<Mailbox, String> {
    Ok(Mailbox::new(Some(name.to_owned()).filter(|name| !name.is_empty()), address(text)?))
}

/// The sender of all letters, as `CREWLINE_MAIL_FROM` has it: `Name <address>`, or the address alone.
pub(super) fn sender(text: &str) -> Result<Mailbox, String> {
    let text = text.trim();
    let parsed: Result<Mailbox, _> = text.parse();
    match parsed {
        Ok(mailbox) => Ok(Mailbox::new(mailbox.name, address(mailbox.email.as_ref())?)),
        Err(_) if text.contains(['<', ',']) => Err(format!("write Name <address>; {QUOTE}")),
        Err(_) => Err("write Name <address>".to_owned()),
    }
}

/// The name that Crewline greets a server with, from a host: an IP address is written in brackets (RFC 5321, 4.1.3).
pub(super) fn greeting(host: &str) -> ClientId {
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => ClientId::Domain(domain_to_ascii(host).unwrap_or_else(|| host.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_goes_out_in_its_ascii_form() {
        for (typed, sent) in [
            ("ada@b\u{fc}cher.example", "ada@xn--bcher-kva.example"),
            ("Ada.Lovelace+x@B\u{dc}CHER.example", "Ada.Lovelace+x@xn--bcher-kva.example"),
            ("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"),
            ("jos\u{e9}@b\u{fc}cher.example", "jos\u{e9}@xn--bcher-kva.example"),
            ("ada@localhost", "ada@localhost"),
        ] {
            assert_eq!(address(typed).map(|address| address.to_string()).as_deref(), Ok(sent), "{typed}");
        }
        assert!(address("ada").is_err());
    }

    #[test]
    fn a_sender_may_have_an_international_domain_and_a_quoted_name() {
        for (typed, sent) in [
            ("Crewline <crew@b\u{fc}cher.example>", "Crewline <crew@xn--bcher-kva.example>"),
            ("\"Acme, Inc.\" <mail@acme.example>", "\"Acme, Inc.\" <mail@acme.example>"),
            (" crew@acme.example ", "crew@acme.example"),
        ] {
            assert_eq!(sender(typed).map(|mailbox| mailbox.to_string()).as_deref(), Ok(sent), "{typed}");
        }
        for typed in ["Acme, Inc. <mail@acme.example>", "a@acme.example, b@acme.example", "Acme <mail@acme.example"] {
            assert!(sender(typed).unwrap_err().contains("in quotes"), "{typed}");
        }
        assert_eq!(sender("nobody").unwrap_err(), "write Name <address>");
    }

    #[test]
    fn the_greeting_is_a_domain_or_an_address_in_brackets() {
        for (host, greeted) in [
            ("crew.example", "crew.example"),
            ("b\u{fc}cher.example", "xn--bcher-kva.example"),
            ("192.0.2.7", "[192.0.2.7]"),
            ("[2001:db8::7]", "[IPv6:2001:db8::7]"),
        ] {
            assert_eq!(greeting(host).to_string(), greeted);
        }
    }
}
