//! PostgreSQL's plans of the statements, for tests.

use tokio_postgres::{Client, SimpleQueryMessage};

use super::statements::texts;
use crate::db::testing::raw;
use crate::db::{Kind, Target};
use crate::testing::TestBusiness;

/// Plans statements as the program's connections do: once for all values.
pub(super) struct Planner(Client);

impl Planner {
    pub(super) async fn new(target: &Target) -> Self {
        let Target::Postgres(address) = target else { panic!("a server") };
        Self(raw::planning_client(address).await)
    }

    /// The lines of a statement's plan.
    pub(super) async fn plan(&self, name: &str, text: &str) -> Vec<String> {
        let statement = self.0.prepare(text).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        let count = statement.params().len();
        let values = if count == 0 { String::new() } else { format!("({})", vec!["null"; count].join(", ")) };
        self.0.batch_execute(&format!("prepare one as {text}")).await.unwrap();
        let lines = self.0.simple_query(&format!("explain (costs off) execute one{values}")).await;
        self.0.batch_execute("deallocate one").await.unwrap();
        let line = |message: SimpleQueryMessage| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        };
        lines.unwrap_or_else(|error| panic!("{name}: {error}")).into_iter().filter_map(line).collect()
    }
}

/// A business with many numbers and calls, and statistics of them: the planner chooses by those, and without any it takes one
/// index for as good as another.
pub(super) async fn business_with_many_calls() -> TestBusiness {
    let business = TestBusiness::new(Kind::Postgres).await;
    let add = "insert into number_groups (business_id, name, name_folded, created_at)
        select b.id, 'Group ' || place, 'group ' || place, place from businesses b cross join generate_series(1, 300) place;
        insert into numbers (business_id, phone_number, friendly_name, name_folded, source, source_folded, group_id,
            records_calls, status, created_at)
        select g.business_id, '+1212' || g.id || place, 'Number ' || place, 'number ' || place, 'Flyer', 'flyer', g.id, true,
            'active', place
        from number_groups g cross join generate_series(1, 7) place;
        insert into calls (business_id, number_id, carrier_id, direction, status, caller, caller_reversed, caller_kind,
            caller_name, caller_name_folded, destination, source, started_at)
        select n.business_id, n.id, n.id || ' ' || place, 'inbound', 'completed', '+1415' || place, reverse('+1415' || place),
            'number', 'Ada ' || place, 'ada ' || place, n.phone_number, n.source, place
        from numbers n cross join generate_series(1, 10) place;
        insert into tags (business_id, name, name_folded, colour, created_at)
        select b.id, 'Tag ' || place, 'tag ' || place, 'red', place from businesses b cross join generate_series(1, 20) place;
        insert into call_tags (business_id, call_id, tag_id, number_id, started_at)
        select c.business_id, c.id, t.id, c.number_id, c.started_at from calls c join tags t on t.created_at = c.started_at;
        insert into call_notes (business_id, call_id, author_member_id, text, created_at)
        select c.business_id, c.id, m.id, 'A note', c.started_at from calls c cross join members m;
        analyze";
    business.database.run(add).await;
    business
}

/// A page's limit is not known when a statement is planned, and a plan that joins more than a page reads every call.
#[tokio::test]
async fn no_statement_reads_a_whole_table_to_join_it_on_postgres() {
    let business = business_with_many_calls().await;
    let planner = Planner::new(&business.database.target).await;
    // As if there were a million calls: the more there are, the more a row by its index seems to cost.
    planner.0.batch_execute("set random_page_cost = 40").await.unwrap();
    let mut joins = Vec::new();
    for (name, text) in texts(Kind::Postgres) {
        let lines = planner.plan(&name, &text).await;
        let is_whole = |line: &String| ["Hash Join", "Merge Join", "Gather"].iter().any(|step| line.contains(step));
        joins.extend(lines.iter().filter(|line| is_whole(line)).map(|line| format!("{name}: {}", line.trim())));
    }
    assert_eq!(joins, Vec::<String>::new());
}
