use super::*;
use crate::both_engines;
use crate::db::Kind;
use crate::reports;
use crate::reports::analytics::{Grouping, Groupings};
use crate::reports::calendar::{Compare, NamedPeriod, PeriodChoice};
use crate::testing::TestBusiness;

/// More numbers than one piece has.
const NUMBERS: i64 = 12;
const LARGE: Limits = Limits { each: -1, by_slot: -1, sums: 0, rows: usize::MAX };

/// A business with two calls to each number: one today, and one forty days ago.
async fn business_with_calls(kind: Kind) -> (TestBusiness, Vec<NumberId>) {
    let business = TestBusiness::new(kind).await;
    let mut numbers = Vec::new();
    for place in 0..NUMBERS {
        numbers.push(business.number(&format!("Number {place}"), &format!("+12125550{:03}", 100 + place)).await);
    }
    let (today, earlier) = (business.db().now().millis(), business.db().now().plus_seconds(-40 * 86_400).millis());
    let add = format!(
        "insert into calls (business_id, number_id, carrier_id, direction, status, outcome, caller_kind, destination, source,
            started_at)
        select n.business_id, n.id, 'CA' || n.id || ' ' || moments.started_at, 'inbound', 'missed', 'abandoned', 'anonymous',
            n.phone_number, n.source, moments.started_at
        from numbers n cross join (
            select cast({today} as bigint) as started_at union all select cast({earlier} as bigint)
        ) moments"
    );
    business.database.run(&add).await;
    reports::rebuild(business.db(), &business.operator).await.unwrap();
    (business, numbers)
}

/// Records the progress, and wants no more after so many pieces.
struct Recorder {
    progress: Vec<(i64, i64)>,
    max_advances: usize,
}

impl Follow for Recorder {
    fn advance(&mut self, done: i64, total: i64) -> BoxFuture<'_, Result<(), Interrupted>> {
        self.progress.push((done, total));
        let is_wanted = self.progress.len() < self.max_advances;
        Box::pin(std::future::ready(if is_wanted { Ok(()) } else { Err(Interrupted::Unwanted) }))
    }
}

fn question(groupings: &[Grouping]) -> AnalyticsQuestion {
    AnalyticsQuestion {
        period: PeriodChoice::Named(NamedPeriod::Last90Days),
        compare: Compare::None,
        group_by: Groupings::new(groupings.to_vec()).unwrap(),
        ..AnalyticsQuestion::default()
    }
}

#[both_engines]
async fn calls_are_read_by_month_and_by_ten_numbers_with_progress(kind: Kind) {
    let (business, _) = business_with_calls(kind).await;
    let (db, may) = (business.db(), business.owner.may().unwrap());
    for groupings in [[Grouping::Status], [Grouping::Number]] {
        let question = question(&groupings);
        let frame = Frame::at(db, &may, &question, db.now()).await.unwrap();
        let mut recorder = Recorder { progress: Vec::new(), max_advances: usize::MAX };
        let figures = in_pieces(db, &may, &frame, LARGE, &mut recorder).await.unwrap();
        assert_eq!(figures.now.all.sums.calls, 2 * NUMBERS);
        // The beginning, and four months with two pieces each.
        let progress = recorder.progress;
        assert_eq!((progress.len(), progress[0], progress[8]), (9, (0, 24), (24, 24)), "{progress:?}");
        assert!(progress.is_sorted() && progress.contains(&(10, 24)), "{progress:?}");
    }
}

#[both_engines]
async fn the_progress_of_a_viewer_counts_the_calls_that_they_see(kind: Kind) {
    let (business, numbers) = business_with_calls(kind).await;
    let viewer = business.viewer("Vera Kim", &numbers[..3], &[]).await;
    let (db, may, question) = (business.db(), viewer.may().unwrap(), question(&[Grouping::Status]));
    let frame = Frame::at(db, &may, &question, db.now()).await.unwrap();
    let mut recorder = Recorder { progress: Vec::new(), max_advances: usize::MAX };
    in_pieces(db, &may, &frame, LARGE, &mut recorder).await.unwrap();
    assert_eq!(recorder.progress, [(0, 6), (0, 6), (3, 6), (3, 6), (6, 6)]);
}

#[both_engines]
async fn reading_ends_when_nobody_wants_it_any_more_or_there_are_too_many_rows(kind: Kind) {
    let (business, _) = business_with_calls(kind).await;
    let (db, may, question) = (business.db(), business.owner.may().unwrap(), question(&[Grouping::Number]));
    let frame = Frame::at(db, &may, &question, db.now()).await.unwrap();
    let mut recorder = Recorder { progress: Vec::new(), max_advances: 2 };
    let ended = in_pieces(db, &may, &frame, LARGE, &mut recorder).await;
    assert!(matches!(ended, Err(Interrupted::Unwanted)) && recorder.progress.len() == 2, "{ended:?}");
    let mut recorder = Recorder { progress: Vec::new(), max_advances: usize::MAX };
    let refused = in_pieces(db, &may, &frame, Limits { rows: 9, ..LARGE }, &mut recorder).await;
    assert!(matches!(&refused, Err(Interrupted::Error(Error::Fields(_)))), "{refused:?}");
}
