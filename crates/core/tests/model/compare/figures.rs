//! Compares the figures of reports with a plain sum over the calls that the model says a member sees.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crewline_core::access::{Role, Viewpoint};
use crewline_core::calls::{self, Call, CallStatus, Filter as CallFilter, QualifiedBy, QualifiedFilter};
use crewline_core::ids::CallId;
use crewline_core::reports::analytics::{AnalyticsQuestion, Grouping, Groupings, Limits, RowsPage, analytics_within};
use crewline_core::reports::calendar::{Compare, NamedPeriod, PeriodChoice};
use crewline_core::reports::{Filter, Question, dashboard};

use super::super::analytics_sums;
use super::super::calls::{CALLERS, End, TAGS};
use super::super::product::{Ids, Product, group_name, source};
use super::super::reports_sums::{self, NumberGroups};
use super::super::rights::EnteredAs;
use super::super::world::{Business, Number, Place, World};
use super::surfaces::MAX_ROWS;
use super::{Comparison, compare};

/// In one turn of so many the figures of every member are compared; in the others, those of one.
const TURNS_BETWEEN_ALL: usize = 8;
/// How many questions are asked of analytics.
const QUESTIONS: usize = 2;
/// Limits for which no question has so few calls that each is read.
const SUMMED: Limits = Limits { each: -1, by_slot: i64::MAX, sums: usize::MAX, rows: usize::MAX };

/// Repeatable choices: a linear congruence, whose high bits are used.
struct Choices(u64);

impl Choices {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        usize::try_from((self.0 >> 33) % u64::try_from(end).unwrap()).unwrap()
    }

    fn one<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Up to `max` of these.
    fn some<T: Copy>(&mut self, items: &[T], max: usize) -> Vec<T> {
        let count = if items.is_empty() { 0 } else { self.below(max + 1) };
        (0..count).map(|_| self.one(items)).collect()
    }
}

impl Product {
    /// Compares the facts of every call, and then the figures of a member or of all.
    pub(super) async fn compare_figures(&self, world: &World, place: Place, turn: usize) -> Comparison {
        let (business, ids) = (&world.businesses[place], &self.businesses[place]);
        let members: Vec<usize> = business.active_members().collect();
        let owner = members.iter().find(|id| business.members[**id].role == Role::Owner).ok_or("there is no Owner")?;
        let owner = self.enter(world, place, *owner).await?;
        let list = calls::list(self.db(), &owner.may().unwrap(), &CallFilter::default(), None, MAX_ROWS).await;
        let mut all = list.unwrap().calls;
        // Oldest first.
        all.reverse();
        for call in &all {
            compare_facts(business, ids, call)?;
        }
        let chosen = match turn % TURNS_BETWEEN_ALL {
            0 => members,
            _ => vec![members[turn % members.len()]],
        };
        for member in chosen {
            let choices = Choices(u64::try_from(turn * 64 + member).unwrap());
            let seen = business.seen_calls(member);
            let is_seen = |call: &&Call| position(ids, call.id).is_some_and(|place| seen.contains(&place));
            let calls: Vec<Call> = all.iter().filter(is_seen).cloned().collect();
            let view = self.enter(world, place, member).await?;
            self.compare_reports(business, ids, &view, &calls, choices)
                .await
                .map_err(|what| format!("member {member}: {what}"))?;
        }
        Ok(())
    }

    async fn enter(&self, world: &World, place: Place, member: usize) -> Result<Viewpoint, String> {
        let person = world.businesses[place].members[member].person;
        self.view(world, place, EnteredAs::Own(person)).await.ok_or_else(|| "a member can't enter".to_owned())
    }

    /// Asks for the dashboard and for some answers of analytics, with these calls as the only ones that the viewer sees.
    async fn compare_reports(
        &self,
        business: &Business,
        ids: &Ids,
        view: &Viewpoint,
        calls: &[Call],
        mut choices: Choices,
    ) -> Comparison {
        let groups = number_groups(business, ids);
        let period = |choices: &mut Choices| PeriodChoice::Named(choices.one(NamedPeriod::ALL));
        let question = Question {
            period: period(&mut choices),
            compare: choices.one(&[Compare::Previous, Compare::Year]),
            filter: filter(ids, &mut choices),
        };
        let answer = dashboard(self.db(), &view.may().unwrap(), &question).await.unwrap();
        equal("the dashboard", || reports_sums::assert_answer(&answer, calls, &question, &groups))?;
        for _ in 0..QUESTIONS {
            let mut group_by = choices.some(Grouping::ALL, 3);
            group_by.sort_unstable();
            group_by.dedup();
            let question = AnalyticsQuestion {
                period: period(&mut choices),
                compare: choices.one(Compare::ALL),
                filter: filter(ids, &mut choices),
                group_by: Groupings::new(group_by).unwrap(),
                sort: None,
            };
            let limits = choices.one(&[Limits::default(), SUMMED]);
            let may = view.may().unwrap();
            let answer = analytics_within(self.db(), &may, &question, RowsPage::default(), limits).await.unwrap();
            equal("analytics", || analytics_sums::assert_answer(&answer, calls, &question, &groups))?;
        }
        Ok(())
    }
}

/// Runs the assertions of a comparison, which print the difference.
fn equal(about: &str, assertions: impl FnOnce()) -> Comparison {
    catch_unwind(AssertUnwindSafe(assertions)).map_err(|_| format!("{about} differs; see above"))
}

fn position(ids: &Ids, call: CallId) -> Option<usize> {
    ids.calls.iter().position(|id| *id == call)
}

/// Compares what the carrier, people and rules say of a call.
fn compare_facts(business: &Business, ids: &Ids, call: &Call) -> Comparison {
    let place = position(ids, call.id).ok_or("a call is not of this business")?;
    let model = &business.calls[place];
    let carrier = (call.number_id, call.source.clone(), call.caller.as_deref(), call.status, call.talk_seconds);
    let (status, talk_seconds) = match model.end {
        None => (CallStatus::Ringing, None),
        Some(End::Missed) => (CallStatus::Missed, None),
        Some(End::Busy) => (CallStatus::Busy, None),
        Some(End::Failed) => (CallStatus::Failed, None),
        Some(End::Voicemail) => (CallStatus::Voicemail, None),
        Some(End::Talk(seconds)) => (CallStatus::Completed, Some(seconds)),
    };
    let caller = model.caller.map(|caller| CALLERS[caller]);
    let expected = (ids.numbers[model.number], source(model.source), caller, status, talk_seconds);
    compare(format!("call {place}, by the carrier"), &carrier, &expected)?;
    let is_persons = call.qualified_by.map(|by| by == QualifiedBy::Person);
    let tags: Vec<&str> = call.tags.iter().map(|tag| tag.name.as_str()).collect();
    let words = (tags, call.qualified, is_persons, call.value_cents, call.spam, call.blocked, call.first_time);
    let said = &model.annotations;
    let (qualified, is_persons) = model.qualified();
    let tags = said.tags.iter().map(|tag| TAGS[*tag]).collect();
    let expected = (tags, qualified, is_persons, said.value_cents, said.is_spam, model.is_blocked, model.is_first);
    compare(format!("call {place}, by people and rules"), &words, &expected)
}

fn number_groups(business: &Business, ids: &Ids) -> NumberGroups {
    let group = |(id, number): (usize, &Number)| {
        let group = number.group?;
        Some((ids.numbers[id], (ids.groups[group], group_name(business.groups[group].name))))
    };
    business.numbers.iter().enumerate().filter_map(group).collect()
}

/// A filter by numbers, groups, sources or what is said of calls; or none.
fn filter(ids: &Ids, choices: &mut Choices) -> Filter {
    let all = Filter::default;
    match choices.below(8) {
        0 => all(),
        1 => all().with_spam(),
        2 => Filter::new(choices.some(&ids.numbers, 3), vec![], vec![]).unwrap(),
        3 => Filter::new(vec![], choices.some(&ids.groups, 2), vec![]).unwrap(),
        4 => Filter::new(vec![], vec![], vec![source(choices.below(8)), source(choices.below(8))]).unwrap(),
        5 => all().with_statuses(choices.some(CallStatus::ALL, 3)),
        6 => all().with_tags(choices.some(&TAGS, 2).into_iter().map(str::to_owned).collect()).unwrap().with_spam(),
        _ => all().with_qualified(choices.some(QualifiedFilter::ALL, 2)),
    }
}
