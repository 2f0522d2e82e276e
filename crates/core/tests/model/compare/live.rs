//! Who is told live of a call, and what they find.

use std::time::Duration;

use crewline_core::access::{May, Thing, actions};
use crewline_core::calls::Call;
use crewline_core::live::{Change, Subscription};

use super::super::product::Product;
use super::super::rights::{EnteredAs, Obstacle};
use super::super::world::{Place, World};
use super::{Comparison, compare};

/// Somebody who has a page open.
struct Watcher {
    place: Place,
    member: usize,
    may: May<actions::SeeCalls>,
    changes: Subscription,
}

impl Product {
    /// A caller rings while everybody of both businesses has a page open: those of the business are told, those of the
    /// other are not, and who is told finds the call only if they see its number.
    pub(crate) async fn compare_live_call(
        &mut self,
        world: &World,
        place: Place,
        number: usize,
    ) -> Result<Option<Obstacle>, String> {
        let mut watchers = Vec::new();
        for at in [0, 1] {
            for member in world.businesses[at].active_members() {
                let person = world.businesses[at].members[member].person;
                let view = self.view(world, at, EnteredAs::Own(person)).await.ok_or("a member does not come in")?;
                let may = view.may::<actions::SeeCalls>().map_err(|refusal| refusal.to_string())?;
                let changes = self.businesses[at].carrier.bus.watch(&may);
                watchers.push(Watcher { place: at, member, may, changes });
            }
        }
        let arrived = match self.ring(world, place, number).await {
            Ok(arrived) => arrived,
            Err(error) => return Ok(Some(super::super::obstacle_of(&error))),
        };
        for watcher in &mut watchers {
            self.compare_change(world, place, number, watcher, arrived.call).await?;
        }
        Ok(None)
    }

    async fn compare_change(
        &self,
        world: &World,
        place: Place,
        number: usize,
        watcher: &mut Watcher,
        call: crewline_core::ids::CallId,
    ) -> Comparison {
        let Watcher { place: at, member, may, changes: news } = watcher;
        let about = format!("member {member} of business {at}, who watches");
        let itself = may.viewpoint().member();
        if *at == place {
            compare(format!("{about}, hears of the call"), &next(news).await?, &Change::Call(call))?;
        }
        let found = Call::find(self.db(), may, call).await.unwrap().is_some();
        let is_seen = *at == place && world.businesses[place].seen_numbers(*member).contains(&number);
        compare(format!("{about}, finds the call"), &found, &is_seen)?;
        // Nothing but this lies between the call and the next news.
        self.businesses[*at].carrier.bus.publish(may.viewpoint().business(), Change::Member(itself));
        loop {
            match next(news).await? {
                Change::Member(heard) if heard == itself => return Ok(()),
                // What was said to the watchers before.
                Change::Member(_) => {}
                other => return Err(format!("{about}, hears {other:?} of the other business")),
            }
        }
    }
}

async fn next(changes: &mut Subscription) -> Result<Change, String> {
    tokio::time::timeout(Duration::from_secs(10), changes.next()).await.map_err(|_| "nobody is told".to_owned())
}
