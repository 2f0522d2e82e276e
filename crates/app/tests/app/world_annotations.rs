//! The tags and notes on the calls of the two businesses.

use std::sync::atomic::{AtomicU32, Ordering};

use crewline_core::access::{Thing, Viewpoint, actions};
use crewline_core::calls::{self, Annotation, Call, Filter, TagChange};
use crewline_core::db::Db;
use crewline_core::ids::{BlockedCallerId, NoteId, QualifiedRuleId, TagId};
use crewline_core::qualified_rules::{self, ConditionsDraft, Rule};
use crewline_core::{blocked_callers, tags};

use crate::world::World;

fn draft(name: String) -> tags::Draft {
    tags::Draft { name: Some(name), colour: None }
}

/// Tags, rates and notes each call of a business, with the name of its number in every text.
pub(crate) async fn annotate_calls(db: &Db, owner: &Viewpoint) -> (TagId, NoteId) {
    let all = calls::list(db, &owner.may().unwrap(), &Filter::default(), None, 50).await.unwrap();
    tags::add(db, &owner.may().unwrap(), &draft("Tag of nobody".into())).await.unwrap();
    let mut of_first = None;
    for call in all.calls {
        let name = call.number_name.clone();
        let held = Call::hold(db, owner.may().unwrap(), call.id).await.unwrap();
        let annotation = Annotation {
            tags: Some(TagChange::Replace(vec!["Shared tag".into(), format!("{name} tag")])),
            qualified: Some(Some(true)),
            value_cents: Some(Some(12_500)),
            spam: None,
        };
        let annotated = calls::annotate(db, &held, &annotation).await.unwrap();
        let note = calls::notes::add(db, &held, &format!("{name} note")).await.unwrap();
        if name.ends_with("Ads") {
            let tag = annotated.tags.iter().find(|tag| tag.name.ends_with("Ads tag")).unwrap();
            of_first = Some((tag.id, note.id));
        }
    }
    of_first.expect("a call of the first number")
}

/// Adds a rule for qualified calls that matches none.
pub(crate) async fn add_rule(db: &Db, owner: &Viewpoint, name: &str) -> QualifiedRuleId {
    let conditions = ConditionsDraft {
        min_talk_seconds: Some(80_000),
        sources: vec![format!("{name} source")],
        ..ConditionsDraft::default()
    };
    let draft = qualified_rules::Draft { name: name.to_owned(), matches: "all".to_owned(), conditions };
    qualified_rules::add(db, &owner.may().unwrap(), &draft, false).await.unwrap().id
}

impl World {
    /// A new rule, which a test may change or remove. There is always room for some more.
    pub(crate) async fn new_rule(&self) -> QualifiedRuleId {
        let (db, owner) = (self.db(), &self.ours.owner);
        let rules = qualified_rules::list(db, &owner.may().unwrap()).await.unwrap().rules;
        for rule in rules.iter().rev().skip(5) {
            let held = Rule::hold(db, owner.may::<actions::EditQualifiedRules>().unwrap(), rule.id).await.unwrap();
            qualified_rules::remove(db, &held, false).await.unwrap();
        }
        add_rule(db, owner, "Spare rule").await
    }

    /// A new tag, which a test may change or remove.
    pub(crate) async fn new_tag(&self) -> TagId {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let draft = draft(format!("Spare tag {}", COUNT.fetch_add(1, Ordering::Relaxed)));
        tags::add(self.db(), &self.ours.owner.may().unwrap(), &draft).await.unwrap().id
    }

    /// A new note on the first number's call: of this person, or of the Owner where the person may write none.
    pub(crate) async fn new_note(&self, person: &Viewpoint) -> NoteId {
        let may = person.may().unwrap_or_else(|_| self.ours.owner.may().unwrap());
        let held = Call::hold(self.db(), may, self.ours.call.parse().unwrap()).await.unwrap();
        calls::notes::add(self.db(), &held, "A spare note").await.unwrap().id
    }

    /// A new blocked caller, which a test may take back.
    pub(crate) async fn new_blocked_caller(&self) -> BlockedCallerId {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let caller = format!("+1212559{:04}", COUNT.fetch_add(1, Ordering::Relaxed));
        blocked_callers::add(self.db(), &self.ours.owner.may().unwrap(), &caller).await.unwrap().id
    }
}
