//! The operator's commands `owner recover`, `audit verify` and `reports`.

use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::db::testing::TestDatabase;
use crewline_core::testing::TestBusiness;

use crate::instance::{CommandOutput, Instance};

const COLUMNS: &str =
    "business_id, sequence, at, actor_user_id, actor_name, as_member_id, as_name, action, subject_kind,
    subject_id, subject_name, before, after, address, search_folded, hash";

async fn recover(instance: &Instance, email: &str, business: &str) -> CommandOutput {
    instance.run(&["owner", "recover", "--email", email, "--business", business]).await
}

/// The command failed, and printed this sentence only.
#[track_caller]
fn assert_refused(output: &CommandOutput, sentence: &str) {
    assert_eq!((output.code, output.stdout.as_str(), output.stderr.as_str()), (Some(1), "", sentence), "{output:?}");
}

async fn entries(database: &TestDatabase) -> i64 {
    database.number("select count(*) from audit_entries").await
}

#[both_engines]
async fn owner_recover_makes_an_owner_and_logs_the_operator(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let vera = business.viewer("Vera Lund", &[], &[]).await;
    let instance = Instance::over(&business.database);
    // Both cases: a present member becomes an Owner, and so does the removed Owner.
    business.database.run("update members set status = 'removed' where role = 'owner'").await;
    for (email, name) in [("VERA.LUND@northline.example", "Vera Lund"), ("olga@northline.example", "Olga Marsh")] {
        let output = recover(&instance, email, "northline").await;
        assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{output:?}");
        assert_eq!(output.stdout, format!("{} is an Owner of Northline\n", email.to_lowercase()));
        let newest = "select action, actor_name, subject_name from audit_entries order by sequence desc limit 1";
        let expected = ["owner.recovered", "the command line", name].map(|text| Some(text.to_owned()));
        assert_eq!(business.database.rows(newest).await, [expected]);
        assert_eq!(business.viewpoint(email).await.unwrap().role(), Role::Owner);
    }
    assert_eq!(
        business.viewpoint("vera.lund@northline.example").await.unwrap().member(),
        vera.member(),
        "the same member"
    );
    assert_eq!(instance.run(&["audit", "verify"]).await.code, Some(0));
}

#[both_engines]
async fn owner_recover_explains_a_refusal_in_one_sentence(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let instance = Instance::over(&business.database);
    let before = entries(&business.database).await;
    assert_refused(
        &recover(&instance, "nobody@example.com", "northline").await,
        "crewline: there is no account nobody@example.com\n",
    );
    assert_refused(
        &recover(&instance, "olga@northline.example", "nowhere").await,
        "crewline: there is no business \"nowhere\"\n",
    );
    let nonsense = recover(&instance, "nonsense", "northline").await;
    assert_eq!((nonsense.code, nonsense.stderr.lines().count()), (Some(1), 1), "{nonsense:?}");
    assert_eq!(entries(&business.database).await, before);
    assert_eq!(
        instance.run(&["owner", "recover", "--email", "olga@northline.example"]).await.code,
        Some(2),
        "--business is required"
    );
}

#[both_engines]
async fn audit_verify_fails_at_the_first_tampered_entry(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    for (name, digits) in
        [("One", "+12125550101"), ("Two", "+12125550102"), ("Three", "+12125550103"), ("Four", "+12125550104")]
    {
        business.number(name, digits).await;
    }
    business.neighbour().await;
    let instance = Instance::over(&business.database);
    let output = instance.run(&["audit", "verify"]).await;
    assert_eq!((output.code, output.stderr.as_str()), (Some(0), ""), "{output:?}");
    let businesses: std::collections::BTreeSet<_> = output.stdout.lines().collect();
    assert_eq!(
        businesses.into_iter().collect::<Vec<_>>(),
        ["neighbour: 1 entries, the chain holds", "northline: 5 entries, the chain holds"]
    );
    business.database.run(&format!("create table backup as select {COLUMNS} from audit_entries")).await;
    let ours = "business_id = (select id from businesses where slug = 'northline')";
    for (tampering, entry, reason) in [
        (
            format!("update audit_entries set subject_name = 'Another' where sequence = 3 and {ours}"),
            3,
            "it, or the one before, was changed, or written with another key",
        ),
        (format!("delete from audit_entries where sequence = 2 and {ours}"), 2, "it is missing"),
        (format!("delete from audit_entries where sequence = 5 and {ours}"), 5, "the last entries are missing"),
        (
            format!(
                "update audit_entries set sequence = 40 - sequence where sequence in (3, 4) and {ours};
                    update audit_entries set sequence = sequence - 33 where sequence > 30 and {ours}"
            ),
            3,
            "it, or the one before, was changed, or written with another key",
        ),
    ] {
        business.database.run(&tampering).await;
        let broken = format!("crewline: northline: entry {entry} of the audit log is not what was written: {reason}\n");
        assert_refused(&instance.run(&["audit", "verify", "--business", "northline"]).await, &broken);
        let all = instance.run(&["audit", "verify"]).await;
        assert_eq!((all.code, all.stderr.as_str()), (Some(1), broken.as_str()), "{tampering}");
        assert_eq!(instance.run(&["audit", "verify", "--business", "neighbour"]).await.code, Some(0), "{tampering}");
        business
            .database
            .run(&format!(
                "delete from audit_entries; insert into audit_entries ({COLUMNS}) select {COLUMNS} from backup"
            ))
            .await;
    }
    assert_eq!(instance.run(&["audit", "verify"]).await.code, Some(0), "restored");
    assert_refused(
        &instance.run(&["audit", "verify", "--business", "nowhere"]).await,
        "crewline: there is no business \"nowhere\"\n",
    );
}

#[both_engines]
async fn a_head_that_was_kept_finds_a_log_that_was_set_back(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("One", "+12125550101").await;
    let instance = Instance::over(&business.database);
    business.database.run("create table kept_heads as select * from audit_heads").await;
    let early = instance.run(&["audit", "head"]).await;
    assert!(early.code == Some(0) && early.stdout.starts_with("northline 2:"), "{early:?}");
    business.number("Two", "+12125550102").await;
    let late = instance.run(&["audit", "head", "--business", "northline"]).await.stdout;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("heads");
    std::fs::write(&file, format!("{}{late}", early.stdout)).unwrap();
    let verified = instance.run(&["audit", "verify", "--head", file.to_str().unwrap()]).await;
    assert_eq!(
        verified.stdout, "northline: 3 entries, the chain holds and has the 2 entries that were kept\n",
        "{verified:?}"
    );
    let set_back = "delete from audit_entries where sequence > 2; delete from audit_heads;
        insert into audit_heads select * from kept_heads";
    business.database.run(set_back).await;
    assert_eq!(instance.run(&["audit", "verify"]).await.code, Some(0), "an earlier copy is whole in itself");
    let broken = "crewline: northline: entry 3 of the audit log is not what was written: it is missing, and its code was \
                  kept elsewhere\n";
    assert_refused(&instance.run(&["audit", "verify", "--head", late.trim()]).await, broken);
    let (_, bare) = late.trim().split_once(' ').unwrap();
    assert_refused(&instance.run(&["audit", "verify", "--business", "northline", "--head", bare]).await, broken);
    let gone = instance.run(&["audit", "verify", "--head", &late.replace("northline", "elsewhere")]).await;
    assert_refused(&gone, "crewline: there is no business \"elsewhere\"\n");
    let nonsense = instance.run(&["audit", "verify", "--head", "/nowhere"]).await;
    assert_eq!((nonsense.code, nonsense.stderr.lines().count()), (Some(1), 1), "{nonsense:?}");
}

#[both_engines]
async fn a_log_that_was_tampered_with_is_sealed_anew_by_a_command_only(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("One", "+12125550101").await;
    let instance = Instance::over(&business.database);
    let reseal = ["audit", "reseal", "--business", "northline"];
    let refused = "crewline: The chain of this audit log holds: there is nothing to seal anew.\n";
    assert_refused(&instance.run(&reseal).await, refused);
    business.database.run("delete from audit_entries; delete from audit_heads").await;
    business.number("Two", "+12125550102").await;
    assert_eq!(instance.run(&["audit", "verify"]).await.code, Some(1));
    assert_eq!(instance.run(&reseal).await.code, Some(0));
    let verified = instance.run(&["audit", "verify"]).await;
    assert!(verified.stdout.contains("2 entries, the chain holds; the first is from before"), "{verified:?}");
}

#[both_engines]
async fn reports_verify_names_the_first_difference_and_rebuild_mends_it(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    business.number("Summer ads", "+12125550100").await;
    let instance = Instance::over(&business.database);
    let run = async |command: &'static str| instance.run(&["reports", command, "--business", "northline"]).await;
    assert_eq!(run("verify").await.stdout, "northline: 0 sums, as the calls say\n");
    // A call that was put into the database by hand is in no row.
    business
        .database
        .run(
            "insert into calls (business_id, number_id, carrier_id, direction, status, caller_kind, destination, source, started_at)
            select business_id, id, 'CA1', 'inbound', 'missed', 'anonymous', phone_number, 'Flyer', 1772452800000 from numbers",
        )
        .await;
    let refused = run("verify").await;
    assert!(refused.code == Some(1) && refused.stdout.is_empty(), "{refused:?}");
    let expected = ", 2026-03-02, hour 7, source \"Flyer\", call: calls is 0 and has to be 1\n";
    assert!(
        refused.stderr.starts_with("crewline: northline: number num_") && refused.stderr.ends_with(expected),
        "{refused:?}"
    );
    assert_eq!(instance.run(&["reports", "rebuild"]).await.stdout, "northline: built anew\n");
    assert_eq!(run("verify").await.stdout, "northline: 1 sums, as the calls say\n");
    assert_refused(
        &instance.run(&["reports", "verify", "--business", "nowhere"]).await,
        "crewline: there is no business \"nowhere\"\n",
    );
}
