//! Claims jobs that are due.

use super::lanes::{Running, Waiting, next_lanes};
use super::{Job, Kind};
use crate::access::{GlobalSql, global_sql};
use crate::db::{Db, Error};

static WAITING: GlobalSql = global_sql!("waiting.sql");
static CLAIM: GlobalSql = global_sql!("claim.sql");

/// The most rounds of one call. Only workers that compete for the same jobs need more than a few.
const MAX_ROUNDS: usize = 100;

/// Claims jobs of a kind until its places are taken or nothing more may be claimed. Each job is added to `running`.
pub(super) async fn claim(db: &Db, kind: Kind, running: &mut Running) -> Result<Vec<Job>, Error> {
    let mut jobs = Vec::new();
    for _ in 0..MAX_ROUNDS {
        if running.values().sum::<usize>() >= kind.max_running {
            break;
        }
        let waiting = db.read_global::<Waiting>(&WAITING, &[&kind.name, &db.now()]).await?;
        let lanes = next_lanes(&kind, waiting, running);
        if lanes.is_empty() {
            break;
        }
        for job in claim_one_of_each(db, kind, lanes).await? {
            *running.entry(job.lane).or_default() += 1;
            jobs.push(job);
        }
    }
    Ok(jobs)
}

async fn claim_one_of_each(db: &Db, kind: Kind, mut lanes: Vec<i64>) -> Result<Vec<Job>, Error> {
    // Workers that claim at the same time wait for each other in one order.
    lanes.sort_unstable();
    db.global_change(move |tx| {
        Box::pin(async move {
            let (now, mut jobs) = (tx.now(), Vec::new());
            for lane in lanes {
                let until = now.plus_seconds(kind.claim_seconds());
                jobs.extend(tx.optional::<Job>(&CLAIM, &[&kind.name, &lane, &now, &until]).await?);
            }
            Ok(jobs)
        })
    })
    .await
}
