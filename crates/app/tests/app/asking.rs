//! The answer to an invitation tells nothing about accounts, where people with an account are asked.

use axum::http::{Method, StatusCode};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::invitations::ExistingAccounts;
use crewline_core::testing::api_token;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::client::{Client, Request};
use crate::world::Program;

/// With `ask`, neither the answer, nor what is written, tells who has an account.
#[both_engines]
async fn asking_hides_who_has_an_account(kind: Kind) {
    let (program, business) =
        Program::with_settings(kind, |config| config.terms.existing = ExistingAccounts::Invited).await;
    business.neighbour().await;
    let token = api_token(business.db(), &business.owner.may().unwrap(), "x").await.unwrap();
    let client = Client::Token(token.expose_secret().to_owned());
    let mut answers = Vec::new();
    // Of one length, so that the answers can be compared byte by byte.
    for email in ["nora@neighbour.example", "cora@neighbour.example"] {
        let body = json!({"name": "Somebody", "email": email, "role": "manager"});
        let tables = ["users", "members", "invitations", "invitation_sends", "jobs", "audit_entries", "sessions"];
        let mut before = Vec::new();
        for table in tables {
            before.push(business.database.number(&format!("select count(*) from {table}")).await);
        }
        let answer = program.send(&client, Request::json(Method::POST, "/api/v1/invitations", &body)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        let mut written = Vec::new();
        for (table, before) in tables.iter().zip(before) {
            written.push(business.database.number(&format!("select count(*) from {table}")).await - before);
        }
        let id = answer.json()["invitation"]["id"].as_str().unwrap().to_owned();
        let listed = program.send(&client, Request::get(format!("/api/v1/invitations/{id}"))).await.text();
        let headers: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
        let plain = |text: String| text.replace(email, "EMAIL").replace(&id, "ID");
        answers.push((plain(answer.text()), plain(listed), headers, written));
    }
    assert_eq!(answers[0], answers[1]);
}
