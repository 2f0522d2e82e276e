//! The operator's commands `owner recover` and `audit verify`.

use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::db::testing::TestDatabase;
use crewline_core::testing::TestBusiness;

use crate::instance::{CommandOutput, Instance};

const COLUMNS: &str =
    "business_id, sequence, at, actor_user_id, actor_name, as_member_id, as_name, action, subject_kind,
    subject_id, subject_name, before, after, address, hash";

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
            "it, or the one before, was changed",
        ),
        (format!("delete from audit_entries where sequence = 2 and {ours}"), 2, "it is missing"),
        (format!("delete from audit_entries where sequence = 5 and {ours}"), 5, "the last entries are missing"),
        (
            format!(
                "update audit_entries set sequence = 40 - sequence where sequence in (3, 4) and {ours};
                    update audit_entries set sequence = sequence - 33 where sequence > 30 and {ours}"
            ),
            3,
            "it, or the one before, was changed",
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
