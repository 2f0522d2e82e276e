//! The address of a PostgreSQL server, read as libpq reads it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio_postgres::config::Host;

use super::error::Error;

/// How TLS is used: libpq's `sslmode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TlsMode {
    /// Never.
    Disable,
    /// If the server takes no connection without it.
    Allow,
    /// If the server offers it.
    Prefer,
    /// Always, with any certificate.
    Require,
    /// Always, with a certificate that an authority has signed.
    VerifyCa,
    /// Always, with a certificate that an authority has signed for this host.
    VerifyFull,
}

/// The authorities that sign a server's certificate: libpq's `sslrootcert`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Authorities {
    /// Those of a file.
    File(PathBuf),
    /// Those that the machine trusts.
    System,
}

/// The address of a server, with the settings of all our connections.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: tokio_postgres::Config,
    /// The same, without the options that are ours.
    pub(super) without_settings: tokio_postgres::Config,
    pub(super) mode: TlsMode,
    pub(super) authorities: Authorities,
    /// The files of our own certificate and its key.
    pub(super) client: Option<(PathBuf, PathBuf)>,
    /// Whether a pooler stands in front, which refuses or drops the settings of a new connection, so that a statement
    /// has to make them.
    has_pooler: Arc<AtomicBool>,
}

/// The settings of each connection. A statement is written for one plan, by an index. Planning it anew takes longer than
/// most statements run, and a plan that was made while a table was small would scan all of it once it has grown. A plan for
/// all values takes a limit for a tenth of the rows: to join the fifty calls of a page, it would hash every call.
const SETTINGS: [(&str, &str); 8] = [
    ("statement_timeout", "30s"),
    ("lock_timeout", "3s"),
    ("idle_in_transaction_session_timeout", "60s"),
    ("jit", "off"),
    ("plan_cache_mode", "force_generic_plan"),
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
];
/// A setting of no effect, by which a connection knows that its settings have reached the server.
pub(super) const MARK: &str = "crewline.settings";

/// How long each network address of a server may take to accept a connection.
const SOCKET_TIMEOUT: Duration = Duration::from_secs(5);
/// The folders of a server's socket on this machine: Debian's, and PostgreSQL's own.
const SOCKET_FOLDERS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// The parameters that the driver reads by itself.
const DRIVERS_PARAMETERS: [&str; 18] = [
    "user",
    "password",
    "dbname",
    "options",
    "application_name",
    "sslnegotiation",
    "host",
    "hostaddr",
    "port",
    "connect_timeout",
    "tcp_user_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "target_session_attrs",
    "channel_binding",
    "load_balance_hosts",
];

fn unusable(why: impl std::fmt::Display) -> Error {
    Error::Unusable(format!("this is no PostgreSQL address: {why}"))
}

impl Address {
    /// Parses an address. Relative paths and defaults below the home folder are resolved when a connection is opened.
    ///
    /// # Errors
    /// Returns a sentence that repeats no part of a sign-in.
    pub(super) fn parse(text: &str) -> Result<Self, Error> {
        Self::parse_with(text, std::env::home_dir().as_deref())
    }

    /// Like [`Self::parse`], with another home folder, where libpq looks for certificates.
    fn parse_with(text: &str, home: Option<&Path>) -> Result<Self, Error> {
        // A password may have a question mark.
        let host = text.find('@').unwrap_or(0);
        let question = text[host..].find('?').map_or(text.len(), |place| host + place);
        let (place, query) = (&text[..question], text[question..].trim_start_matches('?'));
        let mut parameters = TlsParameters::default();
        let mut others = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let Some((name, value)) = pair.split_once('=') else {
                return Err(unusable("after the question mark, write NAME=VALUE, and & between two of them"));
            };
            let value = percent_encoding::percent_decode_str(value)
                .decode_utf8()
                .map_err(|_| unusable(format_args!("the value of {} is not UTF-8", shown(name))))?;
            if !parameters.take(name, &value)? {
                let value = if (name, &*value) == ("target_session_attrs", "primary") { "read-write" } else { &value };
                let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
                others.push(format!("{name}={value}"));
            }
        }
        let rest = if others.is_empty() { place.to_owned() } else { format!("{place}?{}", others.join("&")) };
        let mut config: tokio_postgres::Config = rest.parse().map_err(|error| unusable(parse_error(&error)))?;
        complete_hosts(&mut config)?;
        if config.get_application_name().is_none() {
            config.application_name("crewline");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(SOCKET_TIMEOUT);
        }
        let without_settings = config.clone();
        let options: String = SETTINGS.iter().map(|(name, value)| format!("-c {name}={value} ")).collect();
        let own = config.get_options().unwrap_or_default().to_owned();
        // The last one wins.
        config.options(format!("{options}-c {MARK}=on {own}").trim_end());
        parameters.address(config, without_settings, home)
    }

    /// The settings as statements, for a connection that did not take them at its start.
    pub(super) fn settings() -> String {
        let set = |(name, value): &(&str, &str)| format!("set {name} = '{value}'; ");
        format!("{}set {MARK} = 'on'", SETTINGS.iter().map(set).collect::<String>())
    }

    /// Whether a pooler stands in front.
    pub(super) fn has_pooler(&self) -> bool {
        self.has_pooler.load(Ordering::Acquire)
    }

    /// From now on, a pooler stands in front.
    pub(super) fn set_pooler(&self) {
        self.has_pooler.store(true, Ordering::Release);
    }

    /// Whether the address has options of its own, beside ours.
    pub(super) fn has_own_options(&self) -> bool {
        self.without_settings.get_options().is_some()
    }

    /// The hosts, for a sentence.
    pub(super) fn hosts(&self) -> String {
        let name = |host: &Host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        };
        self.config.get_hosts().iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// Whether TLS has no part in it, since every host is a socket of this machine.
    pub(super) fn is_local(&self) -> bool {
        self.config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)))
    }
}

/// Adds the hosts that libpq takes when there is none, and checks the others.
fn complete_hosts(config: &mut tokio_postgres::Config) -> Result<(), Error> {
    let is_mistyped = |host: &Host| matches!(host, Host::Tcp(name) if name.contains(['@', ' ']) || name.is_empty());
    if config.get_hosts().iter().any(is_mistyped) {
        return Err(unusable("the host can't be read: in a user or password, write @ as %40, / as %2F and % as %25"));
    }
    if config.get_hosts().is_empty() {
        let addresses: Vec<String> = config.get_hostaddrs().iter().map(ToString::to_string).collect();
        // TLS needs a name.
        for address in &addresses {
            config.host(address);
        }
        if addresses.is_empty() {
            let folder = SOCKET_FOLDERS.into_iter().find(|folder| Path::new(folder).is_dir());
            config.host(folder.unwrap_or("localhost"));
        }
    }
    let (hosts, ports) = (config.get_hosts().len(), config.get_ports().len());
    if ports > 1 && ports != hosts {
        return Err(unusable("write one port for all hosts, or one for each"));
    }
    Ok(())
}

/// The driver's error, which repeats no value.
fn parse_error(error: &tokio_postgres::Error) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match source.strip_prefix("unknown option `").and_then(|rest| rest.strip_suffix('`')) {
        Some(name) => format!(
            "the parameter {} is not one of {}, sslmode, sslrootcert, sslcert and sslkey",
            shown(name),
            DRIVERS_PARAMETERS.join(", ")
        ),
        None if source.is_empty() => error.to_string(),
        None => source.replace('`', ""),
    }
}

fn shown(text: &str) -> String {
    format!("{:?}", text.chars().take(40).collect::<String>())
}

/// libpq's parameters for TLS.
#[derive(Default)]
struct TlsParameters {
    mode: Option<TlsMode>,
    root: Option<String>,
    certificate: Option<String>,
    key: Option<String>,
}

impl TlsParameters {
    /// Reads a parameter; `false` for one that is the driver's.
    fn take(&mut self, name: &str, value: &str) -> Result<bool, Error> {
        match name {
            "sslmode" => {
                self.mode = Some(match value {
                    "disable" => TlsMode::Disable,
                    "allow" => TlsMode::Allow,
                    "prefer" => TlsMode::Prefer,
                    "require" => TlsMode::Require,
                    "verify-ca" => TlsMode::VerifyCa,
                    "verify-full" => TlsMode::VerifyFull,
                    _ => {
                        return Err(unusable(format_args!(
                            "sslmode={} is not one of disable, allow, prefer, require, verify-ca and verify-full",
                            shown(value)
                        )));
                    }
                });
            }
            "sslrootcert" => self.root = Some(value.to_owned()),
            "sslcert" => self.certificate = Some(value.to_owned()),
            "sslkey" => self.key = Some(value.to_owned()),
            // This is the default of libpq, and all that we do.
            "gssencmode" if value != "require" => {}
            "sslsni" if value == "1" => {}
            "sslcompression" if value == "0" => {}
            "client_encoding" if ["utf8", "utf-8", "auto"].contains(&value.to_ascii_lowercase().as_str()) => {}
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn address(
        self,
        config: tokio_postgres::Config,
        without_settings: tokio_postgres::Config,
        home: Option<&Path>,
    ) -> Result<Address, Error> {
        let default = |name: &str| home.map(|home| home.join(".postgresql").join(name)).filter(|path| path.exists());
        let is_system = self.root.as_deref() == Some("system");
        let mode = self.mode.unwrap_or(if is_system { TlsMode::VerifyFull } else { TlsMode::Prefer });
        if is_system && mode != TlsMode::VerifyFull {
            return Err(unusable(
                "sslrootcert=system trusts every public authority, so it needs sslmode=verify-full, which compares the \
                 server's name, too",
            ));
        }
        let root = match self.root.as_deref() {
            Some("system") => Some(Authorities::System),
            Some("") => return Err(unusable("sslrootcert names no file")),
            Some(path) => Some(Authorities::File(path.into())),
            None => default("root.crt").map(Authorities::File),
        };
        // As libpq does: an authority that is named is asked.
        let mode = if mode == TlsMode::Require && root.is_some() { TlsMode::VerifyCa } else { mode };
        if mode == TlsMode::VerifyCa && root.is_none() {
            return Err(unusable(
                "sslmode=verify-ca needs sslrootcert=FILE with the certificate of the server's authority",
            ));
        }
        let client = match (self.certificate, self.key) {
            (Some(certificate), Some(key)) => Some((certificate.into(), key.into())),
            (None, None) => default("postgresql.crt").zip(default("postgresql.key")),
            (Some(_), None) => return Err(unusable("sslcert needs sslkey=FILE with the certificate's key")),
            (None, Some(_)) => return Err(unusable("sslkey needs sslcert=FILE with the key's certificate")),
        };
        let authorities = root.unwrap_or(Authorities::System);
        Ok(Address { config, without_settings, mode, authorities, client, has_pooler: Arc::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Address, String> {
        Address::parse_with(text, None).map_err(|error| error.to_string())
    }

    #[test]
    fn each_mode_of_libpq_is_read() {
        for (query, mode, authorities) in [
            ("", TlsMode::Prefer, Authorities::System),
            ("?sslmode=disable", TlsMode::Disable, Authorities::System),
            ("?sslmode=allow", TlsMode::Allow, Authorities::System),
            ("?sslmode=prefer", TlsMode::Prefer, Authorities::System),
            ("?sslmode=require", TlsMode::Require, Authorities::System),
            ("?sslmode=verify-full", TlsMode::VerifyFull, Authorities::System),
            ("?sslrootcert=system", TlsMode::VerifyFull, Authorities::System),
            ("?sslmode=verify-ca&sslrootcert=%2Fca.pem", TlsMode::VerifyCa, Authorities::File("/ca.pem".into())),
            ("?sslrootcert=/ca.pem&sslmode=require", TlsMode::VerifyCa, Authorities::File("/ca.pem".into())),
            ("?sslmode=verify-full&sslrootcert=/ca.pem", TlsMode::VerifyFull, Authorities::File("/ca.pem".into())),
        ] {
            let address = parse(&format!("postgres://crewline@db.example/crewline{query}")).expect(query);
            assert_eq!((address.mode, address.authorities), (mode, authorities), "{query}");
        }
    }

    #[test]
    fn certificates_of_the_home_folder_are_used_as_libpq_does() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join(".postgresql");
        std::fs::create_dir(&folder).unwrap();
        for name in ["root.crt", "postgresql.crt", "postgresql.key"] {
            std::fs::write(folder.join(name), "").unwrap();
        }
        let parse = |query| Address::parse_with(&format!("postgres://db/crewline{query}"), Some(home.path())).unwrap();
        let address = parse("?sslmode=require");
        assert_eq!(address.mode, TlsMode::VerifyCa);
        assert_eq!(address.authorities, Authorities::File(folder.join("root.crt")));
        assert_eq!(address.client, Some((folder.join("postgresql.crt"), folder.join("postgresql.key"))));
        assert_eq!(parse("").mode, TlsMode::Prefer);
    }

    #[test]
    fn each_refusal_says_what_to_write_and_repeats_no_secret() {
        for (address, words) in [
            ("postgres://u:secret@db/c?sslmode=maybe", "verify-full"),
            ("postgres://u:secret@db/c?sslmode=verify-ca", "sslrootcert=FILE"),
            ("postgres://u:secret@db/c?sslrootcert=system&sslmode=require", "sslmode=verify-full"),
            ("postgres://u:secret@db/c?sslrootcert=", "no file"),
            ("postgres://u:secret@db/c?sslcert=/a", "sslkey=FILE"),
            ("postgres://u:secret@db/c?sslkey=/a", "sslcert=FILE"),
            ("postgres://u:secret@db/c?sslmod=require", "\"sslmod\" is not one of"),
            ("postgres://u:secret@db/c?service=secret", "\"service\" is not one of"),
            ("postgres://u:secret@db/c?gssencmode=require", "\"gssencmode\" is not one of"),
            ("postgres://u:secret@db/c?sslmode", "NAME=VALUE"),
            ("postgres://u:secret@db:what/c", "port"),
            ("postgres://u:sec@ret@db/c", "%40"),
            ("postgres://u:secret@one,two,three:1,2/c?port=7", "one port for all hosts"),
            ("postgres://u:secret@db/c?target_session_attrs=secret", "target_session_attrs"),
        ] {
            let sentence = parse(address).err().unwrap_or_else(|| panic!("{address} was taken"));
            assert!(sentence.contains("no PostgreSQL address: ") && sentence.contains(words), "{address}: {sentence}");
            assert!(!sentence.contains("secret") && !sentence.contains("ret@db"), "{sentence}");
        }
    }

    #[test]
    fn a_host_that_is_left_out_is_libpqs() {
        let local = parse("postgres:///crewline").unwrap();
        assert!(local.is_local() || local.hosts() == "localhost");
        let numeric = parse("postgres:///crewline?hostaddr=192.0.2.1").unwrap();
        assert_eq!(numeric.hosts(), "192.0.2.1");
        let socket = parse("postgres://crewline@%2Fvar%2Frun%2Fpostgresql/crewline?sslmode=require").unwrap();
        assert!(socket.is_local());
    }

    #[test]
    fn options_of_the_address_are_added_to_ours() {
        let address = parse("postgres://db/c?options=-c%20search_path%3Dcrew").unwrap();
        let options = address.config.get_options().unwrap();
        assert!(options.ends_with("-c crewline.settings=on -c search_path=crew"), "{options}");
        assert!(options.contains("enable_seqscan=off") && address.has_own_options());
        assert!(!parse("postgres://db/c").unwrap().has_own_options());
    }
}
