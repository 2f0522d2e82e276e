//! What an operator does at the command line when a business has lost its Owner, or its log is in doubt.

use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::db::testing::Fresh;
use crewline_core::testing::House;

use crate::instance::{Instance, Ran};

const COLUMNS: &str =
    "business_id, sequence, at, actor_user_id, actor_name, as_member_id, as_name, action, subject_kind,
    subject_id, subject_name, before, after, address, hash";

async fn recover(instance: &Instance, email: &str, business: &str) -> Ran {
    instance.run(&["owner", "recover", "--email", email, "--business", business]).await
}

/// It did nothing but say one sentence.
#[track_caller]
fn refused(ran: &Ran, sentence: &str) {
    assert_eq!((ran.code, ran.said.as_str(), ran.complained.as_str()), (Some(1), "", sentence), "{ran:?}");
}

async fn entries(fresh: &Fresh) -> i64 {
    fresh.number("select count(*) from audit_entries").await
}

#[both_engines]
async fn an_account_is_made_an_owner_and_the_log_says_by_whom(kind: Kind) {
    let house = House::new(kind).await;
    let vera = house.viewer("Vera Lund", &[], &[]).await;
    let instance = Instance::over(&house.fresh);
    // Both ways to have no Owner: one who is no member any more, and a business of others alone.
    house.fresh.run("update members set status = 'removed' where role = 'owner'").await;
    for (email, name) in [("VERA.LUND@northline.example", "Vera Lund"), ("olga@northline.example", "Olga Marsh")] {
        let ran = recover(&instance, email, "northline").await;
        assert_eq!((ran.code, ran.complained.as_str()), (Some(0), ""), "{ran:?}");
        assert_eq!(ran.said, format!("{} is an Owner of Northline\n", email.to_lowercase()));
        let newest = "select action, actor_name, subject_name from audit_entries order by sequence desc limit 1";
        let told = ["owner.recovered", "the command line", name].map(|text| Some(text.to_owned()));
        assert_eq!(house.fresh.rows(newest).await, [told]);
        assert_eq!(house.viewpoint(email).await.unwrap().role(), Role::Owner);
    }
    assert_eq!(
        house.viewpoint("vera.lund@northline.example").await.unwrap().member(),
        vera.member(),
        "as the same member"
    );
    assert_eq!(instance.run(&["audit", "verify"]).await.code, Some(0));
}

#[both_engines]
async fn who_can_not_be_made_an_owner_is_named_in_one_sentence(kind: Kind) {
    let house = House::new(kind).await;
    let instance = Instance::over(&house.fresh);
    let before = entries(&house.fresh).await;
    refused(
        &recover(&instance, "nobody@example.com", "northline").await,
        "crewline: there is no account nobody@example.com\n",
    );
    refused(
        &recover(&instance, "olga@northline.example", "nowhere").await,
        "crewline: there is no business \"nowhere\"\n",
    );
    let nonsense = recover(&instance, "nonsense", "northline").await;
    assert_eq!((nonsense.code, nonsense.complained.lines().count()), (Some(1), 1), "{nonsense:?}");
    assert_eq!(entries(&house.fresh).await, before);
    assert_eq!(
        instance.run(&["owner", "recover", "--email", "olga@northline.example"]).await.code,
        Some(2),
        "of which business?"
    );
}

#[both_engines]
async fn a_log_that_was_tampered_with_fails_the_check_at_its_first_bad_entry(kind: Kind) {
    let house = House::new(kind).await;
    for (name, digits) in
        [("One", "+12125550101"), ("Two", "+12125550102"), ("Three", "+12125550103"), ("Four", "+12125550104")]
    {
        house.number(name, digits).await;
    }
    house.neighbour().await;
    let instance = Instance::over(&house.fresh);
    let whole = instance.run(&["audit", "verify"]).await;
    assert_eq!((whole.code, whole.complained.as_str()), (Some(0), ""), "{whole:?}");
    let businesses: std::collections::BTreeSet<_> = whole.said.lines().collect();
    assert_eq!(
        businesses.into_iter().collect::<Vec<_>>(),
        ["neighbour: 1 entries, the chain holds", "northline: 5 entries, the chain holds"]
    );
    house.fresh.run(&format!("create table kept as select {COLUMNS} from audit_entries")).await;
    let ours = "business_id = (select id from businesses where slug = 'northline')";
    for (tampering, place, what) in [
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
        house.fresh.run(&tampering).await;
        let broken = format!("crewline: northline: entry {place} of the audit log is not what was written: {what}\n");
        refused(&instance.run(&["audit", "verify", "--business", "northline"]).await, &broken);
        let all = instance.run(&["audit", "verify"]).await;
        assert_eq!((all.code, all.complained.as_str()), (Some(1), broken.as_str()), "{tampering}");
        assert_eq!(instance.run(&["audit", "verify", "--business", "neighbour"]).await.code, Some(0), "{tampering}");
        house
            .fresh
            .run(&format!(
                "delete from audit_entries; insert into audit_entries ({COLUMNS}) select {COLUMNS} from kept"
            ))
            .await;
    }
    assert_eq!(instance.run(&["audit", "verify"]).await.code, Some(0), "restored");
    refused(
        &instance.run(&["audit", "verify", "--business", "nowhere"]).await,
        "crewline: there is no business \"nowhere\"\n",
    );
}
