//! Starts of the real program: the first, several at once, after a crash, without the key or the database.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;

use crewline_core::db::testing::unopened_database;
use crewline_core::db::{Kind, Target};

use crate::instance::{CommandOutput, Instance};

const SETUP: [&str; 7] =
    ["setup", "--business", "Northline", "--name", "Olga Marsh", "--email", "olga@northline.example"];
const CARRIER: [&str; 8] = [
    "carrier",
    "set",
    "--business",
    "northline",
    "--provider",
    "twilio",
    "--account",
    "AC00000000000000000000000000000001",
];

async fn set_up(instance: &Instance) {
    let output = instance.run_with_secret(&SETUP, "Correct-Horse-Battery-9").await;
    assert_eq!(output.code, Some(0), "{output:?}");
}

/// The command failed with one sentence that has these words.
#[track_caller]
fn assert_refused(output: &CommandOutput, words: &[&str]) {
    assert_eq!((output.code, output.stderr.lines().count()), (Some(1), 1), "{output:?}");
    assert!(output.stderr.starts_with("crewline: ") && output.stdout.is_empty(), "{output:?}");
    for words in words {
        assert!(output.stderr.contains(words), "{words}: {output:?}");
    }
}

/// A process is killed by the kernel at the write that passes its limit. One limit after another kills it at every write.
#[tokio::test]
async fn a_first_start_that_is_killed_at_any_write_is_followed_by_a_good_one() {
    let mut killed = 0;
    for blocks in (0..).step_by(8) {
        let instance = Instance::fresh();
        let limited =
            CommandOutput::of(&mut instance.after(&format!("ulimit -c 0; ulimit -f {blocks}"), &["audit", "verify"]))
                .await;
        let next = instance.run(&["audit", "verify"]).await;
        assert_eq!(next.code, Some(0), "after {blocks} blocks: {limited:?}, then {next:?}");
        if limited.code == Some(0) {
            break;
        }
        killed += usize::from(limited.code.is_none());
    }
    assert!(killed > 50, "{killed}");
}

#[tokio::test]
async fn one_of_three_first_starts_serves_a_file_and_commands_run_beside_it() {
    let instance = Instance::fresh();
    let starts = [0; 3]
        .map(|_| instance.after("true", &["serve"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    let mut ended = Vec::new();
    let mut running = Vec::new();
    for start in starts {
        running.push(tokio::spawn(start.wait_with_output()));
    }
    // Two end; the third serves, until it is dropped.
    while ended.len() < 2 {
        let (output, _, rest) = futures_util::future::select_all(running).await;
        ended.push(output.unwrap().unwrap());
        running = rest;
    }
    for output in ended {
        let sentence = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{sentence}");
        assert!(sentence.contains("another crewline serves crewline.db"), "{sentence}");
    }
    set_up(&instance).await;
    assert_eq!(instance.run(&["audit", "verify"]).await.stdout, "northline: 1 entries, the chain holds\n");
    assert!(!running[0].is_finished());
    running[0].abort();
}

#[tokio::test]
async fn a_killed_process_leaves_no_lock() {
    let instance = Instance::fresh();
    let serving = instance.serve(&[]).await;
    let second = instance.run(&["serve"]).await;
    assert_refused(&second, &["another crewline serves", &format!("process {}", serving.id())]);
    serving.kill().await;
    assert_eq!(instance.serve(&[]).await.get("/readyz").await.status(), 200);
}

#[tokio::test]
async fn three_first_starts_at_once_all_serve_on_postgres() {
    let (target, _folder) = unopened_database(Kind::Postgres).await;
    let Target::Postgres(address) = target else { panic!("a server") };
    let instance = Instance::fresh_over(address);
    let (one, two, three) = tokio::join!(instance.serve(&[]), instance.serve(&[]), instance.serve(&[]));
    for serving in [one, two, three] {
        assert_eq!(serving.get("/readyz").await.status(), 200);
        assert_eq!(serving.stop().await, Some(0));
    }
}

#[tokio::test]
async fn a_database_that_is_gone_is_not_set_up_again_by_itself() {
    type Loss = fn(&Path);
    let losses: [Loss; 2] = [|path| std::fs::remove_file(path).unwrap(), |path| std::fs::write(path, b"").unwrap()];
    for lose in losses {
        let instance = Instance::fresh();
        set_up(&instance).await;
        assert_eq!(instance.serve(&[]).await.stop().await, Some(0));
        lose(&instance.path("crewline.db"));
        let before = std::fs::read(instance.path("crewline.db")).ok();
        for arguments in [&["serve"][..], &["audit", "verify"], &SETUP] {
            let output = instance.run_with_secret(arguments, "Correct-Horse-Battery-9").await;
            assert_refused(
                &output,
                &["crewline.db is missing or empty", "crewline.key", "crewline.db.lock", "To start over"],
            );
        }
        assert_eq!(std::fs::read(instance.path("crewline.db")).ok(), before);
        // Either trace is enough.
        std::fs::rename(instance.path("crewline.db.lock"), instance.path("lock")).unwrap();
        assert_refused(&instance.run(&["serve"]).await, &["crewline.key"]);
        std::fs::rename(instance.path("lock"), instance.path("crewline.db.lock")).unwrap();
        std::fs::remove_file(instance.path("crewline.key")).unwrap();
        assert_refused(&instance.run(&["serve"]).await, &["crewline.db.lock"]);
        std::fs::remove_file(instance.path("crewline.db.lock")).unwrap();
        assert_eq!(instance.serve(&[]).await.stop().await, Some(0), "a new beginning");
    }
}

#[tokio::test]
async fn a_lost_or_wrong_key_is_named_and_has_a_way_out() {
    let instance = Instance::fresh();
    set_up(&instance).await;
    assert_eq!(instance.run_with_secret(&CARRIER, "0123456789abcdef0123456789abcdef").await.code, Some(0));
    let (key, kept) = (instance.path("crewline.key"), instance.path("kept.key"));
    let named = key.display().to_string();
    std::fs::rename(&key, &kept).unwrap();
    for arguments in [&["serve"][..], &["audit", "verify"], &CARRIER] {
        let output = instance.run_with_secret(arguments, "0123456789abcdef0123456789abcdef").await;
        assert_refused(&output, &[&named, "is missing", "restore it", "--key-is-lost"]);
        assert!(!key.exists(), "no new key where sealed values are");
    }
    // Another instance's key.
    let other = Instance::fresh();
    set_up(&other).await;
    std::fs::copy(other.path("crewline.key"), &key).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_refused(&instance.run(&["serve"]).await, &[&named, "chmod 600"]);
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_refused(&instance.run(&["serve"]).await, &[&named, "is not the one", "--key-is-lost"]);
    std::fs::write(&key, b"").unwrap();
    assert_refused(&instance.run(&["serve"]).await, &[&named, "it is empty"]);
    std::fs::remove_file(&key).unwrap();
    // The copy was kept after all.
    std::fs::copy(&kept, &key).unwrap();
    let serving = instance.serve(&[]).await;
    let lost = [&CARRIER[..], &["--key-is-lost"]].concat();
    let output = instance.run_with_secret(&lost, "0123456789abcdef0123456789abcdef").await;
    assert_refused(&output, &["another crewline serves"]);
    assert_eq!(serving.stop().await, Some(0));
    // It is lost for good.
    std::fs::remove_file(&key).unwrap();
    let output = instance.run_with_secret(&lost, "0123456789abcdef0123456789abcdef").await;
    assert_eq!(output.code, Some(0), "{output:?}");
    assert!(output.stderr.contains(&format!("made the key {named}")), "{output:?}");
    // The log was chained with the lost key.
    assert_eq!(instance.run(&["audit", "verify"]).await.code, Some(1));
    assert_eq!(instance.run(&["audit", "reseal", "--business", "northline"]).await.code, Some(0));
    assert_eq!(instance.run(&["audit", "verify"]).await.code, Some(0));
    assert_eq!(instance.serve(&[]).await.stop().await, Some(0));
}

#[tokio::test]
async fn only_the_owner_may_read_what_is_made() {
    let instance = Instance::fresh();
    let serving = instance.serve_after("umask 000", &[]).await;
    set_up(&instance).await;
    assert_eq!(serving.get("/readyz").await.status(), 200);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(instance.path("")).unwrap() {
        let entry = entry.unwrap();
        let (name, metadata) = (entry.file_name().into_string().unwrap(), entry.metadata().unwrap());
        let expected = if metadata.is_dir() { 0o700 } else { 0o600 };
        if name != "secret" {
            assert_eq!(metadata.permissions().mode() & 0o777, expected, "{name}");
            names.push(name);
        }
    }
    names.sort();
    assert_eq!(
        names,
        ["crewline.db", "crewline.db-shm", "crewline.db-wal", "crewline.db.lock", "crewline.key", "recordings"]
    );
}

#[tokio::test]
async fn a_first_start_on_a_full_disk_says_so_in_one_sentence() {
    for blocks in [0, 1, 8, 100] {
        let instance = Instance::fresh();
        let shell = format!("trap '' XFSZ; ulimit -f {blocks}");
        assert_refused(&CommandOutput::of(&mut instance.after(&shell, &["serve"])).await, &["crewline.db"]);
        assert_eq!(instance.run(&["audit", "verify"]).await.code, Some(0), "after {blocks} blocks");
    }
}

#[tokio::test]
async fn a_recordings_folder_that_cannot_be_written_is_refused() {
    let instance = Instance::fresh();
    std::fs::write(instance.path("recordings"), b"a file in its place").unwrap();
    assert_refused(&instance.run(&["serve"]).await, &["recordings", "can't be used"]);
}
