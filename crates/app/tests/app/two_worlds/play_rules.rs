//! The acts about rules for qualified calls, tags and saved reports.

use std::collections::BTreeSet;

use axum::http::Method;
use crewline_core::calls::qualification::{QUALIFIED_CALLS, ReviewCalls};
use crewline_core::jobs::{Registry, Worker};
use crewline_core::qualified_rules::review_past;
use serde_json::{Value, json};

use super::half::{Half, SHARED_TAGS, SOURCES, TAGS};
use super::play::index;
use super::step::Pick;

const MAX_HIDDEN_RULES: usize = 3;
const MAX_SHARED_REPORTS: usize = 6;

impl Half {
    /// Changes a rule, and has past calls gone over. On the viewer's side it is the one that looks at every call; on the hidden side,
    /// one that matches hidden calls alone.
    pub(super) async fn change_rule(&mut self, shared: bool, rule: Pick, change: Pick) -> String {
        let (path, count) = ("/api/v1/qualified-rules", self.hidden_rules.len());
        let status = if shared {
            let seconds = [20, 30, 50][usize::from(change) % 3];
            let conditions = json!({ "first_time": change.is_multiple_of(2), "min_talk_seconds": seconds });
            let body = json!({ "conditions": conditions, "review_past_calls": true });
            self.by_owner(Method::PATCH, format!("{path}/{}", self.rule), body).await.0
        } else {
            match (index(rule, count), change % 4) {
                (Some(at), 0) => {
                    let path = format!("{path}/{}?review_past_calls=true", self.hidden_rules.remove(at));
                    self.by_owner(Method::DELETE, path, json!({})).await.0
                }
                // It is asked before the viewer's.
                (Some(at), 1) => {
                    self.by_owner(Method::PATCH, format!("{path}/{}", self.hidden_rules[at]), json!({ "place": 1 }))
                        .await
                        .0
                }
                (at, _) => {
                    let conditions = self.hidden_conditions(rule, change).await;
                    let body = json!({ "matches": "all", "conditions": conditions, "review_past_calls": true });
                    match at.filter(|_| count >= MAX_HIDDEN_RULES) {
                        Some(at) => {
                            self.by_owner(Method::PATCH, format!("{path}/{}", self.hidden_rules[at]), body).await.0
                        }
                        None => {
                            let (status, answer) = self.by_owner(Method::POST, path.to_owned(), body).await;
                            self.hidden_rules.extend(answer["qualified_rule"]["id"].as_str().map(str::to_owned));
                            status
                        }
                    }
                }
            }
        };
        self.run_review().await;
        status
    }

    /// Conditions that no call on the viewer's side meets: of a hidden group, or of a tag that is on hidden calls alone.
    async fn hidden_conditions(&self, rule: Pick, change: Pick) -> Value {
        let group = index(rule, self.hidden.groups.len()).filter(|_| change.is_multiple_of(2));
        match group {
            Some(at) => {
                let source = SOURCES[usize::from(rule) % SOURCES.len()];
                json!({ "group_ids": [self.hidden.groups[at]], "sources": [source] })
            }
            None => {
                let tag = hidden_tag(change);
                self.tag(tag).await;
                json!({ "tags": [tag] })
            }
        }
    }

    /// Has past calls gone over by the rules as they are.
    pub(super) async fn review(&self) -> String {
        review_past(&self.program.app.db, &self.business.owner.may().unwrap()).await.unwrap();
        self.run_review().await;
        String::new()
    }

    /// Runs the review of past calls, if one waits.
    async fn run_review(&self) {
        // It waits for requests that began before the change. There are none here.
        let due = format!("update jobs set due_at = 0 where kind = '{}'", QUALIFIED_CALLS.name);
        self.business.database.run(&due).await;
        let db = &self.program.app.db;
        let registry = Registry::new().kind(QUALIFIED_CALLS, ReviewCalls { db: db.clone() });
        Worker::new(db, registry, || 0).run_due().await.unwrap();
    }

    /// Merges, renames or removes a tag that is on hidden calls alone.
    pub(super) async fn change_tag(&self, tag: Pick, change: Pick) -> String {
        let path = format!("/api/v1/tags/{}", self.tag(hidden_tag(tag)).await);
        match change % 4 {
            0 | 1 => {
                let into = self.tag(hidden_tag(tag.wrapping_add(1))).await;
                self.by_owner(Method::POST, format!("{path}/merge"), json!({ "into": into })).await.0
            }
            2 => self.by_owner(Method::PATCH, path, json!({ "name": format!("Foreign {change}") })).await.0,
            // A rule may name it. Then it stays.
            _ => self.by_owner(Method::DELETE, path, json!({})).await.0,
        }
    }

    /// The id of a tag, which is added where there is none.
    async fn tag(&self, name: &str) -> String {
        let (_, added) = self.by_owner(Method::POST, "/api/v1/tags".into(), json!({ "name": name })).await;
        let all = self.owner_reads("/api/v1/tags").await;
        let known = all["tags"].as_array().into_iter().flatten().find(|tag| tag["name"] == name);
        added["tag"]["id"].as_str().or_else(|| known?["id"].as_str()).expect("the tag").to_owned()
    }

    /// The Owner saves a report. On the viewer's side it is shared, and names hidden numbers and groups beside the viewer's; on the
    /// hidden side it is the Owner's own.
    pub(super) async fn save_report(&mut self, shared: bool, numbers: &[Pick], groups: &[Pick]) -> String {
        let hidden_numbers = self.hidden.numbers.iter().map(|number| number.id.clone()).take(5);
        let hidden_groups = self.hidden.groups.iter().take(5).cloned();
        if !shared {
            let question = json!({ "number_id": hidden_numbers.collect::<Vec<_>>() });
            let body = json!({ "name": "Foreign report", "question": question });
            return self.by_owner(Method::POST, "/api/v1/reports".into(), body).await.0;
        }
        if self.reports.len() >= MAX_SHARED_REPORTS {
            let path = format!("/api/v1/reports/{}", self.reports.remove(0));
            return self.by_owner(Method::DELETE, path, json!({})).await.0;
        }
        let mut number_ids: Vec<String> =
            places(numbers, self.shared.numbers.len()).map(|at| self.shared.numbers[at].id.clone()).collect();
        number_ids.extend(hidden_numbers);
        let mut group_ids: Vec<String> =
            places(groups, self.shared.groups.len()).map(|at| self.shared.groups[at].clone()).collect();
        // A filter by hidden groups alone would be one in a single world.
        if !group_ids.is_empty() {
            group_ids.extend(hidden_groups);
        }
        let mut question = json!({ "group_by": ["source", "tag"], "number_id": number_ids });
        match numbers.len() % 3 {
            0 => question["group_id"] = group_ids.into(),
            1 => question["tag"] = json!([TAGS[0], TAGS[SHARED_TAGS]]),
            _ => {}
        }
        let mut members = vec![self.viewer_id.clone()];
        if !self.hidden.numbers.is_empty() {
            members.push(self.somebody.member().to_string());
        }
        let schedule = json!({ "every": "week", "at": "08:00", "day": 1, "member_ids": members });
        let name = format!("Report {}", self.reports_made);
        self.reports_made += 1;
        let body = json!({ "name": name, "question": question, "shared": true, "schedule": schedule });
        let (status, answer) = self.by_owner(Method::POST, "/api/v1/reports".into(), body).await;
        self.reports.extend(answer["report"]["id"].as_str().map(str::to_owned));
        status
    }
}

/// A tag that is put on hidden calls alone.
fn hidden_tag(pick: Pick) -> &'static str {
    TAGS[SHARED_TAGS + usize::from(pick) % (TAGS.len() - SHARED_TAGS)]
}

/// The places of picks among `count` items, each once and in order: ids have another order in each world.
fn places(picks: &[Pick], count: usize) -> impl Iterator<Item = usize> {
    picks.iter().filter_map(|pick| index(*pick, count)).collect::<BTreeSet<_>>().into_iter()
}
