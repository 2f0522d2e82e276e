//! A random history of a business, and the comparison of its dashboard with the calls that the same viewer lists.

use crewline_core::access::{Thing as _, Viewpoint, actions};
use crewline_core::blocked_callers;
use crewline_core::businesses::{self, Profile};
use crewline_core::calls::{Annotation, Call, CallStatus, QualifiedFilter, TagChange, annotate};
use crewline_core::db::Kind;
use crewline_core::ids::{GroupId, NumberId};
use crewline_core::jobs::{Registry, Worker};
use crewline_core::numbers::groups::{self, Group};
use crewline_core::numbers::{self, Draft, Number};
use crewline_core::reports::calendar::{Compare, NamedPeriod, PeriodChoice};
use crewline_core::reports::{
    self, FOLDS, Filter, FoldReports, Question, REPORTS, RebuildReports, dashboard, enqueue_folds,
};
use crewline_core::testing::TestBusiness;

use crate::carrier_fixture::CarrierFixture;
use crate::reports_sums::{all_calls, assert_answer, numbers_in};

const DIGITS: [&str; 4] = ["+12125550100", "+12125550101", "+12125550102", "+12125550103"];
const CALLERS: [&str; 6] =
    ["+14155550120", "+14155550121", "+14155550122", "+14155550123", "anonymous", "sip:ana@pbx.example"];
pub(crate) const ZONES: [&str; 4] = ["America/New_York", "Pacific/Chatham", "America/St_Johns", "Asia/Kolkata"];

/// A business in which things happen.
pub(crate) struct History {
    pub(crate) business: TestBusiness,
    pub(crate) carrier: CarrierFixture,
    pub(crate) numbers: Vec<NumberId>,
    pub(crate) group: GroupId,
    pub(crate) viewers: Vec<Viewpoint>,
    state: u64,
    calls: usize,
}

impl History {
    pub(crate) async fn new(kind: Kind, seed: u64) -> Self {
        let business = TestBusiness::new(kind).await;
        let mut numbers = Vec::new();
        for (place, digits) in DIGITS.iter().enumerate() {
            numbers.push(business.number(&format!("Number {place}"), digits).await);
        }
        let group = business.group("Clinics", &numbers[..2]).await;
        let carrier = CarrierFixture::connect(business.db(), &business.operator, &business.slug, None).await;
        let viewers = vec![
            business.owner.clone(),
            business.viewer("Vera One", &numbers[1..2], &[]).await,
            business.viewer("Gus Group", &[], &[group]).await,
            business.viewer("Nobody Sees", &[], &[]).await,
        ];
        Self { business, carrier, numbers, group, viewers, state: seed | 1, calls: 0 }
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state % u64::try_from(end).unwrap()).unwrap()
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.business.db().clock().advance_seconds(seconds);
    }

    /// One thing happens.
    pub(crate) async fn step(&mut self) {
        self.advance(1);
        match self.below(25) {
            0..=3 => {
                let hours = self.below(30);
                self.advance(i64::try_from(hours).unwrap() * 1_700 + 7);
            }
            4..=8 => self.arrives().await,
            9..=13 => self.is_reported().await,
            // A call whose first report was lost.
            14 | 15 => {
                let seconds = self.below(40_000).to_string();
                let (from, to) = (CALLERS[self.below(CALLERS.len())], DIGITS[self.below(DIGITS.len())]);
                let id = self.next_id();
                let fields = [
                    ("CallSid", id.as_str()),
                    ("From", from),
                    ("To", to),
                    ("CallStatus", "completed"),
                    ("CallDuration", seconds.as_str()),
                ];
                self.carrier.status(&fields).await.ok();
            }
            16 => {
                let place = self.below(DIGITS.len());
                let source = ["Flyer", "Radio", "Web"][self.below(3)];
                self.edit_number(place, source).await;
            }
            17 => {
                let chosen = self.below(16);
                let number_ids =
                    (0..4).filter(|bit| chosen >> bit & 1 == 1).map(|bit| self.numbers[bit].to_string()).collect();
                let may = self.business.owner.may::<actions::EditNumberGroups>().unwrap();
                let held = Group::hold(self.business.db(), may, self.group).await.unwrap();
                groups::edit(self.business.db(), &held, &groups::Draft { name: "Clinics".into(), number_ids })
                    .await
                    .ok();
            }
            18 => reports::rebuild(self.business.db(), &self.business.operator).await.unwrap(),
            19 => {
                let place = self.below(40);
                if place < DIGITS.len() {
                    self.release(place).await;
                }
            }
            20 | 21 => self.annotate().await,
            22 | 23 => self.fold().await,
            _ => {
                let may = self.business.owner.may().unwrap();
                // The second time the caller is blocked already.
                blocked_callers::add(self.business.db(), &may, CALLERS[3]).await.ok();
            }
        }
    }

    fn next_id(&mut self) -> String {
        self.calls += 1;
        format!("CA{}", self.calls)
    }

    async fn arrives(&mut self) {
        let (from, to) = (CALLERS[self.below(CALLERS.len())], DIGITS[self.below(DIGITS.len())]);
        let id = self.next_id();
        let fields = [("CallSid", id.as_str()), ("From", from), ("To", to), ("CallStatus", "ringing")];
        self.carrier.inbound(&fields).await.ok();
    }

    /// One of the calls so far gets a report: often late, in any order.
    async fn is_reported(&mut self) {
        if self.calls == 0 {
            return;
        }
        let call = self.calls - self.below(self.calls.min(12));
        let (id, leg, recording) = (format!("CA{call}"), format!("CAL{call}"), format!("RE{call}"));
        let seconds = (1 + self.below(400)).to_string();
        let now = self.business.db().now().jiff().strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
        let result = match self.below(5) {
            0 => {
                let status = ["completed", "busy", "no-answer", "failed"][self.below(4)];
                let fields = [("CallSid", id.as_str()), ("CallStatus", status), ("CallDuration", seconds.as_str())];
                self.carrier.status(&fields).await.map(drop)
            }
            1 => {
                let fields = [
                    ("CallSid", leg.as_str()),
                    ("ParentCallSid", id.as_str()),
                    ("CallStatus", "in-progress"),
                    ("To", "+13035550111"),
                    ("Timestamp", now.as_str()),
                ];
                self.carrier.status(&fields).await.map(drop)
            }
            2 => {
                let fields = [
                    ("CallSid", leg.as_str()),
                    ("ParentCallSid", id.as_str()),
                    ("CallStatus", "completed"),
                    ("CallDuration", seconds.as_str()),
                    ("To", "+13035550111"),
                    ("Timestamp", now.as_str()),
                ];
                self.carrier.status(&fields).await.map(drop)
            }
            3 => {
                let fields = [
                    ("CallSid", id.as_str()),
                    ("DialCallStatus", "completed"),
                    ("DialCallSid", leg.as_str()),
                    ("DialCallDuration", seconds.as_str()),
                    ("DialBridged", "true"),
                ];
                self.carrier.dial(&fields).await.map(drop)
            }
            _ => {
                let fields = [
                    ("CallSid", id.as_str()),
                    ("RecordingSid", recording.as_str()),
                    ("RecordingStatus", "completed"),
                    ("RecordingUrl", "https://api.twilio.com/RE"),
                    ("RecordingDuration", seconds.as_str()),
                    ("RecordingSource", "RecordVerb"),
                ];
                self.carrier.recording(&fields).await.map(drop)
            }
        };
        // A call to a number that was released is not there.
        result.ok();
    }

    /// A person says something of one of the calls.
    async fn annotate(&mut self) {
        let calls = all_calls(&self.business, &self.business.owner).await;
        if calls.is_empty() {
            return;
        }
        let call = calls[self.below(calls.len())].id;
        let mut tags: Vec<String> = ["Lead", "Wrong number", "Callback"].map(str::to_owned).into();
        tags.retain(|_| self.below(3) == 0);
        let annotation = Annotation {
            tags: Some(TagChange::Replace(tags)),
            qualified: Some([None, Some(true), Some(false)][self.below(3)]),
            value_cents: Some(Some(i64::try_from(self.below(50_000)).unwrap())),
            spam: Some(self.below(4) == 0),
        };
        let may = self.business.owner.may::<actions::AnnotateCalls>().unwrap();
        let held = Call::hold(self.business.db(), may, call).await.unwrap();
        annotate(self.business.db(), &held, &annotation).await.unwrap();
    }

    async fn edit_number(&self, place: usize, source: &str) {
        let may = self.business.owner.may::<actions::EditNumbers>().unwrap();
        let held = Number::hold(self.business.db(), may, self.numbers[place]).await.unwrap();
        let draft = Draft { source: source.into(), ..Draft::of(held.thing()) };
        numbers::edit(self.business.db(), &held, &draft).await.ok();
    }

    pub(crate) async fn release(&self, place: usize) {
        let may = self.business.owner.may::<actions::ReleaseNumbers>().unwrap();
        let held = Number::hold(self.business.db(), may, self.numbers[place]).await.unwrap();
        numbers::release(self.business.db(), &held).await.ok();
    }

    /// The business moves to another time zone; its reports are built by a job later.
    pub(crate) async fn change_zone(&self, zone: &str) {
        let profile =
            Profile { name: "Northline".into(), time_zone: zone.into(), country: "US".into(), currency: None };
        let may = self.business.owner.may::<actions::EditBusiness>().unwrap();
        businesses::edit(self.business.db(), &may, profile).await.unwrap();
    }

    /// Runs the jobs that are due.
    pub(crate) async fn run_jobs(&self) {
        let db = self.business.db();
        let registry = Registry::new()
            .kind(REPORTS, RebuildReports { db: db.clone() })
            .kind(FOLDS, FoldReports { db: db.clone() });
        Worker::new(db, registry, || 0).run_due().await.unwrap();
    }

    /// Moves the sums of hours into their months.
    pub(crate) async fn fold(&self) {
        enqueue_folds(self.business.db()).await.unwrap();
        self.run_jobs().await;
        assert_eq!(self.business.database.number("select count(*) from report_hours").await, 0);
    }

    pub(crate) async fn verify(&self) {
        let verified = reports::verify(self.business.db(), &self.business.operator).await.unwrap();
        if let Err(difference) = verified {
            panic!("{difference}");
        }
    }

    /// Compares what each viewer sees with the calls that they list.
    pub(crate) async fn compare(&mut self) {
        for viewer in self.viewers.clone() {
            let calls = all_calls(&self.business, &viewer).await;
            let choices = [
                NamedPeriod::Today,
                NamedPeriod::Yesterday,
                NamedPeriod::Last7Days,
                NamedPeriod::Last30Days,
                NamedPeriod::Last90Days,
                NamedPeriod::ThisMonth,
                NamedPeriod::LastMonth,
                NamedPeriod::ThisYear,
            ];
            let filters = [
                Filter::default(),
                Filter::new(vec![self.numbers[1], self.numbers[2]], vec![], vec![]).unwrap(),
                Filter::new(vec![], vec![self.group], vec![]).unwrap(),
                Filter::new(vec![], vec![], vec!["Radio".into(), "Number 1".into()]).unwrap(),
                Filter::default().with_statuses([CallStatus::Missed, CallStatus::Voicemail, CallStatus::Ringing]),
                Filter::new(vec![], vec![self.group], vec![]).unwrap().with_tags(vec!["Lead".into()]).unwrap(),
                Filter::default().with_qualified([QualifiedFilter::No, QualifiedFilter::NotSaid]),
            ];
            let (choice, filter) = (self.below(choices.len()), self.below(filters.len()));
            let compare = [Compare::Previous, Compare::Year][self.below(2)];
            let period = PeriodChoice::Named(choices[choice]);
            let question = Question { period, compare, filter: filters[filter].clone() };
            let answer = dashboard(self.business.db(), &viewer.may().unwrap(), &question).await.unwrap();
            let group = numbers_in(&self.business, &viewer, self.group).await;
            assert_answer(&answer, &calls, &question, &group);
        }
    }
}
