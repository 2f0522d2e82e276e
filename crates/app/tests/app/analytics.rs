//! Analytics: each person's rows are those of the calls that they can list, in JSON, in files and on the page.

use axum::http::StatusCode;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::reports;
use serde_json::Value;

use crate::client::{Client, Request};
use crate::world::World;

const PAGE: &str = "/b/northline/analytics";
const API: &str = "/api/v1/analytics/calls";

/// A world whose sums are built: its calls are written without them.
async fn summed_world(kind: Kind) -> World {
    let world = World::new(kind).await;
    reports::rebuild(world.db(), &world.business.operator).await.unwrap();
    world
}

async fn json(world: &World, client: &Client, path: &str) -> Value {
    let answer = world.send(client, Request::get(path)).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()
}

fn rows(answer: &Value) -> &Vec<Value> {
    answer["rows"].as_array().unwrap()
}

/// The sum of the rows' calls.
fn calls(answer: &Value) -> i64 {
    rows(answer).iter().map(|row| row["calls"].as_i64().unwrap()).sum()
}

/// The head and the rows of a CSV file.
fn records(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut all = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect());
    (all.next().unwrap(), all.collect())
}

#[both_engines]
async fn the_rows_of_every_grouping_add_up_to_the_calls_that_the_person_lists(kind: Kind) {
    let world = summed_world(kind).await;
    let group = format!("group_id={}", world.ours.group);
    let number = format!("number_id={}", world.ours.numbers[0]);
    for (person, filters) in [
        (&world.ours.owner, vec!["", "source=Meadow+Ads", &group, &number, "qualified=true", "status=completed"]),
        (&world.viewer, vec!["", &number, "tag=Shared+tag", "source=Meadow+Quartz"]),
    ] {
        let token = world.token(person).await;
        for filter in filters {
            let listed = json(&world, &token, &format!("/api/v1/calls?{filter}")).await;
            let listed = listed["calls"].as_array().unwrap().len() as i64;
            for group_by in [
                "number",
                "group",
                "source",
                "status",
                "call_flow",
                "date",
                "week",
                "month",
                "hour_of_day",
                "day_of_week",
                "number,source",
                "day_of_week,hour_of_day",
                "source,date,status",
            ] {
                let path = format!("{API}?from=2026-02-20&to=2026-03-31&group_by={group_by}&{filter}");
                let answer = json(&world, &token, &path).await;
                let about = format!("{} {path}: {answer}", person.name());
                assert_eq!((&answer["totals"]["calls"], calls(&answer)), (&Value::from(listed), listed), "{about}");
                assert_eq!(answer["row_count"].as_u64().unwrap() as usize, rows(&answer).len(), "{about}");
            }
        }
    }
}

#[both_engines]
async fn a_row_has_the_keys_of_its_groupings_and_the_totals_of_the_contract(kind: Kind) {
    let world = summed_world(kind).await;
    let token = world.token(&world.ours.owner).await;
    let answer = json(&world, &token, &format!("{API}?group_by=number&group_by=group,tag&sort=number")).await;
    let row = rows(&answer).iter().find(|row| row["tag"] == "Meadow Ads tag").unwrap();
    assert_eq!(row["number_id"], world.ours.numbers[0].to_string());
    assert_eq!((&row["number"], &row["phone_number"]), (&"Meadow Ads".into(), &"+12125550100".into()));
    assert_eq!((&row["group_id"], &row["group"]), (&Value::Null, &Value::Null), "{row}");
    assert!(row.get("source").is_none() && row.get("date").is_none(), "{row}");
    let totals = [
        ("calls", 1),
        ("answered", 1),
        ("missed", 0),
        ("voicemails", 0),
        ("unique_callers", 1),
        ("talk_seconds", 60),
        ("average_talk_seconds", 60),
        ("qualified", 1),
        ("value_cents", 12_500),
    ];
    for (name, value) in totals {
        assert_eq!(row[name], value, "{name}: {row}");
    }
    assert_eq!((&row["unique_callers_is_estimate"], &row["average_answer_seconds"]), (&false.into(), &Value::Null));
    assert_eq!(row["before"]["calls"], 0);
    for (group_by, name, value) in [
        ("date", "date", Value::from("2026-03-02")),
        ("week", "date", "2026-03-02".into()),
        ("month", "month", "2026-03".into()),
        ("status", "status", "completed".into()),
        ("call_flow", "call_flow_id", Value::Null),
        ("day_of_week", "day_of_week", 1.into()),
    ] {
        let answer = json(&world, &token, &format!("{API}?group_by={group_by}&compare=none")).await;
        let row = rows(&answer).iter().find(|row| row["calls"] != 0).unwrap();
        assert_eq!((row.get(name), &row["before"]), (Some(&value), &Value::Null), "{group_by}: {row}");
        assert!(answer["before"].is_null() && answer["totals_before"].is_null(), "{answer}");
    }
    let whole = json(&world, &token, API).await;
    assert_eq!(
        (rows(&whole).len(), &whole["rows"][0]["calls"]),
        (1, &whole["totals"]["calls"]),
        "no grouping is one row"
    );
    assert_eq!(whole["period"]["time_zone"], world.ours.owner.business_time_zone());
}

#[both_engines]
async fn pages_follow_each_other_and_a_cursor_belongs_to_its_question(kind: Kind) {
    let world = summed_world(kind).await;
    let token = world.token(&world.ours.owner).await;
    let all = json(&world, &token, &format!("{API}?group_by=number&sort=-number")).await;
    let (mut read, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = json(&world, &token, &format!("{API}?group_by=number&sort=-number&limit=1{cursor}")).await;
        read.extend(rows(&page).clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert!(read.len() == 3 && read == *rows(&all), "{read:?}");
    for other in ["group_by=source&limit=1", "group_by=number&limit=1"] {
        let answer = world.send(&token, Request::get(format!("{API}?{other}{cursor}"))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{other}");
        assert!(answer.json()["error"]["fields"]["cursor"].is_string(), "{}", answer.text());
    }
}

#[both_engines]
async fn the_page_has_all_rows_in_pages_with_the_totals_of_the_whole_question(kind: Kind) {
    let world = summed_world(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let totals = |text: &str| text.split("<tfoot>").nth(1).unwrap().split("</tfoot>").next().unwrap().to_owned();
    let link = |text: &str, rel: &str| {
        let (before, _) = text.split_once(&format!("\" rel=\"{rel}\">"))?;
        let href = before.rsplit("href=\"").next()?;
        Some(href.replace("&#38;", "&"))
    };
    // Each of the 365 days has a row.
    let first = format!("{PAGE}?from=2025-04-01&to=2026-03-31&group_by=date&sort=-date");
    let (mut path, mut counts, mut pages) = (first.clone(), Vec::new(), Vec::new());
    loop {
        let text = world.send(&owner, Request::get(&path)).await.text();
        assert_eq!(text.matches("<td class=\"name\">").count(), if counts.len() < 3 { 100 } else { 65 }, "{text}");
        counts.push(text.split("<td class=\"name\"><bdi>").nth(1).unwrap().split('<').next().unwrap().to_owned());
        pages.push(totals(&text));
        let Some(next) = link(&text, "next") else { break };
        assert!(next.starts_with(&first) && next.contains("&cursor="), "{next}");
        path = next;
    }
    assert_eq!(counts, ["Tue 31 Mar 2026", "Sun 21 Dec 2025", "Fri 12 Sep 2025", "Wed 4 Jun 2025"]);
    assert!(pages.iter().all(|totals| *totals == pages[0]), "{pages:?}");
    let last = world.send(&owner, Request::get(&path)).await;
    last.assert_says(StatusCode::OK, &["Rows 301–365 of 365", "Calls by day"]);
    assert_eq!(link(&last.text(), "prev").as_deref(), Some(first.as_str()));
    // A place in the answer to another question, or none at all, is refused with a page.
    let other = path.replace("group_by=date&sort=-date", "group_by=month");
    world
        .send(&owner, Request::get(&other))
        .await
        .assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["This page belongs to another question. Begin at its start."]);
    let garbage = world.send(&owner, Request::get(format!("{PAGE}?cursor=garbage"))).await;
    garbage.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["this is no page of this list"]);
}

#[both_engines]
async fn the_export_has_the_rows_of_the_answer(kind: Kind) {
    let world = summed_world(kind).await;
    for person in [&world.ours.owner, &world.viewer] {
        let (cookie, token) = (world.cookie(person).await, world.token(person).await);
        for question in ["group_by=number,tag", "group_by=source&sort=-calls&compare=year", "group_by=date", ""] {
            let answer = json(&world, &token, &format!("{API}?{question}&limit=500")).await;
            let page = if question.is_empty() { "group_by=nothing" } else { question };
            for (client, path) in
                [(&token, format!("{API}/export?{question}")), (&cookie, format!("{PAGE}/export?{page}"))]
            {
                let file = world.send(client, Request::get(&path)).await;
                assert_eq!(
                    (file.status, file.header("content-type")),
                    (StatusCode::OK, "text/csv; charset=utf-8"),
                    "{path}"
                );
                assert!(file.header("content-disposition").starts_with("attachment; filename=\"analytics-northline-"));
                let (head, table) = records(&file.text());
                assert_eq!(table.len(), rows(&answer).len(), "{path}");
                let column = |name: &str| {
                    head.iter().position(|head| head == name).unwrap_or_else(|| panic!("{name}: {head:?}"))
                };
                for (line, row) in table.iter().zip(rows(&answer)) {
                    for (head, name) in [("Calls", "calls"), ("Missed", "missed"), ("Unique callers", "unique_callers")]
                    {
                        assert_eq!(line[column(head)], row[name].to_string(), "{path}: {line:?} {row}");
                    }
                    assert_eq!(line[column("Calls before")], row["before"]["calls"].to_string());
                    assert_eq!(line[column("Time zone")], world.ours.owner.business_time_zone());
                }
            }
        }
        let workbook = world.send(&token, Request::get(format!("{API}/export?group_by=source&format=xlsx"))).await;
        assert!(workbook.status == StatusCode::OK && workbook.header("content-disposition").ends_with(".xlsx\""));
    }
}

#[both_engines]
async fn what_cannot_be_asked_is_refused_with_a_sentence(kind: Kind) {
    let world = World::new(kind).await;
    let (owner, token) = (world.cookie(&world.ours.owner).await, world.token(&world.ours.owner).await);
    for (query, name, sentence) in [
        ("group_by=colour", "group_by", "Group by: use number"),
        ("group_by=source,date,tag,number", "group_by", "3 things at most"),
        ("group_by=source&group_by=source", "group_by", "each thing once"),
        ("sort=size", "sort", "Sort: use a grouping"),
        ("period=fortnight", "period", "Period: use one of today"),
        ("from=soon", "from", "use a day like 2026-03-02"),
        ("to=2026-02-30", "to", "use a day like 2026-03-02"),
        ("from=2026-03-02&to=2026-03-01", "period", "The period ends before it begins"),
        ("from=1999-01-01&to=2026-03-01", "period", "Choose days from 1 January 2000"),
        ("compare=twin", "compare", "Compare: use one of"),
        ("number_id=garbage", "number_id", "Number: choose one"),
        ("group_id=garbage", "group_id", "Number group: choose one"),
        ("source=%00", "source", "Source: choose one"),
        ("status=lost", "status", "Status: use one of"),
        ("qualified=maybe", "qualified", "Qualified: use one of"),
        ("tag=%00", "tag", "Tag: choose one"),
        ("include=everything", "include", "Use spam"),
    ] {
        let page = world.send(&owner, Request::get(format!("{PAGE}?{query}"))).await;
        page.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &[sentence]);
        for path in [API.to_owned(), format!("{API}/export")] {
            let answer = world.send(&token, Request::get(format!("{path}?{query}"))).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}?{query}");
            let field = &answer.json()["error"]["fields"][name];
            assert!(field.as_str().is_some_and(|field| field.contains(sentence)), "{query}: {}", answer.text());
        }
    }
    for (query, name) in [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("cursor=garbage", "cursor"),
        ("group_by=nothing", "group_by"),
        ("sort=tag", "sort"),
    ] {
        let answer = world.send(&token, Request::get(format!("{API}?{query}"))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert!(answer.json()["error"]["fields"][name].is_string(), "{query}: {}", answer.text());
    }
    let wrong = world.send(&owner, Request::get(format!("{PAGE}?measure=size"))).await;
    wrong.assert_says(StatusCode::UNPROCESSABLE_ENTITY, &["Chart: choose one"]);
    // The typed values stay in the form.
    let typed = world.send(&owner, Request::get(format!("{PAGE}?from=2026-03-02&to=2026-03-01&group_by=source"))).await;
    typed.assert_says(
        StatusCode::UNPROCESSABLE_ENTITY,
        &["value=\"2026-03-02\"", "value=\"2026-03-01\"", "aria-invalid"],
    );
}

#[both_engines]
async fn the_page_shows_the_figures_and_each_leads_to_its_calls(kind: Kind) {
    let world = summed_world(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let page = world.send(&owner, Request::get(format!("{PAGE}?group_by=source&tag=Shared+tag&measure=missed"))).await;
    page.assert_says(
        StatusCode::OK,
        &[
            "<h1><bdi>Analytics",
            "Missed by source",
            "Meadow Quartz",
            "tag=Shared+tag&#38;source=Meadow+Ads&#38;outcome=answered&#38;spam=false",
            "qualified=true",
            "sort=-answer_rate",
            "/b/northline/analytics/export?group_by=source",
            "All calls",
        ],
    );
    for (question, words) in [
        ("", "Calls by day"),
        ("group_by=nothing", "All calls together"),
        ("group_by=day_of_week&group_by=hour_of_day&measure=outcomes", "class=\"chart heat missed\""),
        ("group_by=date&group_by=source", "key part1"),
        ("group_by=source&group_by=tag", "key part1"),
        ("group_by=month&measure=value_cents&compare=year", "Value by month"),
        ("group_by=tag", "A call with several tags"),
        ("group_by=date&sort=source", "Calls by day"),
        ("source=Nobody", "No call passes these filters"),
        ("period=last_month", "Analytics"),
        ("group_by=source&source=Meadow+Ads&source=Meadow+Quartz", "Remove Source: Meadow Quartz"),
    ] {
        world.send(&owner, Request::get(format!("{PAGE}?{question}"))).await.assert_says(StatusCode::OK, &[words]);
    }
    let fragment = world.send(&owner, Request::get(PAGE).header("x-fragment", "results")).await;
    assert!(fragment.text().trim_start().starts_with("<div id=\"results\""), "{}", fragment.text());
    let newcomer = world.cookie(&world.business.viewer("Nobody Yet", &[], &[]).await).await;
    world.send(&newcomer, Request::get(PAGE)).await.assert_says(StatusCode::OK, &["No number is shared with you yet"]);
}

#[both_engines]
async fn a_viewer_sees_nothing_of_other_numbers(kind: Kind) {
    let world = summed_world(kind).await;
    let (cookie, token) = (world.cookie(&world.viewer).await, world.token(&world.viewer).await);
    for group_by in ["number", "group", "source", "tag", "number,source,tag"] {
        for (client, path) in [(&token, API.to_owned()), (&token, format!("{API}/export")), (&cookie, PAGE.to_owned())]
        {
            let answer = world.send(client, Request::get(format!("{path}?group_by={group_by}"))).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            let text = answer.text();
            assert!(!text.contains("Quartz") && !text.contains("Zephyr"), "{path} {group_by}: {text}");
        }
    }
    for (hidden, unknown) in [
        (format!("number_id={}", world.ours.numbers[1]), format!("number_id=num_{}", world.unknown)),
        (format!("group_id={}", world.ours.group), format!("group_id=grp_{}", world.unknown)),
    ] {
        for (client, path) in [
            (&cookie, PAGE.to_owned()),
            (&cookie, format!("{PAGE}/export")),
            (&token, API.to_owned()),
            (&token, format!("{API}/export")),
        ] {
            let answer = world.send(client, Request::get(format!("{path}?{hidden}"))).await;
            let nothing = world.send(client, Request::get(format!("{path}?{unknown}"))).await;
            assert_eq!((answer.status, &answer.body), (StatusCode::NOT_FOUND, &nothing.body), "{path}?{hidden}");
        }
    }
    // A source or tag of hidden calls alone is like one of no call.
    for filter in ["source=Meadow+Quartz", "tag=Meadow+Quartz+tag"] {
        let answer = json(&world, &token, &format!("{API}?group_by=source&{filter}")).await;
        let nothing = json(&world, &token, &format!("{API}?group_by=source&source=Nobody")).await;
        assert_eq!(answer, nothing, "{filter}");
    }
}
