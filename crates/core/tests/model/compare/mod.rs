//! Compares everything that each person sees with the model.

mod credentials;
mod figures;
mod live;
mod surfaces;
mod team;

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};

use super::product::Product;
use super::world::{PEOPLE, World};

/// The difference, in words.
pub(crate) type Comparison = Result<(), String>;

pub(crate) fn compare<T: PartialEq + Debug>(what: impl Display, product: &T, model: &T) -> Comparison {
    if product == model {
        return Ok(());
    }
    Err(format!("{what}\n  product: {product:?}\n  model:   {model:?}"))
}

/// The model's indexes of the ids that the product returned. Refuses a foreign or repeated id.
fn places<Id: PartialEq + Debug>(all: &[Id], ids: impl IntoIterator<Item = Id>) -> Result<BTreeSet<usize>, String> {
    let mut places = BTreeSet::new();
    for id in ids {
        let place =
            all.iter().position(|other| *other == id).ok_or_else(|| format!("{id:?} is not of this business"))?;
        if !places.insert(place) {
            return Err(format!("{id:?} is returned twice"));
        }
    }
    Ok(places)
}

/// How much of a business is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// It has not changed: only who can enter and which calls they see, and one person in full.
    Brief,
    /// It has changed: everything.
    Full,
}

impl Product {
    /// Compares as each person. Single items take turns.
    pub(crate) async fn compare_all(&self, world: &World, turn: usize, depths: [Depth; 2]) -> Comparison {
        for (place, depth) in depths.into_iter().enumerate() {
            let about = |what: String| format!("in business {place}, {what}");
            for person in 0..PEOPLE.len() {
                let depth = if turn % PEOPLE.len() == person { Depth::Full } else { depth };
                self.compare_for_person(world, place, person, turn, depth).await.map_err(about)?;
            }
            self.compare_credentials(world, place, turn).await.map_err(about)?;
            self.compare_team(world, place, turn, depth).await.map_err(about)?;
            if depth == Depth::Full {
                self.compare_figures(world, place, turn).await.map_err(about)?;
            }
        }
        self.compare_person(world, turn).await
    }
}
