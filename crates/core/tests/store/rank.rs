//! SQL states the rule of rank once, in views that agree with `access`.

use std::path::{Path, PathBuf};

use crewline_core::access::{Role, may_act_on, may_grant, may_log_in_as};
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::testing::TestBusiness;

#[both_engines]
async fn the_rank_views_agree_with_the_functions_for_every_pair(kind: Kind) {
    let business = TestBusiness::new(kind).await;
    let (own, other) = (business.owner.member(), business.viewer("Vera Kim", &[], &[]).await.member());
    let pairs =
        async |view: &str| business.database.rows(&format!("select actor_role, role from {view} order by 1, 2")).await;
    let expected = |allows: &dyn Fn(Role, Role) -> bool| {
        let all = Role::ALL.iter().flat_map(|&actor| Role::ALL.iter().map(move |&role| (actor, role)));
        let mut pairs: Vec<_> = all.filter(|&(actor, role)| allows(actor, role)).collect();
        pairs.sort_by_key(|(actor, role)| (actor.word(), role.word()));
        pairs.into_iter().map(|(actor, role)| vec![Some(actor.to_string()), Some(role.to_string())]).collect::<Vec<_>>()
    };
    let outranks = pairs("outranks").await;
    assert_eq!(outranks, expected(&|actor, role| actor.outranks(role)));
    assert_eq!(outranks, expected(&|actor, role| may_log_in_as((own, actor), (other, role)).is_ok()));
    let manages = pairs("manages").await;
    assert_eq!(manages, expected(&|actor, role| may_act_on((own, actor), (other, role)).is_ok()));
    assert_eq!(manages, expected(&|actor, role| may_grant(actor, role).is_ok()));
}

fn sql_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sql_files(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "sql") {
            files.push(path);
        }
    }
}

#[test]
fn no_statement_spells_out_which_roles_rank_below_another() {
    let mut files = Vec::new();
    sql_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 100);
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with("-- key "));
        for line in lines {
            let names = ["'manager'", "'viewer'"].iter().any(|role| line.contains(role));
            assert!(!names, "{}: use the views outranks and manages: {line}", path.display());
        }
    }
}
