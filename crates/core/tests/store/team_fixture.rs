//! A business whose team changes, for tests.

use crewline_core::access::{Held, Role, Thing, Viewpoint, actions};
use crewline_core::audit;
use crewline_core::db::{Db, Kind};
use crewline_core::ids::MemberId;
use crewline_core::live::Bus;
use crewline_core::mail::{EmailComposer, OutgoingEmail};
use crewline_core::members::{self, AccessDraft, Draft, Edited, Member, Revoked};
use crewline_core::secret::Seal;
use crewline_core::testing::{TestBusiness, letters};
use crewline_core::{Error, access::Action};
use serde_json::Value;

pub(crate) struct TeamFixture {
    pub(crate) business: TestBusiness,
    pub(crate) bus: Bus,
    pub(crate) seal: Seal,
}

impl TeamFixture {
    pub(crate) async fn new(kind: Kind) -> Self {
        let business = TestBusiness::new(kind).await;
        let bus = Bus::start(business.db()).await.unwrap();
        let seal = Seal::from_text(&Seal::new_key().unwrap()).unwrap();
        Self { business, bus, seal }
    }

    pub(crate) fn db(&self) -> &Db {
        self.business.db()
    }

    /// A person's proof for a member.
    pub(crate) async fn hold<A: Action>(&self, who: &Viewpoint, member: MemberId) -> Result<Held<Member, A>, Error> {
        Member::hold(self.db(), who.may()?, member).await
    }

    pub(crate) async fn edit(&self, who: &Viewpoint, member: MemberId, draft: &Draft) -> Result<Edited, Error> {
        let held = self.hold::<actions::EditMembers>(who, member).await?;
        members::edit(self.db(), &held, draft, &EmailComposer::disabled()).await
    }

    pub(crate) async fn remove(&self, who: &Viewpoint, member: MemberId) -> Result<Revoked, Error> {
        let held = self.hold::<actions::RemoveMembers>(who, member).await?;
        members::remove(self.db(), &held, &EmailComposer::disabled()).await
    }

    /// The active members and their roles, by name.
    pub(crate) async fn roles(&self) -> Vec<(String, Role)> {
        let filter = members::Filter::default();
        let see = self.business.person("Zoe Witness", Role::Manager).await;
        let page =
            members::list(self.db(), &see.may().unwrap(), &filter, members::SortKey::Name.ascending(), None, 500)
                .await
                .unwrap();
        let team = page.members.into_iter().filter(|member| member.name != "Zoe Witness");
        let team = team.map(|member| (member.name, member.role)).collect();
        self.business.database.run("update members set status = 'removed' where name = 'Zoe Witness'").await;
        team
    }

    /// The newest entries of the audit log, the newest first: action, actor, before, after.
    pub(crate) async fn entries(&self, count: i64) -> Vec<(String, String, Value, Value)> {
        let reader = self.business.person("Rita Reader", Role::Admin).await;
        let page = audit::list(self.db(), &reader.may().unwrap(), &Default::default(), None, count + 20).await.unwrap();
        self.business.database.run("update members set status = 'removed' where name = 'Rita Reader'").await;
        let json = |text: Option<String>| text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
        // Without those about the readers that this fixture adds.
        let is_reader = |name: &str| matches!(name, "Rita Reader" | "Zoe Witness");
        let entries = page.entries.into_iter().filter(|entry| !is_reader(&entry.subject_name));
        entries
            .take(usize::try_from(count).unwrap())
            .map(|each| (each.action, each.actor_name, json(each.before), json(each.after)))
            .collect()
    }

    /// A pending invitation of a Viewer that promises a number or a group, by its name.
    pub(crate) async fn promise(&self, email: &str, number: Option<&str>, group: Option<&str>) {
        self.invitation(&self.business.owner, email, Role::Viewer).await;
        for (table, things, column, name) in [
            ("invitation_numbers (business_id, invitation_id, number_id)", "numbers", "friendly_name", number),
            ("invitation_groups (business_id, invitation_id, group_id)", "number_groups", "name", group),
        ] {
            let Some(name) = name else { continue };
            let statement = format!(
                "insert into {table} select i.business_id, i.id, t.id from invitations i
                join {things} t on t.business_id = i.business_id and t.{column} = '{name}' where i.email = '{email}'"
            );
            self.business.database.run(&statement).await;
        }
    }

    /// A composer whose letters show their data.
    pub(crate) fn composer<T: std::fmt::Debug + 'static>(&self) -> EmailComposer<T> {
        EmailComposer::new(&self.seal, |about| {
            let text = format!("{about:?}");
            Ok(OutgoingEmail { subject: "Hello".into(), html: text.clone(), text, ..OutgoingEmail::default() })
        })
    }

    /// The kind and recipient of each queued letter.
    pub(crate) async fn letters(&self) -> Vec<(String, String)> {
        let letters = letters(&self.business.database, &self.seal).await;
        letters.into_iter().map(|(kind, to, _)| (kind, to)).collect()
    }

    pub(crate) async fn count(&self, text: &str) -> i64 {
        self.business.database.number(text).await
    }

    /// Stores an invitation to a role.
    pub(crate) async fn invitation(&self, sender: &Viewpoint, email: &str, role: Role) {
        let until = self.db().now().plus_seconds(86_400).millis();
        let sees = if role == Role::Viewer { "specific" } else { "all" };
        self.business
            .database
            .run(&format!(
                "insert into invitations (business_id, email, email_canonical, name, name_folded, role, sees, status,
                    invited_by, mailed, created_at, expires_at, sent_at)
                select business_id, '{email}', '{email}', 'Ivy', 'ivy', '{role}', '{sees}', 'pending', id, true, 0, {until}, 0
                from members where name = '{}' and business_id = (select id from businesses where slug = 'northline')",
                sender.name()
            ))
            .await;
    }

    /// The addresses of pending invitations.
    pub(crate) async fn pending_emails(&self) -> Vec<String> {
        let rows =
            self.business.database.rows("select email from invitations where status = 'pending' order by email").await;
        rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect()
    }
}

/// A change of the role alone.
pub(crate) fn role(role: Role) -> Draft {
    let access = (role == Role::Viewer).then(all);
    Draft { role: Some(role.to_string()), access, ..Draft::default() }
}

pub(crate) fn all() -> AccessDraft {
    AccessDraft { kind: "all".into(), ..AccessDraft::default() }
}

pub(crate) fn specific(numbers: &[String], groups: &[String]) -> AccessDraft {
    AccessDraft { kind: "specific".into(), number_ids: numbers.to_vec(), group_ids: groups.to_vec() }
}

#[track_caller]
pub(crate) fn field_sentence<T: std::fmt::Debug>(answer: Result<T, Error>, field: &str) -> String {
    let Err(Error::Fields(fields)) = answer else { panic!("{answer:?}") };
    fields.get(field).unwrap_or_else(|| panic!("no error at {field}: {fields:?}")).to_owned()
}
