//! The views of the list of calls of the two businesses.

use std::sync::atomic::{AtomicU32, Ordering};

use crewline_core::access::Viewpoint;
use crewline_core::call_views::{self, Draft, ViewDays, ViewQuestion};
use crewline_core::calls::Filter;
use crewline_core::db::Db;
use crewline_core::ids::{CallViewId, GroupId, NumberId};

use crate::world::World;

/// Saves a view of all days.
pub(crate) async fn save_view(db: &Db, author: &Viewpoint, name: &str, filter: Filter, is_shared: bool) -> CallViewId {
    let question = ViewQuestion::new(filter, Vec::new(), Vec::new(), ViewDays::All);
    let draft = Draft { name: Some(name.into()), question: Some(question), is_shared: Some(is_shared) };
    call_views::add(db, &author.may().unwrap(), &draft).await.unwrap().id
}

/// A view that the Owner shares, by the numbers, the group, a source and a tag whose names have `word`.
pub(crate) async fn shared_view(
    db: &Db,
    owner: &Viewpoint,
    numbers: &[NumberId],
    group: GroupId,
    word: &str,
) -> CallViewId {
    let filter = Filter {
        numbers: numbers.to_vec(),
        groups: vec![group],
        sources: vec![format!("{word} Quartz source")],
        tags: vec![format!("{word} Quartz tag")],
        ..Filter::default()
    };
    save_view(db, owner, "Calls of the week", filter, true).await
}

impl World {
    /// A new view of this person, which a test may change or remove.
    pub(crate) async fn new_view(&self, person: &Viewpoint) -> CallViewId {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("A spare view {}", COUNT.fetch_add(1, Ordering::Relaxed));
        save_view(self.db(), person, &name, Filter::default(), false).await
    }
}
