//! Calls in the product: the carrier's reports, the deeds about calls and their rules, and the jobs.

use std::collections::BTreeSet;

use crewline_core::access::{Refusal, Thing, Viewpoint, actions};
use crewline_core::blocked_callers::{self, BlockedCaller};
use crewline_core::businesses::{self, Profile};
use crewline_core::calls::qualification::{QUALIFIED_CALLS, ReviewCalls};
use crewline_core::calls::{Annotation, Call, TagChange, annotate};
use crewline_core::carrier::caller::Caller;
use crewline_core::carrier::facts::CallFacts;
use crewline_core::carrier::id::CarrierId;
use crewline_core::carrier::status::CarrierStatus;
use crewline_core::demo::{PastAnnotation, PastCall, PastRecording, write_past_calls};
use crewline_core::jobs::{Registry, Worker};
use crewline_core::numbers::Number;
use crewline_core::qualified_rules::{self, ConditionsDraft, review_past};
use crewline_core::recordings::Kind;
use crewline_core::reports::{self, REPORTS, RebuildReports};
use crewline_core::{Error, tags};

use super::act::Deed;
use super::calls::{AnnotationChange, CALLERS, End, LONG_TALK, Rule, TAGS, ZONES};
use super::product::{Product, source};
use super::world::Place;

impl Product {
    /// Performs a deed about calls, callers, rules or the business.
    pub(super) async fn perform_on_calls(&mut self, view: &Viewpoint, place: Place, deed: &Deed) -> Result<(), Error> {
        let (db, ids) = (self.db().clone(), &mut self.businesses[place]);
        match deed {
            Deed::Annotate { call, change } => {
                let held = Call::hold(&db, view.may::<actions::AnnotateCalls>()?, ids.calls[*call]).await?;
                annotate(&db, &held, &annotation(change)).await.map(drop)
            }
            Deed::Block(caller) => blocked_callers::add(&db, &view.may()?, CALLERS[*caller]).await.map(drop),
            Deed::Unblock(caller) => {
                let may = view.may::<actions::BlockCallers>()?;
                let block = blocked_callers::find(&db, &view.may()?, CALLERS[*caller]).await?;
                let block = block.ok_or(Refusal::NotFound)?;
                blocked_callers::remove(&db, &BlockedCaller::hold(&db, may, block.id).await?).await
            }
            Deed::AddRule(rule) => {
                let rule = qualified_rules::add(&db, &view.may()?, &rule_draft(*rule), false).await?;
                ids.rules.push(rule.id);
                Ok(())
            }
            Deed::RemoveRule(rule) => {
                let held = qualified_rules::Rule::hold(&db, view.may()?, ids.rules[*rule]).await?;
                qualified_rules::remove(&db, &held, false).await?;
                ids.rules.remove(*rule);
                Ok(())
            }
            Deed::Review => review_past(&db, &view.may()?).await,
            Deed::ChangeZone(zone) => {
                let profile = Profile {
                    name: view.business_name().into(),
                    time_zone: ZONES[*zone].into(),
                    country: "US".into(),
                    currency: None,
                };
                businesses::edit(&db, &view.may()?, profile).await
            }
            other => panic!("no deed about calls: {other:?}"),
        }
    }

    /// The carrier reports how a call ended. The two sides talked as the result of the dial says, also where that comes late.
    pub(super) async fn report(&self, place: Place, call: usize, end: End) -> Result<(), Error> {
        let (carrier, id) = (&self.businesses[place].carrier, format!("CA{call}"));
        if let End::Talk(seconds) = end {
            let (leg, seconds) = (format!("CAL{call}"), seconds.to_string());
            let dial = [
                ("CallSid", id.as_str()),
                ("DialCallStatus", "completed"),
                ("DialCallSid", leg.as_str()),
                ("DialCallDuration", seconds.as_str()),
                ("DialBridged", "true"),
            ];
            carrier.dial(&dial).await?;
        }
        let status = match end {
            End::Missed => "no-answer",
            End::Busy => "busy",
            End::Failed => "failed",
            End::Voicemail | End::Talk(_) => "completed",
        };
        carrier.status(&[("CallSid", id.as_str()), ("CallStatus", status)]).await.map(drop)
    }

    /// Somebody who hides the number leaves a message, whose recording can be heard.
    pub(super) async fn leave_message(&mut self, place: Place, number: &Number) {
        let (db, ids) = (self.db().clone(), &mut self.businesses[place]);
        let (now, carrier_id) = (db.now(), CarrierId::new(&format!("CA{}", ids.calls.len())).unwrap());
        let recording = PastRecording {
            carrier_id: carrier_id.clone(),
            kind: Kind::Voicemail,
            place: number.id.to_string(),
            media_type: "audio/wav".into(),
            bytes: 1,
            duration_seconds: 1,
            channels: 1,
            stored_at: now,
        };
        let call = PastCall {
            number: number.id,
            destination: number.phone_number.clone(),
            source: number.source.clone(),
            carrier_id,
            from: Caller::Anonymous,
            caller_name: None,
            started_at: now,
            facts: CallFacts { status: Some(CarrierStatus::Completed), voicemail: true, ..CallFacts::default() },
            recording: Some(recording),
            annotation: PastAnnotation::default(),
        };
        ids.calls.extend(write_past_calls(&db, &ids.operator, vec![call]).await.unwrap());
    }

    /// Builds the sums of a business anew, which changes nothing that anybody sees.
    pub(super) async fn rebuild(&self, place: Place) -> Result<(), Error> {
        reports::rebuild(self.db(), &self.businesses[place].operator).await
    }

    /// Runs the jobs that are due: those that build the sums of another time zone, and that go over past calls.
    pub(super) async fn run_jobs(&self) {
        let db = self.db().clone();
        let registry = Registry::new()
            .kind(REPORTS, RebuildReports { db: db.clone() })
            .kind(QUALIFIED_CALLS, ReviewCalls { db: db.clone() });
        Worker::new(&db, registry, || 0).run_due().await.unwrap();
    }

    /// Makes the tags of a business.
    pub(super) async fn add_tags(&self, owner: &Viewpoint) {
        for name in TAGS {
            let draft = tags::Draft { name: Some(name.into()), colour: None };
            tags::add(self.db(), &owner.may().unwrap(), &draft).await.unwrap();
        }
    }
}

fn annotation(change: &AnnotationChange) -> Annotation {
    let names = |tags: &BTreeSet<usize>| tags.iter().map(|tag| TAGS[*tag].to_owned()).collect();
    Annotation {
        tags: change.tags.as_ref().map(|tags| TagChange::Replace(names(tags))),
        qualified: change.qualified,
        value_cents: change.value_cents,
        spam: change.is_spam,
    }
}

fn rule_draft(rule: Rule) -> qualified_rules::Draft {
    let mut conditions = ConditionsDraft::default();
    match rule {
        Rule::FirstTime => conditions.first_time = true,
        Rule::LongTalk => conditions.min_talk_seconds = Some(LONG_TALK),
        Rule::Source(of) => conditions.sources = vec![source(of)],
        Rule::Tag(tag) => conditions.tags = vec![TAGS[tag].into()],
    }
    qualified_rules::Draft { name: String::new(), matches: "all".into(), conditions }
}
