//! TLS to PostgreSQL: each mode of libpq, against servers that offer it, ask for it, or take none.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::db::testing::proxy::{TLS_REQUEST, read_startup, refuse_with};
use crate::db::testing::{START, TestDatabase, test_database};
use crate::db::{Db, Error, Kind, Target};
use crate::time::Clock;

/// The demands of a server on its clients.
#[derive(Clone, Copy, Debug, Default)]
struct Wants {
    no_tls: bool,
    tls: bool,
    a_certificate: bool,
}

const OFFERED: Wants = Wants { no_tls: false, tls: false, a_certificate: false };
const REQUIRED: Wants = Wants { tls: true, ..OFFERED };
const UNWANTED: Wants = Wants { no_tls: true, ..OFFERED };
const WITH_CERTIFICATE: Wants = Wants { tls: true, a_certificate: true, ..OFFERED };

fn file(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/tests/certificates")).join(name)
}

/// A server with a certificate; `None` for one without TLS. It passes everything on to the test server.
struct Server {
    port: u16,
    was_encrypted: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    async fn start(behind: &str, certificate: Option<&str>, wants: Wants) -> Self {
        let acceptor = certificate.map(|name| acceptor(name, wants));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (was_encrypted, behind) = (Arc::new(AtomicBool::new(false)), behind.to_owned());
        let encrypted = Arc::clone(&was_encrypted);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (acceptor, behind, encrypted) = (acceptor.clone(), behind.clone(), Arc::clone(&encrypted));
                tokio::spawn(async move { serve(client, acceptor, wants, &behind, &encrypted).await });
            }
        });
        Self { port, was_encrypted, task }
    }
}

fn acceptor(name: &str, wants: Wants) -> TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions().unwrap();
    let certificates =
        CertificateDer::pem_file_iter(file(&format!("{name}.pem"))).unwrap().map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_file(file(&format!("{name}.key"))).unwrap();
    let builder = if wants.a_certificate {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(file("authority.pem")).unwrap()).unwrap();
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build().unwrap();
        builder.with_client_cert_verifier(verifier)
    } else {
        builder.with_no_client_auth()
    };
    // Not checked, so that it may be of version 1.
    let key = CertifiedKey::new(certificates, provider.key_provider.load_private_key(key).unwrap());
    let config = builder.with_cert_resolver(Arc::new(SingleCertAndKey::from(key)));
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(
    mut client: TcpStream,
    acceptor: Option<TlsAcceptor>,
    wants: Wants,
    behind: &str,
    encrypted: &AtomicBool,
) -> io::Result<()> {
    let start = read_startup(&mut client).await?;
    if start[..8] != TLS_REQUEST {
        return pass_on(client, start, wants.tls.then_some("no encryption"), behind).await;
    }
    let Some(acceptor) = acceptor else {
        client.write_all(b"N").await?;
        let start = read_startup(&mut client).await?;
        return pass_on(client, start, None, behind).await;
    };
    client.write_all(b"S").await?;
    let mut client = acceptor.accept(client).await?;
    let start = read_startup(&mut client).await?;
    encrypted.store(!wants.no_tls, Ordering::Release);
    pass_on(client, start, wants.no_tls.then_some("SSL encryption"), behind).await
}

async fn pass_on(
    mut client: impl AsyncRead + AsyncWrite + Unpin,
    start: Vec<u8>,
    refusal: Option<&str>,
    behind: &str,
) -> io::Result<()> {
    if let Some(words) = refusal {
        let words = format!("no pg_hba.conf entry for host \"127.0.0.1\", user \"crewline\", database \"c\", {words}");
        return refuse_with(&mut client, "28000", &words).await;
    }
    let mut server = TcpStream::connect(behind).await?;
    server.write_all(&start).await?;
    tokio::io::copy_bidirectional(&mut client, &mut server).await.map(drop)
}

/// Opens the database through a server; returns whether that was encrypted, or the sentence of the refusal.
async fn open(database: &TestDatabase, certificate: Option<&str>, wants: Wants, query: &str) -> Result<bool, String> {
    let Target::Postgres(address) = &database.target else { panic!("a server") };
    let (sign_in, place) = address.rsplit_once('@').unwrap();
    let (behind, name) = place.split_once('/').unwrap();
    let server = Server::start(behind, certificate, wants).await;
    let target = Target::Postgres(format!("{sign_in}@localhost:{}/{name}{query}", server.port));
    match Db::open(&target, Clock::at(START)).await {
        Ok(db) => {
            super::add(&db, &format!("{certificate:?} {wants:?} {query}")).await.unwrap();
            Ok(server.was_encrypted.load(Ordering::Acquire))
        }
        Err(Error::Unusable(sentence)) => Err(sentence),
        Err(other) => panic!("{other:?}"),
    }
}

fn with_authority(mode: &str, authority: &str) -> String {
    format!("?sslmode={mode}&sslrootcert={}", file(authority).display())
}

#[tokio::test]
async fn each_mode_takes_the_servers_that_libpq_takes_on_postgres() {
    let database = test_database(Kind::Postgres).await;
    for (certificate, wants, query, is_encrypted) in [
        // As Debian sets a server up: a certificate of its own, for any client.
        (Some("debian"), OFFERED, String::new(), true),
        (Some("debian"), OFFERED, "?sslmode=prefer".into(), true),
        (Some("debian"), OFFERED, "?sslmode=require".into(), true),
        (Some("debian"), OFFERED, "?sslmode=allow".into(), false),
        (Some("debian"), OFFERED, "?sslmode=disable".into(), false),
        (Some("debian"), REQUIRED, "?sslmode=allow".into(), true),
        (Some("debian"), REQUIRED, "?sslmode=require".into(), true),
        (Some("debian"), UNWANTED, "?sslmode=prefer".into(), false),
        (Some("old"), OFFERED, "?sslmode=require".into(), true),
        (None, OFFERED, String::new(), false),
        (None, OFFERED, "?sslmode=allow".into(), false),
        (Some("server"), REQUIRED, with_authority("verify-ca", "authority.pem"), true),
        (Some("server"), REQUIRED, with_authority("verify-full", "authority.pem"), true),
        (Some("server"), REQUIRED, with_authority("require", "authority.pem"), true),
        (Some("elsewhere"), REQUIRED, with_authority("verify-ca", "authority.pem"), true),
        // The name of a certificate that lists none, and certificates that are their own authority.
        (Some("named"), REQUIRED, with_authority("verify-full", "authority.pem"), true),
        (Some("itself"), REQUIRED, with_authority("verify-full", "itself.pem"), true),
        (Some("debian"), REQUIRED, with_authority("verify-ca", "debian.pem"), true),
    ] {
        let opened = open(&database, certificate, wants, &query).await;
        assert_eq!(opened, Ok(is_encrypted), "{certificate:?} {wants:?} {query}");
    }
}

#[tokio::test]
async fn each_refusal_of_tls_says_what_to_write_on_postgres() {
    let database = test_database(Kind::Postgres).await;
    for (certificate, wants, query, words) in [
        (None, OFFERED, "?sslmode=require".to_owned(), "ssl = on"),
        (Some("debian"), REQUIRED, "?sslmode=disable".into(), "write sslmode=require"),
        (Some("debian"), UNWANTED, "?sslmode=require".into(), "SSL encryption"),
        (Some("debian"), OFFERED, "?sslmode=verify-full".into(), "write sslrootcert=FILE"),
        (Some("debian"), OFFERED, "?sslrootcert=system".into(), "the list of this machine"),
        (
            Some("debian"),
            OFFERED,
            with_authority("verify-ca", "authority.pem"),
            "authority.pem: write sslrootcert=FILE",
        ),
        (Some("debian"), OFFERED, with_authority("require", "authority.pem"), "or sslmode=require without sslrootcert"),
        (Some("debian"), OFFERED, with_authority("verify-full", "debian.pem"), "not for the host localhost"),
        (Some("elsewhere"), OFFERED, with_authority("verify-full", "authority.pem"), "sslmode=verify-ca"),
        (Some("old"), OFFERED, with_authority("verify-full", "old.pem"), "can't be checked"),
        (Some("server"), OFFERED, with_authority("verify-ca", "nowhere.pem"), "nowhere.pem can't be used"),
        (Some("server"), OFFERED, with_authority("verify-ca", "server.key"), "no certificate in PEM"),
        (Some("server"), WITH_CERTIFICATE, with_authority("verify-full", "authority.pem"), "write sslcert=FILE"),
    ] {
        let sentence = open(&database, certificate, wants, &query).await.expect_err(&query);
        assert!(sentence.contains(words), "{certificate:?} {wants:?} {query}: {sentence}");
        assert!(!sentence.contains('\n') && sentence.len() < 400, "{sentence}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn our_own_certificate_is_shown_and_its_key_is_ours_alone_on_postgres() {
    use std::os::unix::fs::PermissionsExt;

    let database = test_database(Kind::Postgres).await;
    let key = database.folder().join("client.key");
    std::fs::copy(file("client.key"), &key).unwrap();
    let query = format!(
        "{}&sslcert={}&sslkey={}",
        with_authority("verify-full", "authority.pem"),
        file("client.pem").display(),
        key.display()
    );
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let sentence = open(&database, Some("server"), WITH_CERTIFICATE, &query).await.expect_err("a key for all");
    assert!(sentence.contains("client.key can't be used: others may read it: chmod 600"), "{sentence}");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(open(&database, Some("server"), WITH_CERTIFICATE, &query).await, Ok(true));
    std::fs::write(&key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n").unwrap();
    let sentence = open(&database, Some("server"), WITH_CERTIFICATE, &query).await.expect_err("an encrypted key");
    assert!(sentence.contains("without a passphrase"), "{sentence}");
}
