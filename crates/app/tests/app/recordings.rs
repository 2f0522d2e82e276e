//! Recordings over the API, whole and in part.

use axum::http::{Method, StatusCode};
use crewline_core::both_engines;
use crewline_core::db::Kind;

use crate::client::Request;
use crate::world::World;

const AUDIO: &str = "Meadow Ads audio";

#[both_engines]
async fn a_recording_is_served_whole_and_in_part(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.viewer).await;
    let path = format!("/api/v1/calls/{}/recording", world.ours.call);
    let whole = world.send(&token, Request::get(&path)).await;
    assert_eq!((whole.status, whole.text().as_str()), (StatusCode::OK, AUDIO));
    assert_eq!((whole.header("content-type"), whole.header("accept-ranges")), ("audio/mpeg", "bytes"));
    assert_eq!(whole.header("content-length"), AUDIO.len().to_string());
    for (range, part, content_range) in [
        ("bytes=0-5", "Meadow", "bytes 0-5/16"),
        ("bytes=-5", "audio", "bytes 11-15/16"),
        ("bytes=7-9", "Ads", "bytes 7-9/16"),
    ] {
        let answer = world.send(&token, Request::get(&path).header("range", range)).await;
        assert_eq!((answer.status, answer.text().as_str()), (StatusCode::PARTIAL_CONTENT, part), "{range}");
        assert_eq!(
            (answer.header("content-range"), answer.header("content-length")),
            (content_range, part.len().to_string().as_str())
        );
    }
    let past_the_end = world.send(&token, Request::get(&path).header("range", "bytes=16-")).await;
    assert_eq!(
        (past_the_end.status, past_the_end.header("content-range")),
        (StatusCode::RANGE_NOT_SATISFIABLE, "bytes */16")
    );
    let tag = whole.header("etag");
    let same = Request::get(&path).header("range", "bytes=0-0").header("if-range", tag);
    assert_eq!(world.send(&token, same).await.status, StatusCode::PARTIAL_CONTENT);
    let other = Request::get(&path).header("range", "bytes=0-0").header("if-range", "\"other\"");
    assert_eq!(world.send(&token, other).await.status, StatusCode::OK);
}

#[both_engines]
async fn a_head_request_returns_no_audio(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.viewer).await;
    let path = format!("/api/v1/calls/{}/recording", world.ours.call);
    let head = world.send(&token, Request::new(Method::HEAD, &path)).await;
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (StatusCode::OK, "16", 0));
    assert_eq!(head.header("content-type"), "audio/mpeg");
}

#[both_engines]
async fn a_recording_can_be_kept_as_a_file_from_its_page_and_its_row(kind: Kind) {
    let world = World::new(kind).await;
    let viewer = world.cookie(&world.viewer).await;
    let path = format!("/b/northline/calls/{}/recording", world.ours.call);
    let download = format!("{path}?download=true");
    for page in ["/b/northline/calls".to_owned(), format!("/b/northline/calls/{}", world.ours.call)] {
        let html = world.send(&viewer, Request::get(&page)).await.text();
        assert!(html.contains(&format!("href=\"{download}\"")), "{page}: {html}");
        assert!(html.contains(&format!("src=\"{path}\"")), "{page}: {html}");
    }
    let file = world.send(&viewer, Request::get(&download)).await;
    assert_eq!((file.status, file.text().as_str()), (StatusCode::OK, AUDIO));
    let disposition = file.header("content-disposition");
    assert!(
        disposition.starts_with("attachment; filename=\"20")
            && disposition.contains(" Meadow Ads.mp3\"; filename*=UTF-8''20"),
        "{disposition}"
    );
    let played = world.send(&viewer, Request::get(&path)).await;
    assert_eq!((played.status, played.header("content-disposition")), (StatusCode::OK, ""));
    let refused = world.send(&viewer, Request::get(format!("{path}?download=perhaps"))).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let hidden = format!("/b/northline/calls/{}/recording?download=true", world.theirs.call);
    assert_eq!(world.send(&viewer, Request::get(hidden)).await.status, StatusCode::NOT_FOUND);
}

#[both_engines]
async fn a_recording_that_is_not_stored_is_not_found(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.ours.owner).await;
    let path = format!("/api/v1/calls/{}/recording", world.ours.call);
    world.business.database.run("update recordings set status = 'waiting'").await;
    let waiting = world.send(&token, Request::get(&path)).await;
    let unknown = world.send(&token, Request::get(format!("/api/v1/calls/call_{}/recording", world.unknown))).await;
    assert_eq!((waiting.status, &waiting.body), (StatusCode::NOT_FOUND, &unknown.body));
}

#[both_engines]
async fn a_recording_whose_file_is_gone_or_cut_is_told_apart_from_a_fault(kind: Kind) {
    let world = World::new(kind).await;
    let token = world.token(&world.viewer).await;
    let path = format!("/api/v1/calls/{}/recording", world.ours.call);
    let place = world.business.database.rows("select place from recordings order by id limit 1").await[0][0].clone();
    let file = world.program.folder.path().join(place.unwrap());
    for is_gone in [false, true] {
        if is_gone {
            std::fs::remove_file(&file).unwrap()
        } else {
            std::fs::write(&file, "cut").unwrap()
        }
        for request in [Request::get(&path), Request::get(&path).header("range", "bytes=0-5")] {
            let answer = world.send(&token, request).await;
            answer.assert_says(StatusCode::GONE, &["file_missing", "The recording's file is missing or damaged."]);
        }
        let head = world.send(&token, Request::new(Method::HEAD, &path)).await;
        assert_eq!(head.status, StatusCode::GONE);
        let page = Request::get(format!("/b/northline/calls/{}/recording", world.ours.call));
        let answer = world.send(&world.cookie(&world.viewer).await, page).await;
        answer.assert_says(StatusCode::GONE, &["missing or damaged"]);
    }
}
