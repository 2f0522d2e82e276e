//! Why a PostgreSQL server takes no connection: in its own words, with the way out.

use rustls::CertificateError;
use tokio_postgres::error::SqlState;

use super::error::{Error, server_message};
use super::postgres_address::{Address, Authorities};

/// Whether a connection might be taken with TLS, or without.
pub(super) fn needs_other_mode(error: &tokio_postgres::Error) -> bool {
    match error.code() {
        Some(code) => *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        None => is_tls(error) || rustls_error(error).is_some(),
    }
}

fn is_tls(error: &tokio_postgres::Error) -> bool {
    error.to_string().starts_with("error performing TLS handshake")
}

/// The fault of a TLS connection. A server may refuse our certificate after the handshake.
fn rustls_error(error: &tokio_postgres::Error) -> Option<&rustls::Error> {
    let source = std::error::Error::source(error)?;
    source.downcast_ref::<std::io::Error>()?.get_ref()?.downcast_ref::<rustls::Error>()
}

/// Whether a pooler, such as PgBouncer, has refused a setting of a new connection.
pub(super) fn is_startup_parameter(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|error| error.message().contains("startup parameter"))
}

/// The words of PgBouncer for what will not mend itself; it has one code for everything.
const LASTING_WORDS: [&str; 3] = ["no such database", "no such user", "startup parameter"];

/// Why a connection could not be opened.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) error: Error,
    /// Whether the server has no connection left, or is starting, so that the next attempt may succeed.
    pub(super) is_busy: bool,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { error, is_busy: false }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        refusal.error
    }
}

/// The refusal of a connection that could not be opened.
pub(super) fn refusal(address: &Address, error: &tokio_postgres::Error) -> Refusal {
    let is_busy =
        error.code().is_some_and(|code| code.code().starts_with("53") || *code == SqlState::CANNOT_CONNECT_NOW)
            || error.as_db_error().is_some_and(|error| error.message().contains("no more connections"));
    Refusal { error: to_error(address, error), is_busy }
}

/// The sentence. [`Error::Unavailable`] says that the server may take a connection later: it is away, starting or stopping,
/// or has none left.
fn to_error(address: &Address, error: &tokio_postgres::Error) -> Error {
    if let Some(fault) = rustls_error(error) {
        return Error::Unusable(tls_refusal(address, fault));
    }
    let words = server_message(error);
    let sentence = match error.code() {
        Some(code) if *code == SqlState::INVALID_PASSWORD => {
            "PostgreSQL refused the sign-in: check the user and password in CREWLINE_DATABASE".to_owned()
        }
        Some(code) if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            let way_out = if words.contains("client certificate") {
                "write sslcert=FILE and sslkey=FILE in CREWLINE_DATABASE"
            } else if words.contains("no encryption") {
                "write sslmode=require in CREWLINE_DATABASE, or let the server's pg_hba.conf take connections without TLS"
            } else {
                "check the user and password in CREWLINE_DATABASE, and the server's pg_hba.conf"
            };
            format!("PostgreSQL refused the sign-in: {words}: {way_out}")
        }
        Some(code) if *code == SqlState::UNDEFINED_DATABASE => {
            "PostgreSQL has no database of that name: create it, or correct CREWLINE_DATABASE".to_owned()
        }
        Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => {
            format!(
                "PostgreSQL refused the connection: {words}: `grant connect on database … to …` lets the user of \
                 CREWLINE_DATABASE in"
            )
        }
        _ if is_startup_parameter(error) && address.has_own_options() => format!(
            "the pooler before PostgreSQL refused the connection: {words}: take `options` out of CREWLINE_DATABASE, and \
             make these settings of the database's user instead"
        ),
        None if words.contains("does not support TLS") => {
            "PostgreSQL offers no TLS, which CREWLINE_DATABASE asks for by sslmode: set `ssl = on` in the server, or write \
             sslmode=disable if nobody else is on the network between"
                .to_owned()
        }
        None if words.contains("sslnegotiation=direct") => {
            "sslnegotiation=direct needs sslmode=require or verify-full in CREWLINE_DATABASE".to_owned()
        }
        None if words.contains("password missing") => {
            "PostgreSQL asks for a password, and CREWLINE_DATABASE has none: write postgres://USER:PASSWORD@HOST/DATABASE"
                .to_owned()
        }
        code if is_temporary(code, &words) => {
            return Error::Unavailable(format!("PostgreSQL can't be reached: {words}"));
        }
        _ => format!("PostgreSQL refused the connection: {words}"),
    };
    Error::Unusable(sentence)
}

fn is_temporary(code: Option<&SqlState>, words: &str) -> bool {
    let Some(code) = code else { return true };
    let code = code.code();
    ["08", "53", "57"].iter().any(|class| code.starts_with(class))
        && !LASTING_WORDS.iter().any(|word| words.contains(word))
}

/// The sentence for a fault of TLS.
fn tls_refusal(address: &Address, fault: &rustls::Error) -> String {
    use rustls::AlertDescription::{BadCertificate, CertificateRequired, CertificateUnknown, UnknownCA};
    let fault = match fault {
        rustls::Error::InvalidCertificate(fault) => fault,
        rustls::Error::AlertReceived(BadCertificate | CertificateRequired | CertificateUnknown | UnknownCA) => {
            return "PostgreSQL asks for a client certificate that it trusts: write sslcert=FILE and sslkey=FILE in \
                    CREWLINE_DATABASE"
                .to_owned();
        }
        other => return format!("PostgreSQL and Crewline can't agree on TLS: {other}"),
    };
    match fault {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            let authorities = match &address.authorities {
                Authorities::File(path) => path.display().to_string(),
                Authorities::System => "the list of this machine".to_owned(),
            };
            format!(
                "PostgreSQL's certificate is not signed by an authority in {authorities}: write sslrootcert=FILE with its \
                 authority's certificate in CREWLINE_DATABASE, or sslmode=require without sslrootcert, which takes any \
                 certificate"
            )
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => format!(
            "PostgreSQL's certificate is not for the host {}: write a host that it names in CREWLINE_DATABASE, or \
             sslmode=verify-ca with sslrootcert=FILE, which compares no names",
            address.hosts()
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "PostgreSQL's certificate has expired: give the server a new one".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "PostgreSQL's certificate is not valid yet: check the clocks of both machines".to_owned()
        }
        other => format!(
            "PostgreSQL's certificate can't be checked ({other}): give the server another one, or write sslmode=require \
             without sslrootcert, which takes any certificate"
        ),
    }
}
