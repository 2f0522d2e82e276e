//! The address of the mail server, as `CREWLINE_SMTP_URL` has it.

use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use percent_encoding::percent_decode_str;
use url::Url;

/// The port of a relay (RFC 5321), of submission (RFC 6409), and of submission inside TLS (RFC 8314).
const RELAY_PORT: u16 = 25;
const SUBMISSION_PORT: u16 = 587;
const SUBMISSIONS_PORT: u16 = 465;

/// How long each step may take unless `?timeout=` says otherwise, in seconds.
const DEFAULT_TIMEOUT_SECONDS: u64 = 30;
const MAX_TIMEOUT_SECONDS: u64 = 40;

const FORM: &str = "write smtp://host:port, smtp://user:password@host:port or smtps://user:password@host:port";
const ENCODE: &str =
    "in the user name and the password write % as %25, / as %2F, # as %23, ? as %3F, @ as %40 and : as %3A";

/// How the connection is encrypted: the values of `?tls=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encryption {
    /// The connection is TLS from its first byte.
    Wrapper,
    /// STARTTLS with a certificate that is checked, or nothing is sent.
    Required,
    /// STARTTLS where the server offers it. The certificate is not checked, since the alternative is no encryption.
    Opportunistic,
    /// Never encrypted.
    None,
}

/// A mail server.
#[derive(Clone, Debug)]
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) encryption: Encryption,
    pub(super) credentials: Option<Credentials>,
    /// How long each step may take.
    pub(super) timeout: Duration,
}

impl Server {
    /// Reads the address. The sentence never repeats it, since it holds a password.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let form = || if text.contains('@') { format!("{FORM}; {ENCODE}") } else { FORM.to_owned() };
        let url = Url::parse(text).map_err(|_| form())?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(form)?;
        if !matches!(url.scheme(), "smtp" | "smtps") || !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(form());
        }
        let credentials = credentials(&url)?;
        let (mut tls, mut timeout) = (None, DEFAULT_TIMEOUT_SECONDS);
        for (name, value) in url.query_pairs() {
            match &*name {
                "tls" => tls = Some(value.into_owned()),
                "timeout" => timeout = read_timeout(&value)?,
                // The rest of a password that has a question mark is no name to repeat.
                _ if text.matches('@').count() > url.username().matches('@').count() && credentials.is_none() => {
                    return Err(form());
                }
                _ => return Err(format!("there is no parameter {name:?}: there are tls and timeout")),
            }
        }
        let encryption = encryption(url.scheme(), tls.as_deref(), credentials.is_some())?;
        let port = url.port().unwrap_or(match (encryption, &credentials) {
            (Encryption::Wrapper, _) => SUBMISSIONS_PORT,
            (_, Some(_)) => SUBMISSION_PORT,
            (_, None) => RELAY_PORT,
        });
        // In brackets, an IPv6 address is part of an address and of no certificate.
        let host = percent_decode_str(host.trim_matches(['[', ']'])).decode_utf8_lossy();
        let host = super::address::domain_to_ascii(&host).unwrap_or_else(|| host.into_owned());
        Ok(Self { host, port, encryption, credentials, timeout: Duration::from_secs(timeout) })
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, String> {
    let decode = |text: &str| {
        let decoded = percent_decode_str(text).decode_utf8();
        decoded.map(String::from).map_err(|_| format!("the user name or the password is no text; {ENCODE}"))
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) => Err("it has a password without a user name".to_owned()),
        (_, None) => Err("it has a user name without a password: write user:password".to_owned()),
        (user, Some(password)) => Ok(Some(Credentials::new(decode(user)?, decode(password)?))),
    }
}

fn read_timeout(value: &str) -> Result<u64, String> {
    let seconds = value.parse().ok().filter(|seconds| (1..=MAX_TIMEOUT_SECONDS).contains(seconds));
    seconds.ok_or_else(|| format!("timeout is a whole number of seconds from 1 to {MAX_TIMEOUT_SECONDS}"))
}

fn encryption(scheme: &str, tls: Option<&str>, signs_in: bool) -> Result<Encryption, String> {
    match (scheme, tls) {
        ("smtps", None | Some("wrapper")) | ("smtp", Some("wrapper")) => Ok(Encryption::Wrapper),
        ("smtps", Some(_)) => {
            Err("smtps:// is TLS from the first byte, so leave tls out; smtp:// has the others".to_owned())
        }
        ("smtp", Some("required")) => Ok(Encryption::Required),
        ("smtp", None) if signs_in => Ok(Encryption::Required),
        ("smtp", Some("opportunistic")) if signs_in => Err("tls=opportunistic could send the password in the clear: \
             write tls=required, or tls=none for a server whose network nobody else can read"
            .to_owned()),
        ("smtp", None | Some("opportunistic")) => Ok(Encryption::Opportunistic),
        ("smtp", Some("none")) => Ok(Encryption::None),
        _ => Err("tls is required, opportunistic, none or wrapper".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, u16, Encryption, u64), String> {
        Server::read(text).map(|it| (it.host, it.port, it.encryption, it.timeout.as_secs()))
    }

    #[test]
    fn a_password_is_sent_encrypted_unless_the_address_says_otherwise() {
        use Encryption::{None, Opportunistic, Required, Wrapper};
        for (text, port, encryption) in [
            ("smtp://mail.example.com", 25, Opportunistic),
            ("smtp://mail.example.com:2525/", 2525, Opportunistic),
            ("smtp://mail.example.com?tls=required", 25, Required),
            ("smtp://mail.example.com?tls=none", 25, None),
            ("smtp://u:p@mail.example.com", 587, Required),
            ("smtp://u:p@mail.example.com:25", 25, Required),
            ("smtp://u:p@mail.example.com?tls=none", 587, None),
            ("smtp://u:p@mail.example.com?tls=wrapper", 465, Wrapper),
            ("smtps://u:p@mail.example.com", 465, Wrapper),
            ("smtps://mail.example.com?tls=wrapper", 465, Wrapper),
        ] {
            assert_eq!(read(text), Ok(("mail.example.com".to_owned(), port, encryption, 30)), "{text}");
        }
        assert!(read("smtp://u:p@mail.example.com?tls=opportunistic").unwrap_err().contains("in the clear"));
    }

    #[test]
    fn a_time_limit_is_part_of_the_address() {
        assert_eq!(read("smtp://mail.example.com?timeout=2").map(|it| it.3), Ok(2));
        for wrong in ["0", "41", "x", ""] {
            assert!(read(&format!("smtp://mail.example.com?timeout={wrong}")).unwrap_err().contains("from 1 to 40"));
        }
    }

    #[test]
    fn a_host_may_be_international_or_an_ip_address() {
        for (text, host) in [
            ("smtp://b\u{fc}cher.example", "xn--bcher-kva.example"),
            ("smtp://[2001:db8::5]:25", "2001:db8::5"),
            ("smtp://192.0.2.5", "192.0.2.5"),
        ] {
            assert_eq!(read(text).map(|it| it.0).as_deref(), Ok(host), "{text}");
        }
    }

    #[test]
    fn a_password_is_percent_encoded_and_never_repeated_in_a_sentence() {
        let server = Server::read("smtps://u%40x:p%23%2F%3F%25@mail.example.com").unwrap();
        assert_eq!(server.credentials, Some(Credentials::new("u@x".to_owned(), "p#/?%".to_owned())));
        for text in [
            "smtp://u:sec#ret@mail.example.com",
            "smtp://u:12#secret@mail.example.com",
            "smtp://u:sec/ret@mail.example.com:25",
            "smtp://u:12/secret@mail.example.com",
            "smtps://u:sec?ret@mail.example.com",
            "smtps://u:12?secret@mail.example.com",
            "mailto:u:secret@mail.example.com",
        ] {
            let sentence = read(text).unwrap_err();
            assert!(sentence.contains("# as %23") && !sentence.contains("ret"), "{text}: {sentence}");
        }
    }

    #[test]
    fn whatever_is_not_understood_is_refused() {
        for (text, word) in [
            ("smtp://mail.example.com?tsl=required", "\"tsl\""),
            ("smtp://u:p@mail.example.com?pool=3", "\"pool\""),
            ("smtp://mail.example.com?tls=yes", "required, opportunistic, none or wrapper"),
            ("smtps://mail.example.com?tls=none", "leave tls out"),
            ("smtp://u@mail.example.com", "without a password"),
            ("smtp://:p@mail.example.com", "without a user name"),
            ("mail.example.com:25", "smtp://host:port"),
            ("http://mail.example.com", "smtp://host:port"),
            ("smtp://mail.example.com/other.name", "smtp://host:port"),
        ] {
            let sentence = read(text).unwrap_err();
            assert!(sentence.contains(word), "{text}: {sentence}");
        }
    }
}
