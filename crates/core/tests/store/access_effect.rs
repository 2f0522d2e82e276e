//! The effect of a change of numbers and groups on who sees more or less: announced before it is saved, and kept in the audit log.

use crewline_core::access::{Held, Role, Thing, actions};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::ids::{GroupId, NumberId};
use crewline_core::members::{AccessEffect, MAX_COUNTED_CALLS, Saving};
use crewline_core::numbers::{self, Draft, Number, groups};
use serde_json::json;

use crate::outside_recipients::{access, add, scheduled};
use crate::team_fixture::{TeamFixture, specific};

/// Adds calls to a number, by one statement.
async fn add_calls(team: &TeamFixture, number: &str, count: i64) {
    let statement = format!(
        "insert into calls (business_id, number_id, carrier_id, direction, status, caller_kind, destination, source, started_at)
        with recursive at (n) as (select 1 union all select n + 1 from at where n < {count})
        select business_id, id, '{number} ' || n, 'inbound', 'completed', 'unknown', phone_number, source, n
        from numbers cross join at where friendly_name = '{number}'"
    );
    team.business.database.run(&statement).await;
}

async fn number(team: &TeamFixture, id: NumberId) -> Held<Number, actions::EditNumbers> {
    Number::hold(team.db(), team.business.owner.may().unwrap(), id).await.unwrap()
}

async fn group(team: &TeamFixture, id: GroupId) -> Held<groups::Group, actions::EditNumberGroups> {
    groups::Group::hold(team.db(), team.business.owner.may().unwrap(), id).await.unwrap()
}

/// The name, the numbers and calls gained, and those lost.
type Row<'e> = (&'e str, (usize, i64), (usize, i64));

fn rows(effect: &AccessEffect) -> Vec<Row<'_>> {
    let row = |member: &crewline_core::members::MemberEffect| {
        let (gains, loses) = (member.gains, member.loses);
        ((gains.numbers, gains.calls), (loses.numbers, loses.calls))
    };
    effect.members.iter().map(|member| (member.name.as_str(), row(member).0, row(member).1)).collect()
}

fn shown(effect: &AccessEffect) -> Saving {
    Saving::IfShown { shown: effect.digest().to_owned(), confirmed: String::new() }
}

fn confirmed(effect: &AccessEffect) -> Saving {
    Saving::IfShown { shown: effect.digest().to_owned(), confirmed: effect.digest().to_owned() }
}

#[both_engines]
async fn a_gain_is_saved_only_once_it_was_confirmed_and_the_audit_log_names_it(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (one, two) =
        (team.business.number("One", "+12125550101").await, team.business.number("Two", "+12125550102").await);
    add_calls(&team, "One", 214).await;
    let (from, to) = (team.business.group("Roofing", &[one, two]).await, team.business.group("Dental", &[]).await);
    let dana = team.business.viewer("Dana Whitfield", &[], &[to]).await.member();
    team.business.viewer("Fay Berg", &[], &[from]).await;
    team.business.viewer("Both Groups", &[], &[from, to]).await;
    team.business.viewer("By Itself", &[one], &[to]).await;
    team.business.person("Max Rivera", Role::Manager).await;
    let manager = team.business.viewpoint("max.rivera@northline.example").await.unwrap();
    let held = Number::hold(team.db(), manager.may::<actions::EditNumbers>().unwrap(), one).await.unwrap();
    let draft = Draft { group_id: to.to_string(), ..Draft::of(&held) };
    let expected = [("Dana Whitfield", (1, 214), (0, 0)), ("Fay Berg", (0, 0), (1, 214))];
    let asked = numbers::edit_if(team.db(), &held, &draft, Saving::DryRun).await.unwrap();
    assert_eq!(rows(&asked.effect), expected);
    let entries = team.entries(100).await.len();
    let unconfirmed = numbers::edit_if(team.db(), &held, &draft, shown(&asked.effect)).await.unwrap();
    assert!(!unconfirmed.is_saved && number(&team, one).await.group_id == Some(from), "{unconfirmed:?}");
    assert_eq!(team.entries(100).await.len(), entries, "nothing was done");
    let saved = numbers::edit_if(team.db(), &held, &draft, confirmed(&asked.effect)).await.unwrap();
    assert!(saved.is_saved && number(&team, one).await.group_id == Some(to), "{saved:?}");
    let (action, actor, _, after) = team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), actor.as_str()), ("number.edited", "Max Rivera"));
    let first = &after["effect"]["members"][0];
    let nothing = json!({"numbers": 0, "calls": 0});
    let gains = json!({"numbers": 1, "calls": 214});
    assert_eq!(first, &json!({"member_id": dana, "name": "Dana Whitfield", "gains": gains, "loses": nothing}));
    let same = numbers::edit_if(team.db(), &number(&team, one).await, &draft, shown(&AccessEffect::default())).await;
    assert!(same.unwrap().is_saved, "no question where nobody sees more or less");
}

#[both_engines]
async fn an_effect_that_has_changed_meanwhile_is_asked_about_anew(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let one = team.business.number("One", "+12125550101").await;
    let to = team.business.group("Dental", &[]).await;
    team.business.viewer("Dana Whitfield", &[], &[to]).await;
    let held = number(&team, one).await;
    let draft = Draft { group_id: to.to_string(), ..Draft::of(&held) };
    let asked = numbers::edit_if(team.db(), &held, &draft, Saving::DryRun).await.unwrap().effect;
    add_calls(&team, "One", 3).await;
    let late = team.business.viewer("Late Comer", &[], &[]).await.member();
    team.edit(
        &team.business.owner,
        late,
        &crewline_core::members::Draft { access: Some(specific(&[], &[to.to_string()])), ..Default::default() },
    )
    .await
    .unwrap();
    let refused = numbers::edit_if(team.db(), &held, &draft, confirmed(&asked)).await.unwrap();
    assert!(!refused.is_saved);
    assert_eq!(rows(&refused.effect), [("Dana Whitfield", (1, 3), (0, 0)), ("Late Comer", (1, 3), (0, 0))]);
    assert!(numbers::edit_if(team.db(), &held, &draft, confirmed(&refused.effect)).await.unwrap().is_saved);
}

#[both_engines]
async fn a_group_is_changed_and_ended_with_its_effect(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let mut numbers = Vec::new();
    for (at, name) in ["One", "Two", "Three"].into_iter().enumerate() {
        numbers.push(team.business.number(name, &format!("+1212555010{at}")).await);
        add_calls(&team, name, at as i64 + 1).await;
    }
    let (a, b) = (team.business.group("A", &numbers[..2]).await, team.business.group("B", &numbers[2..]).await);
    team.business.viewer("Ann", &[], &[a]).await;
    team.business.viewer("Bob", &[], &[b]).await;
    team.business.viewer("Own", &numbers[..1], &[a]).await;
    let draft = groups::Draft { name: "A".into(), number_ids: vec![numbers[1].to_string(), numbers[2].to_string()] };
    let changed = groups::edit_if(team.db(), &group(&team, a).await, &draft, Saving::Now).await.unwrap();
    assert_eq!(
        rows(&changed.effect),
        [("Ann", (1, 3), (1, 1)), ("Bob", (0, 0), (1, 3)), ("Own", (1, 3), (0, 0))],
        "who has the number by itself loses nothing"
    );
    let held = Number::hold(team.db(), team.business.owner.may().unwrap(), numbers[2]).await.unwrap();
    numbers::release(team.db(), &held).await.unwrap();
    let ended = groups::delete_if(team.db(), &group(&team, a).await, Saving::DryRun).await.unwrap();
    assert_eq!(rows(&ended.effect), [("Ann", (0, 0), (2, 5)), ("Own", (0, 0), (2, 5))], "a released number counts");
    assert!(
        !groups::delete_if(team.db(), &group(&team, a).await, shown(&AccessEffect::default())).await.unwrap().is_saved
    );
    assert!(groups::delete_if(team.db(), &group(&team, a).await, shown(&ended.effect)).await.unwrap().is_saved);
    let (action, _, before, _) = team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), &before["effect"]["members"][0]["name"]), ("number_group.deleted", &json!("Ann")));
}

#[both_engines]
async fn pending_invitations_are_counted_and_calls_up_to_a_bound(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let one = team.business.number("One", "+12125550101").await;
    let two = team.business.number("Two", "+12125550102").await;
    let to = team.business.group("Dental", &[]).await;
    let owner = &team.business.owner;
    team.promise("by.group@example.com", None, Some("Dental")).await;
    team.promise("by.number@example.com", Some("One"), Some("Dental")).await;
    let draft = groups::Draft { name: "Dental".into(), number_ids: vec![one.to_string()] };
    let effect = groups::edit_if(team.db(), &group(&team, to).await, &draft, Saving::DryRun).await.unwrap().effect;
    assert_eq!((effect.members.len(), effect.invitations_widened, effect.invitations_narrowed), (0, 1, 0));
    assert!(effect.widens() && !effect.is_empty());
    team.promise("alone@example.com", Some("Two"), None).await;
    let release = Number::hold(team.db(), owner.may().unwrap(), two).await.unwrap();
    let effect = numbers::release_if(team.db(), &release, Saving::DryRun).await.unwrap().effect;
    assert_eq!((effect.invitations_widened, effect.invitations_narrowed), (0, 1));
    add_calls(&team, "One", MAX_COUNTED_CALLS + 5).await;
    add_calls(&team, "Two", 2).await;
    team.business.viewer("Dana", &[], &[to]).await;
    let draft = groups::Draft { number_ids: vec![one.to_string(), two.to_string()], ..draft };
    let effect = groups::edit_if(team.db(), &group(&team, to).await, &draft, Saving::DryRun).await.unwrap().effect;
    let gains = effect.members[0].gains;
    assert_eq!((gains.numbers, gains.has_more_calls), (2, true));
    assert!(gains.calls <= MAX_COUNTED_CALLS && gains.calls > MAX_COUNTED_CALLS - 5, "{gains:?}");
}

#[both_engines]
async fn addresses_outside_are_in_the_effect(kind: Kind) {
    let team = TeamFixture::new(kind).await;
    let (one, two) =
        (team.business.number("One", "+12125550101").await, team.business.number("Two", "+12125550102").await);
    add_calls(&team, "One", 214).await;
    let (from, to) = (team.business.group("Roofing", &[one, two]).await, team.business.group("Dental", &[]).await);
    let owner = &team.business.owner;
    let report = scheduled(&team, owner).await;
    let dental = add(&team, owner, report, "Dental@bay.example", access(&[], &[to])).await.unwrap();
    let roofing = add(&team, owner, report, "a.roofer@bay.example", access(&[], &[from])).await.unwrap();
    // These see as much as before: the number by itself, both groups, and all numbers.
    add(&team, owner, report, "own@bay.example", access(&[one], &[to])).await.unwrap();
    add(&team, owner, report, "both@bay.example", access(&[], &[from, to])).await.unwrap();
    let all = crewline_core::members::AccessDraft { kind: "all".into(), ..Default::default() };
    add(&team, owner, report, "all@bay.example", all).await.unwrap();
    let held = number(&team, one).await;
    let draft = Draft { group_id: to.to_string(), ..Draft::of(&held) };
    let asked = numbers::edit_if(team.db(), &held, &draft, Saving::DryRun).await.unwrap().effect;
    let outside: Vec<_> = asked.outside.iter().map(|each| (each.recipient, each.gains, each.loses)).collect();
    let [(first, nothing, lost), (second, gained, _)] = outside[..] else { panic!("{outside:?}") };
    assert_eq!((first, second), (roofing, dental), "by address");
    assert_eq!((nothing.numbers, lost.numbers, lost.calls), (0, 1, 214));
    assert_eq!((gained.numbers, gained.calls), (1, 214));
    assert!(asked.members.is_empty() && !asked.is_empty() && asked.widens());
    assert!(!numbers::edit_if(team.db(), &held, &draft, shown(&asked)).await.unwrap().is_saved, "a gain is confirmed");
    assert!(numbers::edit_if(team.db(), &held, &draft, confirmed(&asked)).await.unwrap().is_saved);
    let after = team.entries(1).await.remove(0).3;
    let entry = &after["effect"]["outside_recipients"];
    assert_eq!((&entry[0]["recipient_id"], &entry[1]["email"]), (&json!(roofing), &json!("Dental@bay.example")));
    assert_eq!(entry[1]["gains"], json!({"numbers": 1, "calls": 214}));
    // A group that goes takes its numbers from the addresses alone that see them by it.
    let ended = groups::delete_if(team.db(), &group(&team, to).await, Saving::DryRun).await.unwrap().effect;
    let losers: Vec<_> = ended.outside.iter().map(|each| (each.email.as_str(), each.loses.numbers)).collect();
    assert_eq!(losers, [("both@bay.example", 1), ("Dental@bay.example", 1)]);
    assert!(!ended.widens());
}
