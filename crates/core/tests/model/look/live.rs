//! Who is told live of a call, and what they find.

use std::time::Duration;

use crewline_core::access::{May, Thing, actions};
use crewline_core::calls::Call;
use crewline_core::live::{Change, Subscription};

use super::super::real::Real;
use super::super::rights::{Eyes, No};
use super::super::world::{Place, World};
use super::{Same, same};

/// Somebody who has a page open.
struct Watcher {
    place: Place,
    member: usize,
    may: May<actions::SeeCalls>,
    news: Subscription,
}

impl Real {
    /// A caller rings while everybody of both businesses has a page open: those of the business are told, those of the
    /// other are not, and who is told finds the call only if they see its number.
    pub(crate) async fn ring_watched(
        &mut self,
        world: &World,
        place: Place,
        number: usize,
    ) -> Result<Option<No>, String> {
        let mut watchers = Vec::new();
        for at in [0, 1] {
            for member in world.houses[at].active_members() {
                let person = world.houses[at].members[member].person;
                let view = self.view(world, at, Eyes::Own(person)).await.ok_or("a member does not come in")?;
                let may = view.may::<actions::SeeCalls>().map_err(|refusal| refusal.to_string())?;
                let news = self.houses[at].line.bus.watch(&may);
                watchers.push(Watcher { place: at, member, may, news });
            }
        }
        let arrived = match self.ring(world, place, number).await {
            Ok(arrived) => arrived,
            Err(error) => return Ok(Some(super::super::told(&error))),
        };
        for watcher in &mut watchers {
            self.hears(world, place, number, watcher, arrived.call).await?;
        }
        Ok(None)
    }

    async fn hears(
        &self,
        world: &World,
        place: Place,
        number: usize,
        watcher: &mut Watcher,
        call: crewline_core::ids::CallId,
    ) -> Same {
        let Watcher { place: at, member, may, news } = watcher;
        let about = format!("member {member} of business {at}, who watches");
        let itself = may.viewpoint().member();
        if *at == place {
            same(format!("{about}, hears of the call"), &next(news).await?, &Change::Call(call))?;
        }
        let found = Call::find(self.db(), may, call).await.unwrap().is_some();
        let is_seen = *at == place && world.houses[place].seen_numbers(*member).contains(&number);
        same(format!("{about}, finds the call"), &found, &is_seen)?;
        // Nothing but this lies between the call and the next news.
        self.houses[*at].line.bus.publish(may.viewpoint().business(), Change::Member(itself));
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

async fn next(news: &mut Subscription) -> Result<Change, String> {
    tokio::time::timeout(Duration::from_secs(10), news.next()).await.map_err(|_| "nobody is told".to_owned())
}
