//! The public address: forms come from it, the first run happens at it, and browsers keep to it.

use axum::http::StatusCode;
use crewline::config::PublicUrl;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::testing::PASSWORD;

use crate::client::{Client, Request};
use crate::instance::Instance;
use crate::world::{Program, World};

const FIRST: [(&str, &str); 5] = [
    ("business_name", "Lighthouse"),
    ("name", "Lena Fox"),
    ("email", "lena@beacon.example"),
    ("password", PASSWORD),
    ("time_zone", "Europe/London"),
];

#[both_engines]
async fn a_form_of_another_address_is_refused_with_both_addresses(kind: Kind) {
    let world = World::with_settings(kind, |config| {
        config.public_url = PublicUrl::parse("HTTPS://Crew.example:443/").unwrap();
    })
    .await;
    let form = || Request::form("/sign-in", &[("email", world.ours.owner.email()), ("password", PASSWORD)]);
    for host in ["crew.example", "127.0.0.1:8080"] {
        let plain = form().header("origin", "http://crew.example").header("host", host);
        world.send(&Client::Anonymous, plain).await.assert_says(
            StatusCode::FORBIDDEN,
            &["came from http://crew.example,", "own address is https://crew.example.", "CREWLINE_PUBLIC_URL"],
        );
    }
    let own = form().header("origin", "https://crew.example").header("host", "crew.example");
    let opened = world.send(&Client::WithoutCookies, own).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
    let cookies: Vec<_> = opened.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert!(cookies.iter().all(|cookie| cookie.starts_with("__Host-") && cookie.contains("; Secure")), "{cookies:?}");
    let lost = world.send(&Client::WithoutCookies, Request::get(opened.header("location"))).await;
    lost.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["Open https://crew.example", "plain http"]);
}

#[both_engines]
async fn browsers_are_told_to_keep_to_an_https_address(kind: Kind) {
    for (address, hsts) in [("https://crew.example", "max-age=31536000"), ("http://crew.example", "")] {
        let (program, _business) =
            Program::with_settings(kind, |config| config.public_url = PublicUrl::parse(address).unwrap()).await;
        for path in ["/sign-in", "/nothing", "/api/v1/nothing", "/healthz"] {
            let answer = program.send(&Client::Anonymous, Request::get(path)).await;
            assert_eq!(answer.header("strict-transport-security"), hsts, "{path}");
        }
    }
}

#[both_engines]
async fn the_first_run_happens_at_the_public_address_only(kind: Kind) {
    let (program, _fresh) = Program::empty(kind).await;
    for host in ["evil.example", "127.0.0.1.evil.example:8080", "192.0.2.1:8080"] {
        for request in [Request::get("/"), Request::form("/first-run", &FIRST)] {
            let answer = program.send(&Client::Anonymous, request.header("host", host)).await;
            answer
                .assert_says(StatusCode::MISDIRECTED_REQUEST, &[host, "http://127.0.0.1:8080", "CREWLINE_PUBLIC_URL"]);
        }
    }
    let page = program.send(&Client::Anonymous, Request::get("/").header("host", "localhost:8080")).await;
    page.assert_says(StatusCode::OK, &["Set up Crewline"]);
    assert!(!page.text().contains("Set-up code"), "this machine alone can reach it");
    let created =
        program.send(&Client::Anonymous, Request::form("/first-run", &FIRST).header("host", "127.0.0.1:8080"));
    created.await.assert_redirects_to("/b/lighthouse/numbers");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_run_of_an_instance_that_others_reach_asks_for_the_code_that_the_start_printed() {
    let database = crewline_core::db::testing::test_database(Kind::Sqlite).await;
    let instance = Instance::over(&database);
    let (first, printed) = instance.serve_and_read(&[], 1).await;
    assert!(printed[0].contains("open https://crewline.example "), "{printed:?}");
    let code = printed[0].rsplit(' ').next().unwrap().to_owned();
    first.kill().await;
    let (serving, again) = instance.serve_and_read(&[("CREWLINE_BIND", "127.0.0.1:0")], 1).await;
    assert_eq!(printed, again, "each process has the same");
    let page = serving.get_as("/", "crewline.example").await;
    assert!(page.text().await.unwrap().contains("Set-up code"));
    let send = async |code: &str| {
        let form: Vec<_> = FIRST.into_iter().chain([("setup_code", code)]).collect();
        serving.post_as("/first-run", "crewline.example", &form).await.status()
    };
    for wrong in ["", "AAAAA-AAAAA", &code[1..], "0"] {
        assert_eq!(send(wrong).await, 422, "{wrong}");
    }
    assert_eq!(send(&code.to_lowercase().replace('-', " ")).await, 303);
}
