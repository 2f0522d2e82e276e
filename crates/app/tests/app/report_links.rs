//! Figures of reports and the lists of calls that they lead to: each list has as many calls as the figure says.

use std::collections::HashMap;

use axum::http::StatusCode;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::reports;
use crewline_core::reports::analytics::Measure;

use crate::client::{Client, Request};
use crate::world::World;

/// Calls of every outcome to each number of the world, some of them spam, of blocked callers, qualified, tagged, or under way.
async fn world_with_calls(kind: Kind) -> World {
    let world = World::new(kind).await;
    let now = world.db().now().millis();
    let calls = format!(
        "with recursive places (place) as (select 1 union all select place + 1 from places where place < 41)
         insert into calls (business_id, number_id, carrier_id, direction, status, outcome, caller, caller_kind, destination,
            source, started_at, talk_seconds, answer_seconds, qualified, qualified_by, value_cents, spam, blocked)
         select n.business_id, n.id, 'MANY ' || n.id || ' ' || place, 'inbound',
            case (place + length(n.friendly_name)) % 7 when 0 then 'completed' when 1 then 'missed' when 2 then 'voicemail'
                when 3 then 'busy' when 4 then 'failed' when 5 then 'completed' else 'ringing' end,
            case (place + length(n.friendly_name)) % 7 when 0 then 'connected' when 1 then 'abandoned' when 2 then 'voicemail'
                when 3 then 'busy' when 4 then 'failed' when 5 then 'connected' else null end,
            case when place % 11 = 0 then null else '+1415555' || (2000 + place % 17) end,
            case when place % 11 = 0 then 'anonymous' else 'number' end, n.phone_number,
            case when place % 5 = 0 then '' else n.source end, {now} - 3600000 - cast(place as bigint) * 54000000,
            case when (place + length(n.friendly_name)) % 7 in (0, 5) then 30 + place else null end,
            case when (place + length(n.friendly_name)) % 7 in (0, 5) then 4 else null end,
            case when place % 3 = 0 then place % 2 = 0 else null end, case when place % 3 = 0 then 'person' else null end,
            case when place % 4 = 0 then 1250 else null end, place % 9 = 0, place % 13 = 0
         from numbers n cross join places
         where n.business_id = (select b.id from businesses b where b.slug = 'northline');
         insert into call_tags (business_id, call_id, tag_id, number_id, started_at)
         select c.business_id, c.id, t.id, c.number_id, c.started_at
         from calls c join tags t on t.business_id = c.business_id and t.name = 'Shared tag'
         where c.carrier_id like 'MANY%3'"
    );
    world.business.database.run(&calls).await;
    reports::rebuild(world.db(), &world.business.operator).await.unwrap();
    world
}

/// A person's browser, which remembers how many calls are on each list.
struct Reader<'w> {
    world: &'w World,
    cookie: Client,
    counts: HashMap<String, i64>,
    /// How many figures were followed.
    followed: usize,
}

impl Reader<'_> {
    async fn page(&self, path: &str) -> String {
        let answer = self.world.send(&self.cookie, Request::get(path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.text()
    }

    /// How many calls the list at an address has.
    async fn count(&mut self, href: &str) -> i64 {
        let href = href.replace("&#38;", "&").replace("&amp;", "&");
        if let Some(count) = self.counts.get(&href) {
            return *count;
        }
        let page = self.page(&href).await;
        let words = page.split_once(" call found<").or_else(|| page.split_once(" calls found<"));
        let count = match words {
            Some((before, _)) => number(before.rsplit('>').next().unwrap()),
            None => {
                assert!(page.contains("No call passes these filters"), "{href}: {page}");
                0
            }
        };
        self.counts.insert(href, count);
        count
    }

    /// Follows the link of a figure, which has one unless it counts no calls.
    async fn follow(&mut self, about: &str, (text, href): &(String, Option<String>), calls: i64) {
        match href {
            Some(href) => {
                assert_eq!(self.count(href).await, calls, "{about}: {text} leads to {href}");
                self.followed += 1;
            }
            None => assert!(calls == 0 || text == "–", "{about}: {text} leads nowhere"),
        }
    }
}

/// The text of a cell, and the address that it leads to.
fn linked(cell: &str) -> (String, Option<String>) {
    match cell.strip_prefix("<a href=\"").and_then(|rest| rest.split_once("\">")) {
        Some((href, text)) => (text.split('<').next().unwrap().to_owned(), Some(href.to_owned())),
        None => (cell.split('<').next().unwrap().to_owned(), None),
    }
}

fn number(text: &str) -> i64 {
    text.replace(',', "").parse().unwrap_or_else(|_| panic!("{text} is no count"))
}

/// The figures of a row of the table of analytics: the calls, and then the other measures in their order.
fn figures(row: &str) -> Vec<(Measure, (String, Option<String>))> {
    let mut cells = row.split("<td class=\"end nowrap\">").skip(1).map(linked);
    let calls = cells.next().unwrap();
    // The share of all calls leads nowhere.
    cells.next();
    let others = Measure::ALL.iter().copied().filter(|measure| *measure != Measure::Calls);
    std::iter::once((Measure::Calls, calls)).chain(others.zip(cells)).collect()
}

#[both_engines]
async fn every_figure_of_the_dashboard_leads_to_as_many_calls(kind: Kind) {
    let world = world_with_calls(kind).await;
    let number_id = format!("number_id={}", world.ours.numbers[0]);
    for (person, queries) in [
        (&world.ours.owner, vec!["period=last_30_days", "period=last_7_days", "source=Meadow+Ads", &number_id]),
        (&world.viewer, vec!["period=last_30_days", &number_id]),
    ] {
        let cookie = world.cookie(person).await;
        let mut reader = Reader { world: &world, cookie, counts: HashMap::new(), followed: 0 };
        for query in queries {
            let page = reader.page(&format!("/b/northline/dashboard?{query}")).await;
            let metrics: HashMap<&str, (String, Option<String>)> = page
                .split("<div class=\"card metric\"><dt>")
                .skip(1)
                .map(|metric| {
                    let (label, rest) = metric.split_once("</dt><dd class=\"figure\">").unwrap();
                    (label, linked(rest))
                })
                .collect();
            let count = |label: &str| number(&metrics[label].0);
            for label in ["Calls", "Answered", "Missed", "Voicemails", "First-time callers", "Qualified"] {
                reader.follow(&format!("{query} {label}"), &metrics[label], count(label)).await;
            }
            assert!(count("Missed") > 0 && count("Calls") > count("Answered") + count("Missed") + count("Voicemails"));
            reader.follow(query, &metrics["Average talk time"], count("Answered")).await;
            reader.follow(query, &metrics["Value"], count("Calls")).await;
            for ranking in page.split("<table class=\"ranking\"").skip(1) {
                let ranking = ranking.split("</table>").next().unwrap();
                for link in ranking.split("<a href=\"/b/northline/calls").skip(1) {
                    let (text, href) = linked(&format!("<a href=\"/b/northline/calls{link}"));
                    let calls = number(&text);
                    reader.follow(query, &(text, href), calls).await;
                }
            }
        }
        assert!(reader.followed > 20, "{}", reader.followed);
    }
}

#[both_engines]
async fn every_figure_of_analytics_leads_to_as_many_calls(kind: Kind) {
    let world = world_with_calls(kind).await;
    let number_id = format!("group_by=source&number_id={}", world.ours.numbers[0]);
    let questions = [
        "group_by=number",
        "group_by=group",
        "group_by=source",
        "group_by=status",
        "group_by=tag",
        "group_by=week",
        "group_by=month",
        "group_by=hour_of_day",
        "group_by=day_of_week",
        "group_by=source&group_by=status",
        "group_by=source&include=spam",
        "group_by=status&qualified=true",
        "group_by=nothing",
        "period=last_7_days",
        number_id.as_str(),
    ];
    for person in [&world.ours.owner, &world.viewer] {
        let cookie = world.cookie(person).await;
        let mut reader = Reader { world: &world, cookie, counts: HashMap::new(), followed: 0 };
        for question in questions {
            let page = reader.page(&format!("/b/northline/analytics?compare=none&{question}")).await;
            let (_, table) =
                page.split_once("<table class=\"table plain\">").unwrap_or_else(|| panic!("{question}: {page}"));
            let (_, table) = table.split_once("<tbody>").unwrap();
            let (table, _) = table.split_once("</tfoot>").unwrap();
            // The rows and the totals.
            for row in table.split("<tr>").skip(1) {
                let figures = figures(row);
                assert_eq!(figures.len(), Measure::ALL.len(), "{question}: {row}");
                let count = |of: Measure| number(&figures.iter().find(|(measure, _)| *measure == of).unwrap().1.0);
                for (measure, figure) in &figures {
                    let calls = match measure {
                        Measure::UniqueCallers => continue,
                        Measure::AnswerRate
                        | Measure::TalkSeconds
                        | Measure::AverageTalkSeconds
                        | Measure::AverageAnswerSeconds => count(Measure::Answered),
                        Measure::ValueCents => count(Measure::Calls),
                        counted => count(*counted),
                    };
                    // A value of nothing is no figure of the calls.
                    if figure.1.is_some() || *measure != Measure::ValueCents {
                        reader.follow(&format!("{question} {measure:?}"), figure, calls).await;
                    }
                }
            }
        }
        assert!(reader.followed > 200, "{}", reader.followed);
    }
}
