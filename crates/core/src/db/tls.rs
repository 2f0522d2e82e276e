//! TLS to PostgreSQL as rustls does it, with what libpq's parameters mean. The files are read for each connection, so that
//! a certificate may be renewed while the program runs.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres_rustls::MakeRustlsConnect;
use x509_cert::der::Decode;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::ext::pkix::SubjectAltName;

use super::error::Error;
use super::postgres_address::{Address, Authorities, TlsMode};

/// The part of a subject that names a host.
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// The TLS connector of an address.
///
/// # Errors
/// Returns a sentence about a file that can't be used.
pub(super) fn connector(address: &Address) -> Result<MakeRustlsConnect, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Unusable(error.to_string()))?;
    let verifier = Verifier::new(address, provider)?;
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match &address.client {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => builder
            .with_client_auth_cert(certificates("sslcert", certificate)?, private_key(key)?)
            .map_err(|error| Error::Unusable(format!("sslcert and sslkey do not belong together: {error}")))?,
    };
    // A server that is spoken to without negotiation requires it.
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Ok(MakeRustlsConnect::new(config))
}

fn unreadable(parameter: &str, path: &Path, why: &dyn std::fmt::Display) -> Error {
    Error::Unusable(format!("{parameter} in CREWLINE_DATABASE: {} can't be used: {why}", path.display()))
}

fn certificates(parameter: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let text = std::fs::read(path).map_err(|error| unreadable(parameter, path, &error))?;
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(unreadable(parameter, path, &"it holds no certificate in PEM")),
    }
}

/// Reads our own key, which nobody else may read.
fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, Error> {
    let text = std::fs::read(path).map_err(|error| unreadable("sslkey", path, &error))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let file = std::fs::metadata(path).map_err(|error| unreadable("sslkey", path, &error))?;
        // Root may let a group read it, as libpq has it.
        let forbidden = if file.uid() == 0 { 0o027 } else { 0o077 };
        if file.mode() & forbidden != 0 {
            return Err(unreadable("sslkey", path, &"others may read it: chmod 600"));
        }
    }
    PrivateKeyDer::from_pem_slice(&text).map_err(|_| {
        unreadable("sslkey", path, &"it holds no key in PEM without a passphrase: remove it with `openssl pkey`")
    })
}

/// The demands on a server's certificate.
#[derive(Debug)]
struct Verifier {
    mode: TlsMode,
    provider: Arc<CryptoProvider>,
    /// The certificates of the file, and rustls's verifier over them; `None` for those of the machine.
    file: Option<(Vec<CertificateDer<'static>>, Arc<WebPkiServerVerifier>)>,
}

impl Verifier {
    fn new(address: &Address, provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        let mode = address.mode;
        let file = match &address.authorities {
            Authorities::File(path) if mode >= TlsMode::VerifyCa => {
                let certificates = certificates("sslrootcert", path)?;
                let mut roots = RootCertStore::empty();
                roots.add_parsable_certificates(certificates.iter().cloned());
                let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                    .build()
                    .map_err(|_| unreadable("sslrootcert", path, &"none of its certificates is an authority's"))?;
                Some((certificates, verifier))
            }
            _ => None,
        };
        Ok(Self { mode, provider, file })
    }

    fn inner(&self) -> Result<&WebPkiServerVerifier, rustls::Error> {
        match &self.file {
            Some((_, verifier)) => Ok(verifier),
            None => system_verifier(&self.provider),
        }
    }

    /// The end of the verification of a certificate that is an authority's.
    fn compare_names(
        &self,
        certificate: &CertificateDer<'_>,
        name: &ServerName<'_>,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.mode == TlsMode::VerifyFull {
            let parsed = rustls::server::ParsedCertificate::try_from(certificate)?;
            match rustls::client::verify_server_name(&parsed, name) {
                Err(error) if !(is_wrong_name(&error) && has_common_name(certificate, name)) => return Err(error),
                _ => {}
            }
        }
        Ok(ServerCertVerified::assertion())
    }

    /// Whether the certificate is one of the file itself, as one that its server has signed is.
    fn is_pinned(&self, certificate: &CertificateDer<'_>) -> bool {
        self.file.as_ref().is_some_and(|(pinned, _)| pinned.iter().any(|each| each == certificate))
    }
}

/// rustls's own verifier over the machine's list. The list takes a while to read, so it is read once.
fn system_verifier(provider: &Arc<CryptoProvider>) -> Result<&'static WebPkiServerVerifier, rustls::Error> {
    static VERIFIER: OnceLock<Option<Arc<WebPkiServerVerifier>>> = OnceLock::new();
    let verifier = VERIFIER.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        for certificate in rustls_native_certs::load_native_certs().certs {
            // A certificate that can't be read is not trusted.
            let _unread = roots.add(certificate);
        }
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build().ok()
    });
    // The machine's list is empty.
    verifier.as_deref().ok_or(rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer))
}

fn is_wrong_name(error: &rustls::Error) -> bool {
    use CertificateError::{NotValidForName, NotValidForNameContext};
    matches!(error, rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. }))
}

/// Whether a certificate that lists no names has this one as its subject's common name, where libpq looks then.
fn has_common_name(certificate: &CertificateDer<'_>, name: &ServerName<'_>) -> bool {
    let Ok(certificate) = x509_cert::Certificate::from_der(certificate) else { return false };
    let certificate = certificate.tbs_certificate;
    if !matches!(certificate.get::<SubjectAltName>(), Ok(None)) {
        return false;
    }
    let parts = certificate.subject.0.iter().flat_map(|part| part.0.iter());
    let mut names =
        parts.filter(|part| part.oid == COMMON_NAME).filter_map(|part| std::str::from_utf8(part.value.value()).ok());
    let wanted = name.to_str().to_ascii_lowercase();
    names.next_back().is_some_and(|name| matches_name(&name.to_ascii_lowercase(), &wanted))
}

/// Whether a name, or a wildcard in the place of its first label, is the one that is wanted.
fn matches_name(presented: &str, wanted: &str) -> bool {
    let below = |name: &str| name.split_once('.').map(|(_, rest)| rest.to_owned());
    match presented.strip_prefix("*.") {
        Some(rest) => rest.contains('.') && below(wanted).as_deref() == Some(rest),
        None => presented == wanted,
    }
}

/// Whether an authority's certificate was shown as a server's own. That is found after its dates were checked.
fn is_authority_itself(error: &rustls::Error) -> bool {
    let rustls::Error::InvalidCertificate(CertificateError::Other(other)) = error else { return false };
    other.to_string().contains("CaUsedAsEndEntity")
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.mode < TlsMode::VerifyCa {
            return Ok(ServerCertVerified::assertion());
        }
        let verified = self.inner()?.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        match verified {
            // The names are compared last.
            Err(error) if is_wrong_name(&error) => self.compare_names(end_entity, server_name),
            Err(error) if is_authority_itself(&error) && self.is_pinned(end_entity) => {
                self.compare_names(end_entity, server_name)
            }
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        if self.mode < TlsMode::VerifyCa {
            // Anybody may have made the certificate, and rustls reads none of version 1.
            return Ok(HandshakeSignatureValid::assertion());
        }
        rustls::crypto::verify_tls12_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        if self.mode < TlsMode::VerifyCa {
            return Ok(HandshakeSignatureValid::assertion());
        }
        rustls::crypto::verify_tls13_signature(
            message,
            certificate,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::matches_name;

    #[test]
    fn a_wildcard_stands_for_one_label() {
        for (presented, wanted, matches) in [
            ("db.example.org", "db.example.org", true),
            ("*.example.org", "db.example.org", true),
            ("*.example.org", "a.db.example.org", false),
            ("*.example.org", "example.org", false),
            ("*.org", "example.org", false),
            ("*", "db", false),
            ("db", "other", false),
        ] {
            assert_eq!(matches_name(presented, wanted), matches, "{presented} {wanted}");
        }
    }
}
