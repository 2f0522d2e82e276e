//! The real program when it is signalled, when its output is gone, and when its disk is full for a while.

use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, prlimit};

use crate::instance::{CommandOutput, Instance, Serving};

const SETUP: [&str; 7] =
    ["setup", "--business", "Northline", "--name", "Olga Marsh", "--email", "olga@northline.example"];

async fn set_up(instance: &Instance) {
    let output = instance.run_with_secret(&SETUP, "Correct-Horse-Battery-9").await;
    assert_eq!(output.code, Some(0), "{output:?}");
}

/// Sets how long the files of a process may grow, as a disk that fills does.
fn limit_files(serving: &Serving, bytes: Option<u64>) {
    let pid = Pid::from_raw(i32::try_from(serving.id()).unwrap());
    prlimit(pid, Resource::Fsize, Rlimit { current: bytes, maximum: None }).unwrap();
}

#[tokio::test]
async fn after_a_stop_the_file_alone_is_the_database() {
    let instance = Instance::fresh();
    let serving = instance.serve(&[]).await;
    set_up(&instance).await;
    assert_eq!(serving.stop().await, Some(0));
    assert!(!instance.path("crewline.db-wal").exists());
    let copy = Instance::fresh();
    std::fs::copy(instance.path("crewline.db"), copy.path("crewline.db")).unwrap();
    std::fs::copy(instance.path("crewline.key"), copy.path("crewline.key")).unwrap();
    assert_eq!(copy.run(&["audit", "verify"]).await.stdout, "northline: 1 entries, the chain holds\n");
}

#[tokio::test]
async fn signals_that_mean_nothing_end_nothing() {
    let instance = Instance::fresh();
    let serving = instance.serve(&[]).await;
    for name in ["HUP", "USR1", "USR2", "PIPE", "HUP"] {
        serving.signal(name).await;
        assert_eq!(serving.get("/readyz").await.status(), 200, "{name}");
    }
    assert_eq!(serving.stop().await, Some(0));
}

#[tokio::test]
async fn a_log_that_cannot_be_written_stops_nothing() {
    for (shell, format) in [("exec 2>/dev/full", "text"), ("exec 2>/dev/full", "json"), ("exec 2>&-", "text")] {
        let instance = Instance::fresh();
        let variables = [("CREWLINE_LOG", "trace"), ("CREWLINE_LOG_FORMAT", format)];
        let serving = instance.serve_after(shell, &variables).await;
        for path in ["/healthz", "/readyz", "/", "/b/nowhere/calls"] {
            assert!(serving.get(path).await.status().as_u16() < 500, "{shell}: {path}");
        }
        set_up(&instance).await;
        assert_eq!(serving.stop().await, Some(0), "{shell}");
    }
}

#[tokio::test]
async fn output_that_nobody_reads_stops_nothing() {
    let instance = Instance::fresh();
    set_up(&instance).await;
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut process = instance
        .after("true", &["serve"])
        .env("CREWLINE_LOG", "crewline=info,hyper=trace")
        .stdout(writer.try_clone().unwrap())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It serves once it holds its lock for good.
    let locked = async {
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        while std::fs::read(instance.path("crewline.db.lock")).is_ok_and(|lock| lock.is_empty())
            || !instance.path("crewline.db.lock").exists()
        {
            tick.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), locked).await.unwrap();
    assert!(process.try_wait().unwrap().is_none());
    process.kill().await.unwrap();

    // The result of a command is what it is run for.
    let token = ["token", "create", "--email", "olga@northline.example", "--business", "northline"];
    let child = instance.after("true", &token).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().await.unwrap();
    let sentence = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{sentence}");
    assert!(
        sentence.starts_with("crewline: standard output can't be written") && sentence.lines().count() == 1,
        "{sentence}"
    );
    let output =
        CommandOutput::of(&mut instance.after("exec 2>/dev/full", &["audit", "verify", "--business", "nowhere"])).await;
    assert_eq!(output.code, Some(1), "{output:?}");
}

#[tokio::test]
async fn a_disk_that_is_full_for_a_while_is_noticed_and_forgotten() {
    let instance = Instance::fresh();
    let serving = instance.serve_after("trap '' XFSZ", &[]).await;
    set_up(&instance).await;
    let readiness = async |expected: u16| {
        let mut tick = tokio::time::interval(Duration::from_millis(100));
        while serving.get("/readyz").await.status() != expected {
            tick.tick().await;
        }
    };
    for _ in 0..2 {
        limit_files(&serving, Some(4096));
        tokio::time::timeout(Duration::from_secs(10), readiness(503)).await.expect("a full disk is noticed");
        assert_eq!(serving.get("/sign-in").await.status(), 200, "what only reads works");
        limit_files(&serving, None);
        tokio::time::timeout(Duration::from_secs(10), readiness(200)).await.expect("the disk has room again");
    }
    assert_eq!(serving.stop().await, Some(0));
}

#[tokio::test]
async fn damage_is_told_at_the_start() {
    let instance = Instance::fresh();
    set_up(&instance).await;
    let path = instance.path("crewline.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let place = bytes.windows(10).position(|part| part == b"Olga Marsh").unwrap() / 4096 * 4096;
    bytes[place..place + 64].iter_mut().for_each(|byte| *byte ^= 0x55);
    std::fs::write(&path, bytes).unwrap();
    let serving = instance.serve_after("exec 2>log", &[]).await;
    let told = async {
        let mut tick = tokio::time::interval(Duration::from_millis(50));
        while !std::fs::read_to_string(instance.path("log")).unwrap().contains("the database's file is damaged") {
            tick.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), told).await.expect("a word to the operator");
    assert_eq!(serving.stop().await, Some(0));
}
