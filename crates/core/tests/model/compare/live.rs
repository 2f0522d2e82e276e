//! Compares who is notified of a live call, and whether they can find it.

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
    /// A caller rings while every member of both businesses has a page open. The members of the called business are
    /// notified, and find the call only if they see its number.
    pub(crate) async fn compare_live_call(
        &mut self,
        world: &World,
        place: Place,
        number: usize,
        caller: Option<usize>,
    ) -> Result<Option<Obstacle>, String> {
        let mut watchers = Vec::new();
        for at in [0, 1] {
            for member in world.businesses[at].active_members() {
                let person = world.businesses[at].members[member].person;
                let view = self.view(world, at, EnteredAs::Own(person)).await.ok_or("a member can't enter")?;
                let may = view.may::<actions::SeeCalls>().map_err(|refusal| refusal.to_string())?;
                let changes = self.businesses[at].carrier.bus.watch(&may);
                watchers.push(Watcher { place: at, member, may, changes });
            }
        }
        let arrival = match self.ring(world, place, number, caller).await {
            Ok(arrival) => arrival,
            Err(error) => return Ok(Some(super::super::obstacle_of(&error))),
        };
        for watcher in &mut watchers {
            self.compare_change(world, place, number, watcher, arrival.call).await?;
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
        let Watcher { place: at, member, may, changes } = watcher;
        let about = format!("member {member} of business {at}, who watches");
        let own_member = may.viewpoint().member();
        if *at == place {
            compare(format!("{about}, is notified of the call"), &next(changes).await?, &Change::Call(call))?;
        }
        let is_found = Call::find(self.db(), may, call).await.unwrap().is_some();
        let is_seen = *at == place && world.businesses[place].seen_numbers(*member).contains(&number);
        compare(format!("{about}, finds the call"), &is_found, &is_seen)?;
        // The next change must be this one.
        self.businesses[*at].carrier.bus.publish(may.viewpoint().business(), Change::Member(own_member));
        loop {
            match next(changes).await? {
                Change::Member(id) if id == own_member => return Ok(()),
                // It was published for an earlier watcher.
                Change::Member(_) => {}
                other => return Err(format!("{about}, is notified of {other:?} in the other business")),
            }
        }
    }
}

async fn next(changes: &mut Subscription) -> Result<Change, String> {
    tokio::time::timeout(Duration::from_secs(10), changes.next()).await.map_err(|_| "no change in time".to_owned())
}
