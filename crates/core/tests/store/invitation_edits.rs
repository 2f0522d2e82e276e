//! Edits of open invitations.

use crewline_core::access::{Role, Rule};
use crewline_core::db::Kind;
use crewline_core::invitations::{Edit, Status};
use crewline_core::members::{self, AccessDraft, NumberAccess};
use crewline_core::{Error, both_engines};
use serde_json::json;

use crate::invitation_fixture::{InvitationFixture, draft_for, viewer};

fn change(role: Option<&str>, name: Option<&str>, access: Option<AccessDraft>) -> Edit {
    let membership = members::Draft { role: role.map(Into::into), name: name.map(Into::into), access };
    Edit { email: None, membership }
}

fn only(number: impl ToString) -> Option<AccessDraft> {
    Some(AccessDraft { kind: "specific".into(), number_ids: vec![number.to_string()], group_ids: Vec::new() })
}

#[both_engines]
async fn an_edited_invitation_gives_what_it_says_by_the_same_link(kind: Kind) {
    let fixture = InvitationFixture::with_seats(kind, Some(2)).await;
    let (one, two) = (
        fixture.team.business.number("Yelp", "14155550101").await,
        fixture.team.business.number("Wrap", "14155550102").await,
    );
    let id = fixture.invite_as_owner(&viewer("Vera Kim", &[one], &[])).await.id;
    let token = fixture.token();
    let letters = fixture.team.letters().await.len();
    let edited = fixture.edit(&fixture.owner(), id, &change(None, Some("Vera Park"), only(two))).await.unwrap();
    assert!(edited.link.is_none());
    assert_eq!((edited.invitation.name.as_str(), edited.invitation.role), ("Vera Park", Role::Viewer));
    assert_eq!(edited.invitation.access, NumberAccess::Specific { numbers: [two].into(), groups: [].into() });
    assert_eq!(fixture.team.letters().await.len(), letters, "no letter: the link stays the same");
    let (action, actor, before, after) = fixture.team.entries(1).await.remove(0);
    assert_eq!((action.as_str(), actor.as_str()), ("invitation.edited", "Olga Marsh"));
    assert_eq!((&before["name"], &after["name"]), (&json!("Vera Kim"), &json!("Vera Park")));
    assert_eq!((before.get("role"), after.get("role")), (None, None), "only what differs");
    let link = fixture.find_link(&token).await.unwrap();
    assert_eq!(link.access, edited.invitation.access);
    let accepted = fixture.accept(&token).await.unwrap();
    assert_eq!(fixture.member(&accepted).await.access, edited.invitation.access);
}

#[both_engines]
async fn an_edit_of_nothing_leaves_no_trace(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let id = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await.id;
    let entries = fixture.count("select count(*) from audit_entries").await;
    let same = Edit { email: Some("vera.kim@guest.example".into()), ..change(Some("manager"), Some("Vera Kim"), None) };
    fixture.edit(&fixture.owner(), id, &same).await.unwrap();
    assert_eq!(fixture.count("select count(*) from audit_entries").await, entries);
}

#[both_engines]
async fn a_new_address_is_sent_what_the_edit_gives(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let one = fixture.team.business.number("Yelp", "14155550101").await;
    let id = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await.id;
    let old = fixture.token();
    let edit = Edit { email: Some("vera@park.example".into()), ..change(Some("viewer"), Some("Vera Park"), only(one)) };
    let invitation = fixture.edit(&fixture.owner(), id, &edit).await.unwrap().invitation;
    assert_eq!((invitation.role, invitation.name.as_str()), (Role::Viewer, "Vera Park"));
    assert!(fixture.find_link(&old).await.is_none());
    {
        let letters = fixture.letters_written.lock().unwrap();
        let letter = letters.last().unwrap();
        assert_eq!(
            (letter.role, letter.name.as_str(), letter.email.as_str()),
            (Role::Viewer, "Vera Park", "vera@park.example")
        );
        assert_eq!(letter.names.numbers.len(), 1);
    }
    let (action, _, before, after) = fixture.team.entries(1).await.remove(0);
    assert_eq!(action, "invitation.address_corrected");
    assert_eq!((&before["role"], &after["role"]), (&json!("manager"), &json!("viewer")));
}

#[both_engines]
async fn an_edit_grants_no_more_than_an_invitation_would(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let business = &fixture.team.business;
    let adam = business.person("Adam Reyes", Role::Admin).await;
    let viewers = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Viewer)).await.id;
    let admins = fixture.invite_as_owner(&draft_for("Nia Ross", Role::Admin)).await.id;
    let refused = fixture.edit(&adam, viewers, &change(Some("admin"), None, None)).await.unwrap_err();
    assert!(matches!(refused, Error::Rule(Rule::Grant)), "{refused:?}");
    let refused = fixture.edit(&adam, admins, &change(Some("viewer"), None, None)).await.unwrap_err();
    assert!(matches!(refused, Error::Rule(Rule::Grant)), "{refused:?}");
    for (edit, field) in [
        (change(Some("king"), None, None), "role"),
        (change(None, Some(" "), None), "name"),
        (change(None, None, only("num_0")), "number_access"),
        (change(Some("manager"), None, only(business.number("Yelp", "14155550101").await)), "number_access"),
        (Edit { email: Some("nobody".into()), ..Edit::default() }, "email"),
    ] {
        let refused = fixture.edit(&fixture.owner(), viewers, &edit).await.unwrap_err();
        assert!(matches!(&refused, Error::Fields(fields) if fields.get(field).is_some()), "{field}: {refused:?}");
    }
    let refused = fixture.edit(&fixture.owner(), admins, &change(Some("viewer"), None, None)).await.unwrap_err();
    assert!(matches!(&refused, Error::Fields(fields) if fields.get("number_access").is_some()), "{refused:?}");
    fixture.cancel(&fixture.owner(), viewers).await.unwrap();
    let refused = fixture.edit(&fixture.owner(), viewers, &change(None, Some("Vera"), None)).await.unwrap_err();
    assert!(matches!(refused, Error::Gone(_)), "{refused:?}");
}

#[both_engines]
async fn the_second_of_two_edits_at_once_is_refused(kind: Kind) {
    let fixture = InvitationFixture::new(kind).await;
    let id = fixture.invite_as_owner(&draft_for("Vera Kim", Role::Manager)).await.id;
    let seen = fixture.hold(&fixture.owner(), id).await;
    fixture.edit(&fixture.owner(), id, &change(None, Some("Vera Park"), None)).await.unwrap();
    let refused = fixture.edit_held(&seen, &change(Some("admin"), None, None)).await.unwrap_err();
    assert!(matches!(refused, Error::Conflict { code: "conflict", .. }), "{refused:?}");
    let now = fixture.hold(&fixture.owner(), id).await;
    assert_eq!((now.name.as_str(), now.role, now.status), ("Vera Park", Role::Manager, Status::Pending));
}
