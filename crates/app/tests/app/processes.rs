//! Two processes over one PostgreSQL database: a change in one reaches the other.

use crewline_core::access::Thing;
use crewline_core::accounts::tokens::{self, Token};
use crewline_core::db::Kind;
use crewline_core::ids::CallId;
use crewline_core::live::{Bus, Change};
use reqwest::Method;
use serde_json::{Value, json};

use crate::instance::Instance;
use crate::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn access_changes_reach_streams_of_other_processes_within_a_second_on_postgres() {
    let world = World::new(Kind::Postgres).await;
    let instance = Instance::with_key(&world.business.database, world.program.app.config.secret_key.as_ref().unwrap());
    let (here, there) = tokio::join!(instance.serve(&[]), instance.serve(&[]));
    let (olga, vera) = (instance.token(world.ours.owner.email()).await, instance.token(world.viewer.email()).await);
    let mut calls = Vec::new();
    for number in &world.ours.numbers[..2] {
        let page = here.api(&olga, Method::GET, &format!("/calls?number_id={number}"), &Value::Null).await;
        calls.push(page["calls"][0]["id"].as_str().unwrap().to_owned());
    }
    let bus = Bus::start(world.db()).await.unwrap();
    let publish_both = || {
        for call in &calls {
            bus.publish(world.ours.owner.business(), Change::Call(call.parse::<CallId>().unwrap()));
        }
    };
    let mut live = here.live(&vera).await;
    publish_both();
    let event = live.next().await;
    assert!(event.contains(&calls[0]) && !event.contains(&calls[1]), "{event}");

    let member = format!("/members/{}", world.viewer.member());
    let other = json!({ "kind": "specific", "number_ids": [world.ours.numbers[1]], "group_ids": [] });
    there.api(&olga, Method::PATCH, &member, &json!({ "number_access": other })).await;
    let event = live.next().await;
    assert!(event.contains("event: member") && event.contains(&world.viewer.member().to_string()), "{event}");
    publish_both();
    let event = live.next().await;
    assert!(event.contains(&calls[1]) && !event.contains(&calls[0]), "{event}");

    there.api(&olga, Method::DELETE, &member, &Value::Null).await;
    assert_eq!(live.read_to_end().await, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_of_a_token_reaches_streams_of_other_processes_within_a_second_on_postgres() {
    let world = World::new(Kind::Postgres).await;
    let instance = Instance::with_key(&world.business.database, world.program.app.config.secret_key.as_ref().unwrap());
    let here = instance.serve(&[]).await;
    let olga = instance.token(world.ours.owner.email()).await;
    let live = here.live(&olga).await;
    // The newest of her tokens is the one of the stream; it ends in this process.
    let (bus, may) = (Bus::start(world.db()).await.unwrap(), world.ours.owner.may().unwrap());
    let newest = tokens::list(world.db(), &may).await.unwrap()[0].id;
    tokens::end(world.db(), &Token::hold(world.db(), may, newest).await.unwrap()).await.unwrap();
    bus.flush().await;
    assert_eq!(live.read_to_end().await, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_by_the_command_line_reach_open_streams_on_postgres() {
    let world = World::new(Kind::Postgres).await;
    let instance = Instance::with_key(&world.business.database, world.program.app.config.secret_key.as_ref().unwrap());
    let serving = instance.serve(&[]).await;
    let olga = instance.token(world.ours.owner.email()).await;
    let mut live = serving.live(&olga).await;
    let email = world.manager.email();
    let output = instance.run(&["owner", "recover", "--email", email, "--business", "northline"]).await;
    assert_eq!(output.code, Some(0), "{output:?}");
    let event = live.next().await;
    assert!(event.contains("event: member") && event.contains(&world.manager.member().to_string()), "{event}");
}
