//! The stylesheet, the script and the icon, embedded in the binary as the build joined and compressed them (build.rs).
//! Their addresses, `/assets/{hash}/{name}`, share one hash of all files, so browsers may cache them for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use sha2::{Digest, Sha256};

/// A file as it is sent.
pub(crate) struct Asset {
    name: &'static str,
    content_type: &'static str,
    plain: &'static [u8],
    brotli: &'static [u8],
}

macro_rules! asset {
    ($name:literal, $content_type:literal) => {
        Asset {
            name: $name,
            content_type: $content_type,
            plain: include_bytes!(concat!(env!("OUT_DIR"), "/", $name)),
            brotli: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".br")),
        }
    };
}

static ASSETS: [Asset; 3] = [
    asset!("crewline.css", "text/css; charset=utf-8"),
    asset!("crewline.js", "text/javascript; charset=utf-8"),
    asset!("favicon.svg", "image/svg+xml"),
];

static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    for asset in &ASSETS {
        digest.update(asset.name.as_bytes());
        digest.update([0]);
        digest.update(asset.plain);
    }
    digest.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
});

/// The address of the asset of this name in this version of the program.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *HASH)
}

/// Answers `/assets/{hash}/{*name}`. An address of another version is not found.
pub(crate) async fn serve(Path((hash, name)): Path<(String, String)>, request: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name && hash == *HASH) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(asset.content_type)),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (VARY, HeaderValue::from_static("accept-encoding")),
    ];
    if accepts_brotli(&request) {
        (headers, [(CONTENT_ENCODING, HeaderValue::from_static("br"))], asset.brotli).into_response()
    } else {
        (headers, asset.plain).into_response()
    }
}

fn accepts_brotli(request: &HeaderMap) -> bool {
    request
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let is_refused = weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()) == Some(0.0);
            name.trim().eq_ignore_ascii_case("br") && !is_refused
        })
}

/// Every asset's address and what it holds.
#[cfg(test)]
pub(crate) fn all() -> impl Iterator<Item = (String, &'static [u8])> {
    ASSETS.iter().map(|asset| (address(asset.name), asset.plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn fetch(address: &str, encodings: &'static str) -> Response {
        let (hash, name) = address.trim_start_matches("/assets/").split_once('/').unwrap();
        let request = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(encodings))]);
        serve(Path((hash.to_owned(), name.to_owned())), request).await
    }

    #[tokio::test]
    async fn an_asset_of_this_version_is_cached_for_ever() {
        for name in ["crewline.css", "crewline.js", "favicon.svg"] {
            let answer = fetch(&address(name), "").await;
            assert_eq!(answer.status(), StatusCode::OK, "{name}");
            assert!(answer.headers()[CACHE_CONTROL].to_str().unwrap().contains("immutable"), "{name}");
        }
    }

    #[tokio::test]
    async fn another_version_and_an_unknown_name_are_not_found() {
        assert_eq!(fetch("/assets/000000000000/crewline.css", "").await.status(), StatusCode::NOT_FOUND);
        for name in ["css/10-tokens.css", "js/menu.js", "crewline.css.br", "../Cargo.toml"] {
            assert_eq!(fetch(&address(name), "").await.status(), StatusCode::NOT_FOUND, "{name}");
        }
    }

    #[tokio::test]
    async fn brotli_is_sent_to_those_who_accept_it() {
        for (encodings, expected) in
            [("gzip, deflate, br", true), ("BR;q=0.5", true), ("gzip", false), ("br;q=0", false), ("", false)]
        {
            let answer = fetch(&address("crewline.js"), encodings).await;
            assert_eq!(answer.headers().get(CONTENT_ENCODING).is_some(), expected, "{encodings}");
            assert_eq!(answer.headers()[VARY], "accept-encoding");
        }
    }

    #[test]
    fn the_compressed_assets_are_the_plain_ones() {
        for asset in &ASSETS {
            let mut plain = Vec::new();
            brotli::BrotliDecompress(&mut &asset.brotli[..], &mut plain).unwrap();
            assert_eq!(plain, asset.plain, "{}", asset.name);
        }
    }

    #[test]
    fn the_assets_stay_small() {
        let size = |name: &str| ASSETS.iter().find(|asset| asset.name == name).unwrap().brotli.len();
        assert!(size("crewline.css") < 11_000, "{}", size("crewline.css"));
        assert!(size("crewline.js") < 10_000, "{}", size("crewline.js"));
    }
}
