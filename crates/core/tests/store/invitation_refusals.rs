//! Refused invitations: mistakes, people who are known already, and ranks.

use std::collections::BTreeSet;

use crewline_core::access::{Role, Rule, Thing, actions};
use crewline_core::db::{self, Kind};
use crewline_core::invitations::{self, Draft, StatusFilter};
use crewline_core::mail::EmailComposer;
use crewline_core::members::AccessDraft;
use crewline_core::numbers::{Number, release};
use crewline_core::testing::{group, number};
use crewline_core::{Error, both_engines};

use crate::invitation_fixture::{InvitationFixture, draft_for, invitation_of, viewer};
use crate::team_fixture::{field_sentence, role};

/// Counts all rows that inviting writes.
const ROWS: &str =
    "select (select count(*) from invitations) + (select count(*) from members) + (select count(*) from jobs where kind = 'letter')
    + (select count(*) from audit_entries) + (select count(*) from invitation_sends) + (select count(*) from users)";

#[both_engines]
async fn an_invitation_whose_letter_cannot_be_written_is_not_created(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let before = fixture.count(ROWS).await;
    let composer =
        EmailComposer::new(&fixture.team.seal, |_: &_| Err(db::Error::Internal("the template".into()).into()));
    let draft = draft_for("Vera Kim", Role::Manager);
    let invited =
        invitations::invite(fixture.db(), &fixture.owner().may().unwrap(), &fixture.terms, &composer, &draft).await;
    assert!(matches!(invited, Err(Error::Db(db::Error::Internal(_)))), "{invited:?}");
    assert_eq!((fixture.count(ROWS).await, fixture.team.letters().await.len()), (before, 0));
}

#[both_engines]
async fn an_existing_member_or_invitation_is_named(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let adam = fixture.team.business.person("Adam Reyes", Role::Admin).await;
    let invitation = fixture
        .invite_as_owner(&Draft { email: "Test@Bücher.example".into(), ..draft_for("Vera Kim", Role::Manager) })
        .await;
    let before = fixture.count(ROWS).await;
    for (email, is_member) in [
        ("Adam.Reyes@northline.example", true),
        (" adam.reyes@ｎｏｒｔｈｌｉｎｅ.example", true),
        ("test@bücher.example", false),
        ("TEST@BÜCHER.EXAMPLE", false),
        ("test@xn--bcher-kva.example", false),
        ("test@bu\u{308}cher.example", false),
    ] {
        let draft = Draft { email: email.into(), ..draft_for("Other", Role::Owner) };
        match fixture.invite(&fixture.owner(), &draft).await.unwrap_err() {
            Error::AlreadyMember(id) => assert!(is_member && id == adam.member(), "{email}"),
            Error::AlreadyInvited(id) => assert!(!is_member && id == invitation.id, "{email}"),
            other => panic!("{email}: {other:?}"),
        }
    }
    assert_eq!(fixture.count(ROWS).await, before);
}

#[both_engines]
async fn each_mistake_is_reported_at_its_field_and_writes_nothing(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let business = &fixture.team.business;
    let (one, released) = (business.number("One", "+12125550101").await, business.number("Gone", "+12125550102").await);
    let held = Number::hold(fixture.db(), fixture.owner().may().unwrap(), released).await.unwrap();
    release(fixture.db(), &held).await.unwrap();
    let (_, nora) = business.neighbour().await;
    let theirs = number(fixture.db(), &nora, "Theirs", "+12125550103").await;
    let their_group = group(fixture.db(), &nora, "Theirs", &[theirs]).await;
    let before = fixture.count(ROWS).await;
    let good = || viewer("Vera Kim", &[one], &[]);
    let unknown = |id: &str| Draft {
        access: Some(
            AccessDraft { kind: "specific".into(), number_ids: vec![one.to_string(), id.into()], group_ids: vec![] }
                .into(),
        ),
        ..good()
    };
    let mut sentences = BTreeSet::new();
    for (draft, field) in [
        (Draft { name: "x".repeat(1_000_000), ..good() }, "name"),
        (Draft { name: " ".into(), ..good() }, "name"),
        (Draft { name: "Vera\u{202e}miK".into(), ..good() }, "name"),
        (Draft { name: "Vera\r\nBcc: all".into(), ..good() }, "name"),
        (Draft { name: "Vera\0".into(), ..good() }, "name"),
        (Draft { email: "vera".into(), ..good() }, "email"),
        (Draft { email: "ｔest@guest.example".into(), ..good() }, "email"),
        (Draft { email: "vera@guest.example\r\nBcc: all@guest.example".into(), ..good() }, "email"),
        (Draft { email: format!("{}@guest.example", "x".repeat(1_000_000)), ..good() }, "email"),
        (Draft { role: "king".into(), ..good() }, "role"),
        (Draft { role: String::new(), ..good() }, "role"),
        (Draft { access: None, ..good() }, "number_access"),
        (viewer("Vera Kim", &[], &[]), "number_access"),
        (Draft { role: "manager".into(), ..good() }, "number_access"),
    ] {
        field_sentence(fixture.invite(&fixture.owner(), &draft).await, field);
    }
    for draft in [
        viewer("Vera Kim", &[one, released], &[]),
        viewer("Vera Kim", &[theirs], &[]),
        viewer("Vera Kim", &[], &[their_group]),
        unknown("num_x"),
        unknown(&their_group.to_string()),
    ] {
        sentences.insert(field_sentence(fixture.invite(&fixture.owner(), &draft).await, "number_access"));
    }
    assert_eq!(sentences.len(), 1, "a foreign id reads like an unknown one: {sentences:?}");
    assert_eq!(fixture.count(ROWS).await, before);
    let html = "<script>alert(1)</script> =1+1";
    assert_eq!(
        fixture.invite_as_owner(&Draft { name: html.into(), ..good() }).await.name,
        html,
        "markup is plain text"
    );
}

#[both_engines]
async fn only_owners_invite_to_their_own_rank(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    for &own in Role::ALL {
        let inviter = fixture.team.business.person(&format!("The {own}"), own).await;
        if own == Role::Viewer {
            assert!(inviter.may::<actions::Invite>().is_err());
            continue;
        }
        for &granted in Role::ALL {
            let answer = fixture.invite(&inviter, &draft_for(&format!("{granted} by {own}"), granted)).await;
            if own == Role::Owner || (own as u8) < (granted as u8) {
                invitation_of(answer.unwrap());
            } else {
                assert!(matches!(answer, Err(Error::Rule(Rule::Grant))), "{own} {granted}: {answer:?}");
            }
        }
        let for_owner = fixture.invite_as_owner(&draft_for(&format!("An Owner for {own}"), Role::Owner)).await;
        assert_eq!(for_owner.is_manageable_by(&inviter), own == Role::Owner);
        for answer in
            [fixture.resend(&inviter, for_owner.id).await.map(drop), fixture.cancel(&inviter, for_owner.id).await]
        {
            assert_eq!(answer.is_ok(), own == Role::Owner, "{own}: {answer:?}");
        }
    }
}

#[both_engines]
async fn the_inviters_role_is_checked_inside_the_transaction(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let (adam, max) = (
        fixture.team.business.person("Adam Reyes", Role::Admin).await,
        fixture.team.business.person("Max Moor", Role::Manager).await,
    );
    let pending = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await;
    fixture.team.edit(&fixture.owner(), adam.member(), &role(Role::Manager)).await.unwrap();
    fixture.team.remove(&fixture.owner(), max.member()).await.unwrap();
    // Their viewpoints are from before the change.
    for answer in [
        fixture.invite(&adam, &draft_for("One", Role::Manager)).await.map(drop),
        fixture.resend(&adam, pending.id).await.map(drop),
        fixture.cancel(&adam, pending.id).await,
    ] {
        assert!(matches!(answer, Err(Error::Rule(Rule::Grant))), "{answer:?}");
    }
    assert!(matches!(fixture.invite(&max, &draft_for("Two", Role::Viewer)).await, Err(Error::Refused(_))));
    assert_eq!(fixture.names(StatusFilter::All).await, ["Vera Kim"]);
}
