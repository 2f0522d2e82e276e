//! A house whose team changes, for the tests of it.

use crewline_core::access::{Held, Role, Thing, Viewpoint, actions};
use crewline_core::audit;
use crewline_core::db::{Db, Kind};
use crewline_core::ids::MemberId;
use crewline_core::live::Bus;
use crewline_core::mail::{EmailComposer, Letter};
use crewline_core::members::{self, AccessDraft, Draft, Edited, Member, Receipt};
use crewline_core::secret::Seal;
use crewline_core::testing::{House, letters};
use crewline_core::{Error, access::Action};
use serde_json::Value;

pub(crate) struct Team {
    pub(crate) house: House,
    pub(crate) bus: Bus,
    pub(crate) seal: Seal,
}

impl Team {
    pub(crate) async fn new(kind: Kind) -> Self {
        let house = House::new(kind).await;
        let bus = Bus::start(house.db()).await.unwrap();
        let seal = Seal::from_text(&Seal::new_key().unwrap()).unwrap();
        Self { house, bus, seal }
    }

    pub(crate) fn db(&self) -> &Db {
        self.house.db()
    }

    /// The right of somebody over a member.
    pub(crate) async fn hold<A: Action>(&self, who: &Viewpoint, member: MemberId) -> Result<Held<Member, A>, Error> {
        Member::hold(self.db(), who.may()?, member).await
    }

    pub(crate) async fn edit(&self, who: &Viewpoint, member: MemberId, draft: &Draft) -> Result<Edited, Error> {
        let held = self.hold::<actions::EditMembers>(who, member).await?;
        members::edit(self.db(), &held, draft, &EmailComposer::disabled()).await
    }

    pub(crate) async fn remove(&self, who: &Viewpoint, member: MemberId) -> Result<Receipt, Error> {
        let held = self.hold::<actions::RemoveMembers>(who, member).await?;
        members::remove(self.db(), &held, &EmailComposer::disabled()).await
    }

    /// Who of the business is active, as what: by name.
    pub(crate) async fn roles(&self) -> Vec<(String, Role)> {
        let filter = members::Filter::default();
        let see = self.house.person("Zoe Witness", Role::Manager).await;
        let page =
            members::list(self.db(), &see.may().unwrap(), &filter, members::SortKey::Name.ascending(), None, 500)
                .await
                .unwrap();
        let team = page.members.into_iter().filter(|member| member.name != "Zoe Witness");
        let team = team.map(|member| (member.name, member.role)).collect();
        self.house.fresh.run("update members set status = 'removed' where name = 'Zoe Witness'").await;
        team
    }

    /// The newest entries of the audit log, the newest first: action, actor, before, after.
    pub(crate) async fn entries(&self, count: i64) -> Vec<(String, String, Value, Value)> {
        let reader = self.house.person("Rita Reader", Role::Admin).await;
        let page = audit::list(self.db(), &reader.may().unwrap(), &Default::default(), None, count + 20).await.unwrap();
        self.house.fresh.run("update members set status = 'removed' where name = 'Rita Reader'").await;
        let json = |text: Option<String>| text.map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
        // Without those of whoever was only let in to look.
        let looked = |name: &str| matches!(name, "Rita Reader" | "Zoe Witness");
        let entries = page.entries.into_iter().filter(|entry| !looked(&entry.subject_name));
        entries
            .take(usize::try_from(count).unwrap())
            .map(|each| (each.action, each.actor_name, json(each.before), json(each.after)))
            .collect()
    }

    /// A composer that writes what it is told of.
    pub(crate) fn composer<T: std::fmt::Debug + 'static>(&self) -> EmailComposer<T> {
        EmailComposer::new(&self.seal, |about| {
            let text = format!("{about:?}");
            Ok(Letter { subject: "Told".into(), html: text.clone(), text, unsubscribe: None })
        })
    }

    /// The letters that wait: their kind and whom they go to.
    pub(crate) async fn letters(&self) -> Vec<(String, String)> {
        let letters = letters(&self.house.fresh, &self.seal).await;
        letters.into_iter().map(|(kind, to, _)| (kind, to)).collect()
    }

    pub(crate) async fn count(&self, text: &str) -> i64 {
        self.house.fresh.number(text).await
    }

    /// An invitation that somebody has sent, to a role.
    pub(crate) async fn invitation(&self, sender: &Viewpoint, email: &str, role: Role) {
        let until = self.db().now().plus_seconds(86_400).millis();
        let sees = if role == Role::Viewer { "specific" } else { "all" };
        self.house
            .fresh
            .run(&format!(
                "insert into invitations (business_id, email, email_canonical, name, name_folded, role, sees, status,
                    invited_by, created_at, expires_at, sent_at)
                select business_id, '{email}', '{email}', 'Ivy', 'ivy', '{role}', '{sees}', 'pending', id, 0, {until}, 0
                from members where name = '{}' and business_id = (select id from businesses where slug = 'northline')",
                sender.name()
            ))
            .await;
    }

    /// The addresses of invitations that are live.
    pub(crate) async fn invited(&self) -> Vec<String> {
        let rows = self.house.fresh.rows("select email from invitations where status = 'pending' order by email").await;
        rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect()
    }
}

/// A change of the role alone.
pub(crate) fn role(role: Role) -> Draft {
    let access = (role == Role::Viewer).then(all);
    Draft { role: Some(role.to_string()), access, ..Draft::default() }
}

/// All Numbers.
pub(crate) fn all() -> AccessDraft {
    AccessDraft { kind: "all".into(), ..AccessDraft::default() }
}

/// Specific Numbers.
pub(crate) fn specific(numbers: &[String], groups: &[String]) -> AccessDraft {
    AccessDraft { kind: "specific".into(), number_ids: numbers.to_vec(), group_ids: groups.to_vec() }
}

#[track_caller]
pub(crate) fn said<T: std::fmt::Debug>(answer: Result<T, Error>, field: &str) -> String {
    let Err(Error::Fields(fields)) = answer else { panic!("{answer:?}") };
    fields.of(field).unwrap_or_else(|| panic!("nothing of {field}: {fields:?}")).to_owned()
}
