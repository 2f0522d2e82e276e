//! The rules of rank inside the statements that change a member, run without the checks before them: a person who was
//! demoted during their request changes nothing. Only another Owner can change an Owner, so one always remains; the
//! statements check this too.

use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;

use crate::team_fixture::TeamFixture;

const TARGET: &str = "(select id from members where name = 'Target')";

/// A statement with its values in place of the parameters.
fn with_values(text: &str, values: &[&str]) -> String {
    let numbered = values.iter().enumerate().rev();
    numbered.fold(text.to_owned(), |text, (at, value)| text.replace(&format!("${}", at + 1), value))
}

fn actor_id(actor: &str) -> String {
    format!("(select id from members where name = '{actor}')")
}

fn edit(actor: &str, is: Role) -> String {
    let text = include_str!("../../src/members/edit.sql");
    let role = format!("'{is}'");
    with_values(text, &["BUSINESS", TARGET, &role, "'Target'", "'target'", "'all'", &actor_id(actor)])
}

fn remove(actor: &str) -> String {
    with_values(include_str!("../../src/members/remove.sql"), &["BUSINESS", TARGET, "1", &actor_id(actor)])
}

/// Northline with a member of every role, a removed Owner and the target; and the neighbour.
async fn team(kind: crewline_core::db::Kind) -> TeamFixture {
    let team = TeamFixture::new(kind).await;
    team.business.neighbour().await;
    for &role in Role::ALL {
        team.business.person(&format!("Actor {role}"), role).await;
    }
    team.business.person("Gone", Role::Owner).await;
    team.business.person("Target", Role::Viewer).await;
    let run = async |text: &str| team.business.database.run(text).await;
    run("update members set status = 'removed' where name = 'Gone'").await;
    run(
        "update members set name = 'Stranger' where business_id = (select id from businesses where slug = 'neighbour')",
    )
    .await;
    team
}

/// Whether an actor may give a member another role, or remove them (`None`).
fn may(actor: &str, was: Role, is: Option<Role>) -> bool {
    let below = |role: Role| matches!(role, Role::Manager | Role::Viewer);
    match actor {
        "Actor owner" => true,
        "Actor admin" => below(was) && is.is_none_or(below),
        _ => false,
    }
}

const ACTORS: [&str; 6] = ["Actor owner", "Actor admin", "Actor manager", "Actor viewer", "Gone", "Stranger"];

/// Resets the target and runs a statement; returns the target's role, or `removed`.
async fn role_after(team: &TeamFixture, was: Role, statement: &str) -> String {
    let business = "(select id from businesses where slug = 'northline')";
    let statement = statement.replace("BUSINESS", business);
    let before =
        format!("update members set status = 'active', removed_at = null, role = '{was}' where name = 'Target'");
    team.business.database.run(&format!("{before}; {statement}")).await;
    let text = "select case when status = 'active' then role else status end from members where name = 'Target'";
    team.business.database.rows(text).await.remove(0).remove(0).unwrap()
}

#[both_engines]
async fn the_edit_statement_enforces_rank(kind: Kind) {
    let team = team(kind).await;
    for actor in ACTORS {
        for &was in Role::ALL {
            for &is in Role::ALL {
                let expected = if may(actor, was, Some(is)) { is } else { was };
                let role = role_after(&team, was, &edit(actor, is)).await;
                assert_eq!(role, expected.to_string(), "{actor} makes a {was} a {is}");
            }
        }
    }
}

#[both_engines]
async fn the_remove_statement_enforces_rank(kind: Kind) {
    let team = team(kind).await;
    for actor in ACTORS {
        for &was in Role::ALL {
            let expected = if may(actor, was, None) { "removed".to_owned() } else { was.to_string() };
            assert_eq!(role_after(&team, was, &remove(actor)).await, expected, "{actor} removes a {was}");
        }
    }
}

#[both_engines]
async fn no_statement_changes_ones_own_role_or_the_last_owner(kind: Kind) {
    let team = team(kind).await;
    // The last Owner: by themselves, by an Admin, and by a former Owner.
    team.business
        .database
        .run("update members set status = 'removed' where role = 'owner' and name <> 'Stranger'")
        .await;
    for actor in ["Target", "Actor admin", "Actor owner", "Gone", "Stranger"] {
        assert_eq!(role_after(&team, Role::Owner, &edit(actor, Role::Admin)).await, "owner", "{actor} demotes");
        assert_eq!(role_after(&team, Role::Owner, &remove(actor)).await, "owner", "{actor} removes");
    }
    for &was in Role::ALL {
        for &is in Role::ALL {
            assert_eq!(
                role_after(&team, was, &edit("Target", is)).await,
                was.to_string(),
                "a {was} makes themselves a {is}"
            );
        }
        assert_eq!(role_after(&team, was, &remove("Target")).await, was.to_string(), "a {was} removes themselves");
    }
}
