//! The stylesheet, the scripts and the icon, embedded in the binary. Their addresses, `/assets/{hash}/{name}`, share
//! one hash of all files. So browsers may cache them for ever, and the relative imports of the scripts stay within one
//! version.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "assets"]
struct Embedded;

struct Assets {
    hash: String,
    files: BTreeMap<String, Bytes>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let mut files = BTreeMap::new();
    let mut sheets = String::new();
    // The sheets are numbered, so the sorted names give the order in which they are joined.
    let mut names = Embedded::iter().collect::<Vec<_>>();
    names.sort();
    for name in names {
        let Some(file) = Embedded::get(&name) else {
            continue;
        };
        if name.starts_with("css/") {
            sheets.push_str(&String::from_utf8_lossy(&file.data));
        } else {
            let data = match file.data {
                Cow::Borrowed(data) => Bytes::from_static(data),
                Cow::Owned(data) => Bytes::from(data),
            };
            files.insert(name.into_owned(), data);
        }
    }
    files.insert("crewline.css".to_owned(), Bytes::from(sheets));
    let mut digest = Sha256::new();
    for (name, data) in &files {
        digest.update(name.as_bytes());
        digest.update([0]);
        digest.update(data);
    }
    let hash = digest.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    Assets { hash, files }
});

/// The address of the asset of this name in this version of the program.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", ASSETS.hash)
}

/// Answers `/assets/{hash}/{*name}`. An address of another version is not found.
pub(crate) async fn serve(Path((hash, name)): Path<(String, String)>) -> Response {
    let Some(file) = ASSETS.files.get(&name).filter(|_| hash == ASSETS.hash) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, file.clone()).into_response()
}

/// Every asset's address and what it holds.
#[cfg(test)]
pub(crate) fn all() -> impl Iterator<Item = (String, &'static Bytes)> {
    ASSETS.files.iter().map(|(name, data)| (address(name), data))
}

#[cfg(test)]
mod tests {
    use super::{ASSETS, address, serve};
    use axum::extract::Path;
    use http::{StatusCode, header::CACHE_CONTROL};

    async fn fetch(address: &str) -> (StatusCode, String) {
        let (hash, name) = address.trim_start_matches("/assets/").split_once('/').unwrap();
        let answer = serve(Path((hash.to_owned(), name.to_owned()))).await;
        let caching = answer.headers().get(CACHE_CONTROL).map(|value| value.to_str().unwrap().to_owned());
        (answer.status(), caching.unwrap_or_default())
    }

    #[tokio::test]
    async fn an_asset_of_this_version_is_cached_for_ever() {
        for name in ["crewline.css", "js/crewline.js", "favicon.svg"] {
            let (status, caching) = fetch(&address(name)).await;
            assert_eq!(status, StatusCode::OK, "{name}");
            assert!(caching.contains("immutable"), "{name}");
        }
    }

    #[tokio::test]
    async fn another_version_and_an_unknown_name_are_not_found() {
        assert_eq!(fetch("/assets/000000000000/crewline.css").await.0, StatusCode::NOT_FOUND);
        assert_eq!(fetch(&address("css/10-tokens.css")).await.0, StatusCode::NOT_FOUND);
        assert_eq!(fetch(&address("../Cargo.toml")).await.0, StatusCode::NOT_FOUND);
    }

    #[test]
    fn every_import_of_a_script_exists() {
        for (name, data) in ASSETS.files.iter().filter(|(name, _)| name.ends_with(".js")) {
            for line in std::str::from_utf8(data).unwrap().lines().filter(|line| line.starts_with("import")) {
                let target = line.split('"').nth(1).unwrap().trim_start_matches("./");
                assert!(ASSETS.files.contains_key(&format!("js/{target}")), "{name} imports {target}");
            }
        }
    }

    #[test]
    fn the_stylesheet_stays_small() {
        assert!(ASSETS.files["crewline.css"].len() < 36_000, "{}", ASSETS.files["crewline.css"].len());
    }
}
