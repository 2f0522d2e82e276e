//! Invitations that can no longer be accepted: the inviter or the row has changed.

use crewline_core::access::Role;
use crewline_core::accounts::Passwords;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::invitations::{self, LinkState};
use crewline_core::testing::PASSWORD;

use crate::accept::ACTIVE_MEMBERS;
use crate::invitation_fixture::{InvitationFixture, dead_link_sentence, draft_for, invitation_of};
use crate::team_fixture::role;

#[both_engines]
async fn a_role_raised_in_the_row_is_refused(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let max = fixture.team.business.person("Max Moor", Role::Manager).await;
    for (count, role) in ["owner", "admin", "manager"].into_iter().enumerate() {
        let name = format!("Guest {count}");
        invitation_of(fixture.invite(&max, &draft_for(&name, Role::Viewer)).await.unwrap());
        let stale = fixture.find_link(&fixture.token()).await.unwrap();
        fixture
            .team
            .business
            .database
            .run(&format!("update invitations set role = '{role}' where name = '{name}'"))
            .await;
        assert_eq!(fixture.find_link(&fixture.token()).await.unwrap().state, LinkState::InviterGone);
        dead_link_sentence(fixture.accept(&fixture.token()).await);
        dead_link_sentence(
            invitations::accept(fixture.db(), &Passwords::with_limit(1), &stale, None, PASSWORD.into(), "").await,
        );
    }
    assert_eq!(fixture.count(ACTIVE_MEMBERS).await, 2);
}

#[both_engines]
async fn an_invitation_of_a_demoted_or_removed_inviter_is_invalid(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (adam, max) = (
        fixture.team.business.person("Adam Reyes", Role::Admin).await,
        fixture.team.business.person("Max Moor", Role::Manager).await,
    );
    let mut links = Vec::new();
    for (inviter, name, role) in
        [(&adam, "A Manager", Role::Manager), (&adam, "A Viewer", Role::Viewer), (&max, "Another", Role::Viewer)]
    {
        invitation_of(fixture.invite(inviter, &draft_for(name, role)).await.unwrap());
        links.push((fixture.token(), fixture.find_link(&fixture.token()).await.unwrap()));
    }
    fixture.team.edit(&fixture.owner(), adam.member(), &role(Role::Manager)).await.unwrap();
    fixture.team.remove(&fixture.owner(), max.member()).await.unwrap();
    for (at, inviter) in [(0, "Adam Reyes"), (2, "Max Moor")] {
        let (token, stale) = &links[at];
        assert_eq!(fixture.find_link(token).await.unwrap().state, LinkState::InviterGone);
        let sentence = dead_link_sentence(fixture.accept(token).await);
        assert!(sentence.contains(inviter) && sentence.contains("somebody at Northline"), "{sentence}");
        // The page was open already.
        dead_link_sentence(
            invitations::accept(fixture.db(), &Passwords::with_limit(1), stale, None, PASSWORD.into(), "").await,
        );
    }
    assert_eq!(fixture.accept(&links[1].0).await.unwrap().member.role, Role::Viewer, "a Manager may invite a Viewer");
}

#[both_engines]
async fn a_link_reports_the_first_event_that_ended_it(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let otto = fixture.team.business.person("Otto Berg", Role::Owner).await;
    let mut tokens = Vec::new();
    for (name, role) in [("One", Role::Viewer), ("Two", Role::Owner), ("Three", Role::Admin)] {
        let invitation = invitation_of(fixture.invite(&otto, &draft_for(name, role)).await.unwrap());
        if name == "One" {
            fixture.cancel(&otto, invitation.id).await.unwrap();
        }
        tokens.push(fixture.token());
    }
    fixture.team.remove(&fixture.owner(), otto.member()).await.unwrap();
    for (token, start) in tokens.iter().zip([
        "This invitation was cancelled. Ask somebody at Northline for a new one.",
        "Otto Berg can no longer invite an Owner to Northline. Ask somebody at Northline",
        "Otto Berg can no longer invite an Admin to Northline. Ask somebody at Northline",
    ]) {
        let sentence = fixture.find_link(token).await.unwrap().sentence().unwrap();
        assert!(sentence.starts_with(start), "{sentence}");
    }
}

#[both_engines]
async fn a_demotion_by_raw_sql_is_checked_when_accepting(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let adam = fixture.team.business.person("Adam Reyes", Role::Admin).await;
    invitation_of(fixture.invite(&adam, &draft_for("Vera Kim", Role::Manager)).await.unwrap());
    let stale = fixture.find_link(&fixture.token()).await.unwrap();
    for state in ["role = 'viewer'", "role = 'admin', status = 'removed'"] {
        fixture.team.business.database.run(&format!("update members set {state} where name = 'Adam Reyes'")).await;
        dead_link_sentence(fixture.accept(&fixture.token()).await);
        dead_link_sentence(
            invitations::accept(fixture.db(), &Passwords::with_limit(1), &stale, None, PASSWORD.into(), "").await,
        );
        assert_eq!(fixture.count("select count(*) from users where name = 'Vera Kim'").await, 0, "no account either");
    }
    // The sender becomes the inviter.
    let id = fixture.count("select count(*) from invitations").await;
    assert_eq!(id, 1);
    let page = invitations::list(
        fixture.db(),
        &fixture.owner().may().unwrap(),
        &Default::default(),
        invitations::SortKey::Name.ascending(),
        None,
        9,
    )
    .await
    .unwrap();
    fixture.resend(&fixture.owner(), page.invitations[0].id).await.unwrap();
    assert_eq!(fixture.accept(&fixture.token()).await.unwrap().member.role, Role::Manager);
}
