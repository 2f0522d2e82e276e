//! A house in which people are invited, for the tests of it: what the letters were written from is kept.

use std::sync::{Arc, Mutex};

use crewline_core::Error;
use crewline_core::access::{Held, Role, Thing, Viewpoint, actions};
use crewline_core::db::{Db, Kind};
use crewline_core::ids::{GroupId, InvitationId, NumberId};
use crewline_core::invitations::{
    self, Accepted, Draft, Existing, Filter, Invitation, Link, Occasion, Outcome, Resent, Terms, Told, Which,
};
use crewline_core::mail::{EmailComposer, Letter};
use crewline_core::members::{AccessDraft, Member};
use crewline_core::people::{Passwords, Person, signed_in};
use crewline_core::seats::{Plan, Plans};
use crewline_core::secret::digest;
use crewline_core::testing::{PASSWORD, session};
use secrecy::ExposeSecret;

use crate::team::Team;

pub(crate) struct Desk {
    pub(crate) team: Team,
    pub(crate) terms: Terms,
    pub(crate) composer: EmailComposer<Told>,
    pub(crate) told: Arc<Mutex<Vec<Told>>>,
    waiting: Mutex<usize>,
}

/// A small plan with so many seats, the default; and a large one without limits.
pub(crate) fn plans(seats: Option<u32>) -> Plans {
    let plan = |key: &str, seats| Plan { key: key.into(), name: key.into(), seats, numbers: None, upgrade_url: None };
    let url = Some("https://billing.example/large".to_owned());
    Plans::new(vec![plan("small", seats), Plan { upgrade_url: url, ..plan("large", None) }], None).unwrap()
}

impl Desk {
    pub(crate) async fn new(kind: Kind) -> Self {
        Self::with_seats(kind, None).await
    }

    pub(crate) async fn with_seats(kind: Kind, seats: Option<u32>) -> Self {
        let team = Team::new(kind).await;
        let told = Arc::new(Mutex::new(Vec::new()));
        let kept = told.clone();
        let composer = EmailComposer::new(&team.seal, move |about: &Told| {
            kept.lock().unwrap().push(about.clone());
            Ok(Letter { subject: "Told".into(), text: "Told".into(), html: "Told".into(), unsubscribe: None })
        });
        let terms = Terms { plans: plans(seats), life_seconds: 7 * 86_400, existing: Existing::Added };
        Self { team, terms, composer, told, waiting: Mutex::new(0) }
    }

    pub(crate) fn db(&self) -> &Db {
        self.team.db()
    }

    pub(crate) fn owner(&self) -> Viewpoint {
        self.team.house.owner.clone()
    }

    pub(crate) async fn invite(&self, who: &Viewpoint, draft: &Draft) -> Result<Outcome, Error> {
        let outcome = invitations::invite(self.db(), &who.may().unwrap(), &self.terms, &self.composer, draft).await;
        self.sent(outcome)
    }

    /// A letter is written before it is known whether it will be sent.
    fn sent<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        if outcome.is_err() {
            let waiting = *self.waiting.lock().unwrap();
            self.told.lock().unwrap().truncate(waiting);
        }
        *self.waiting.lock().unwrap() = self.told.lock().unwrap().len();
        outcome
    }

    /// Invites somebody as the Owner, who has no account.
    pub(crate) async fn invited(&self, draft: &Draft) -> Invitation {
        invitation_of(self.invite(&self.owner(), draft).await.unwrap())
    }

    /// The token of the newest letter.
    pub(crate) fn token(&self) -> String {
        let told = self.told.lock().unwrap();
        let Occasion::Invited { token, .. } = &told.last().unwrap().occasion else { panic!("{told:?}") };
        token.expose_secret().to_owned()
    }

    pub(crate) async fn look(&self, token: &str) -> Option<Link> {
        invitations::find_link(self.db(), &digest(token)).await.unwrap()
    }

    /// Opens the link of a token and accepts with a password.
    pub(crate) async fn accept(&self, token: &str) -> Result<Accepted, Error> {
        self.accept_with(token, None, PASSWORD).await
    }

    pub(crate) async fn accept_with(&self, token: &str, name: Option<&str>, password: &str) -> Result<Accepted, Error> {
        let link = self.look(token).await.unwrap();
        invitations::accept(self.db(), &Passwords::at_once(2), &link, name, password.into(), "192.0.2.9").await
    }

    pub(crate) async fn hold(&self, who: &Viewpoint, id: InvitationId) -> Held<Invitation, actions::Invite> {
        Invitation::hold(self.db(), who.may().unwrap(), id).await.unwrap()
    }

    pub(crate) async fn resend(&self, who: &Viewpoint, id: InvitationId) -> Result<Resent, Error> {
        let outcome = invitations::resend(self.db(), &self.hold(who, id).await, &self.terms, &self.composer).await;
        self.sent(outcome)
    }

    pub(crate) async fn cancel(&self, who: &Viewpoint, id: InvitationId) -> Result<(), Error> {
        invitations::cancel(self.db(), &self.hold(who, id).await).await
    }

    /// Who is signed in, in a new browser.
    pub(crate) async fn person(&self, email: &str) -> Person {
        let token = session(self.db(), email).await;
        signed_in(self.db(), &digest(token.expose_secret())).await.unwrap().unwrap()
    }

    /// The names of invitations, by what became of them.
    pub(crate) async fn names(&self, which: Which) -> Vec<String> {
        let filter = Filter { which, ..Filter::default() };
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

/// The invitation that came of it.
pub(crate) fn invitation_of(outcome: Outcome) -> Invitation {
    let Outcome::Invited { invitation, .. } = outcome else { panic!("{outcome:?}") };
    invitation
}

/// Somebody to be invited to a role that sees everything.
pub(crate) fn guest(name: &str, role: Role) -> Draft {
    let access = (role == Role::Viewer).then(|| crate::team::all().into());
    let email = format!("{}@guest.example", name.to_lowercase().replace(' ', "."));
    Draft { name: name.into(), email, role: role.to_string(), access }
}

/// Somebody to be invited as a Viewer of these.
pub(crate) fn viewer(name: &str, numbers: &[NumberId], groups: &[GroupId]) -> Draft {
    let access = AccessDraft {
        kind: "specific".into(),
        number_ids: numbers.iter().map(ToString::to_string).collect(),
        group_ids: groups.iter().map(ToString::to_string).collect(),
    };
    Draft { access: Some(access.into()), ..guest(name, Role::Viewer) }
}

#[track_caller]
pub(crate) fn dead<T: std::fmt::Debug>(answer: Result<T, Error>) -> String {
    let Err(Error::DeadLink(sentence)) = answer else { panic!("{answer:?}") };
    sentence
}
