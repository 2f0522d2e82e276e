//! A business that invites people, for tests. It keeps the data of every letter written.

use std::sync::{Arc, Mutex};

use crewline_core::Error;
use crewline_core::access::{Held, Role, Thing, Viewpoint, actions};
use crewline_core::accounts::{Passwords, Person, find_signed_in};
use crewline_core::db::{Db, Kind};
use crewline_core::ids::{GroupId, InvitationId, NumberId};
use crewline_core::invitations::{
    self, Accepted, Draft, Edit, ExistingAccounts, Filter, HourlyLimits, Invitation, InvitationLetter, Link, Occasion,
    Outcome, Resent, StatusFilter, Terms,
};
use crewline_core::mail::{EmailComposer, OutgoingEmail};
use crewline_core::members::{AccessDraft, Member};
use crewline_core::seats::{Plan, Plans};
use crewline_core::secret::digest;
use crewline_core::testing::{PASSWORD, session};
use secrecy::ExposeSecret;

use crate::team_fixture::TeamFixture;

pub(crate) struct InvitationFixture {
    pub(crate) team: TeamFixture,
    pub(crate) terms: Terms,
    pub(crate) composer: EmailComposer<InvitationLetter>,
    pub(crate) letters_written: Arc<Mutex<Vec<InvitationLetter>>>,
    letters_sent: Mutex<usize>,
}

/// A small plan, the default, with these seats; and a large one without limits.
pub(crate) fn plans(seats: Option<u32>) -> Plans {
    let plan = |key: &str, seats| Plan { key: key.into(), name: key.into(), seats, numbers: None, upgrade_url: None };
    let url = Some("https://billing.example/large".to_owned());
    Plans::new(vec![plan("small", seats), Plan { upgrade_url: url, ..plan("large", None) }], None).unwrap()
}

impl InvitationFixture {
    pub(crate) async fn new(kind: Kind) -> Self {
        Self::with_seats(kind, None).await
    }

    pub(crate) async fn with_seats(kind: Kind, seats: Option<u32>) -> Self {
        let team = TeamFixture::new(kind).await;
        let letters_written = Arc::new(Mutex::new(Vec::new()));
        let shared = letters_written.clone();
        let composer = EmailComposer::new(&team.seal, move |about: &InvitationLetter| {
            shared.lock().unwrap().push(about.clone());
            Ok(OutgoingEmail {
                subject: "Hello".into(),
                text: "Hello".into(),
                html: "Hello".into(),
                ..OutgoingEmail::default()
            })
        });
        let hourly = HourlyLimits::default();
        let terms = Terms { plans: plans(seats), life_seconds: 7 * 86_400, existing: ExistingAccounts::Added, hourly };
        Self { team, terms, composer, letters_written, letters_sent: Mutex::new(0) }
    }

    pub(crate) fn db(&self) -> &Db {
        self.team.db()
    }

    pub(crate) fn owner(&self) -> Viewpoint {
        self.team.business.owner.clone()
    }

    pub(crate) async fn invite(&self, who: &Viewpoint, draft: &Draft) -> Result<Outcome, Error> {
        let outcome = invitations::invite(self.db(), &who.may().unwrap(), &self.terms, &self.composer, draft).await;
        self.keep_if_sent(outcome)
    }

    /// Forgets the letters of a refused change, which are written before the check.
    fn keep_if_sent<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        if outcome.is_err() {
            let sent = *self.letters_sent.lock().unwrap();
            self.letters_written.lock().unwrap().truncate(sent);
        }
        *self.letters_sent.lock().unwrap() = self.letters_written.lock().unwrap().len();
        outcome
    }

    /// Invites a person without an account, as the Owner.
    pub(crate) async fn invite_as_owner(&self, draft: &Draft) -> Invitation {
        invitation_of(self.invite(&self.owner(), draft).await.unwrap())
    }

    /// The token of the newest letter.
    pub(crate) fn token(&self) -> String {
        let letters_written = self.letters_written.lock().unwrap();
        let Occasion::Invited { token, .. } = &letters_written.last().unwrap().occasion else {
            panic!("{letters_written:?}")
        };
        token.expose_secret().to_owned()
    }

    pub(crate) async fn find_link(&self, token: &str) -> Option<Link> {
        invitations::find_link(self.db(), &digest(token)).await.unwrap()
    }

    /// Opens the link of a token and accepts with a password.
    pub(crate) async fn accept(&self, token: &str) -> Result<Accepted, Error> {
        self.accept_with(token, None, PASSWORD).await
    }

    pub(crate) async fn accept_with(&self, token: &str, name: Option<&str>, password: &str) -> Result<Accepted, Error> {
        let link = self.find_link(token).await.unwrap();
        invitations::accept(self.db(), &Passwords::with_limit(2), &link, name, password.into(), "192.0.2.9").await
    }

    pub(crate) async fn hold(&self, who: &Viewpoint, id: InvitationId) -> Held<Invitation, actions::Invite> {
        Invitation::hold(self.db(), who.may().unwrap(), id).await.unwrap()
    }

    pub(crate) async fn resend(&self, who: &Viewpoint, id: InvitationId) -> Result<Resent, Error> {
        let outcome = invitations::resend(self.db(), &self.hold(who, id).await, &self.terms, &self.composer).await;
        self.keep_if_sent(outcome)
    }

    pub(crate) async fn edit(&self, who: &Viewpoint, id: InvitationId, edit: &Edit) -> Result<Resent, Error> {
        let held = self.hold(who, id).await;
        self.edit_held(&held, edit).await
    }

    pub(crate) async fn edit_held(
        &self,
        held: &Held<Invitation, actions::Invite>,
        edit: &Edit,
    ) -> Result<Resent, Error> {
        let outcome = invitations::edit(self.db(), held, &self.terms, &self.composer, edit).await;
        self.keep_if_sent(outcome)
    }

    pub(crate) async fn correct_address(&self, id: InvitationId, typed: &str) -> Result<Resent, Error> {
        let edit = Edit { email: Some(typed.into()), ..Edit::default() };
        self.edit(&self.owner(), id, &edit).await
    }

    pub(crate) async fn cancel(&self, who: &Viewpoint, id: InvitationId) -> Result<(), Error> {
        invitations::cancel(self.db(), &self.hold(who, id).await).await
    }

    /// A person signed in with a new session.
    pub(crate) async fn person(&self, email: &str) -> Person {
        let token = session(self.db(), email).await;
        find_signed_in(self.db(), &digest(token.expose_secret())).await.unwrap().unwrap()
    }

    /// The names of invitations with a status.
    pub(crate) async fn names(&self, status: StatusFilter) -> Vec<String> {
        let filter = Filter { status, ..Filter::default() };
        let sort = invitations::SortKey::Name.ascending();
        let page = invitations::list(self.db(), &self.owner().may().unwrap(), &filter, sort, None, 100).await.unwrap();
        page.invitations.into_iter().map(|invitation| invitation.name).collect()
    }

    /// A member as they are now.
    pub(crate) async fn member(&self, accepted: &Accepted) -> Member {
        Member::find(self.db(), &self.owner().may::<actions::SeeUsers>().unwrap(), accepted.member.id)
            .await
            .unwrap()
            .unwrap()
    }

    pub(crate) async fn count(&self, text: &str) -> i64 {
        self.team.count(text).await
    }
}

pub(crate) fn invitation_of(outcome: Outcome) -> Invitation {
    let Outcome::Invited { invitation, .. } = outcome else { panic!("{outcome:?}") };
    invitation
}

/// A draft for a role that sees all numbers.
pub(crate) fn draft_for(name: &str, role: Role) -> Draft {
    let access = (role == Role::Viewer).then(|| crate::team_fixture::all().into());
    let email = format!("{}@guest.example", name.to_lowercase().replace(' ', "."));
    Draft { name: name.into(), email, role: role.to_string(), access }
}

/// A draft for a Viewer of these numbers and groups.
pub(crate) fn viewer(name: &str, numbers: &[NumberId], groups: &[GroupId]) -> Draft {
    let access = AccessDraft {
        kind: "specific".into(),
        number_ids: numbers.iter().map(ToString::to_string).collect(),
        group_ids: groups.iter().map(ToString::to_string).collect(),
    };
    Draft { access: Some(access.into()), ..draft_for(name, Role::Viewer) }
}

#[track_caller]
pub(crate) fn dead_link_sentence<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    let Err(Error::DeadLink(sentence)) = answer else { panic!("{answer:?}") };
    sentence
}
