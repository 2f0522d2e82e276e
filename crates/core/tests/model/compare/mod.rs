//! Everything that everybody sees, beside what the model says that they see.

mod credentials;
mod live;
mod surfaces;
mod team;

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};

use super::product::Product;
use super::world::{PEOPLE, World};

/// What differs, said so that a person finds it.
pub(crate) type Comparison = Result<(), String>;

pub(crate) fn compare<T: PartialEq + Debug>(what: impl Display, product: &T, model: &T) -> Comparison {
    if product == model {
        return Ok(());
    }
    Err(format!("{what}\n  product: {product:?}\n  model:   {model:?}"))
}

/// The places, in the model's lists, of the ids that the product answers; one that it should not know is told as such.
fn places<Id: PartialEq + Debug>(all: &[Id], found: impl IntoIterator<Item = Id>) -> Result<BTreeSet<usize>, String> {
    let mut places = BTreeSet::new();
    for id in found {
        let place =
            all.iter().position(|known| *known == id).ok_or_else(|| format!("{id:?} is not of this business"))?;
        if !places.insert(place) {
            return Err(format!("{id:?} is there twice"));
        }
    }
    Ok(places)
}

/// How closely a business is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Nothing has changed in it: who comes in, and which calls everybody sees; and one of them more closely.
    Brief,
    /// Something has.
    Full,
}

impl Product {
    /// Looks at everything as everybody. What can be looked at one by one takes its turn.
    pub(crate) async fn compare_all(&self, world: &World, turn: usize, depths: [Depth; 2]) -> Comparison {
        for (place, depth) in depths.into_iter().enumerate() {
            let about = |what: String| format!("in business {place}, {what}");
            for person in 0..PEOPLE.len() {
                let depth = if turn % PEOPLE.len() == person { Depth::Full } else { depth };
                self.compare_for_person(world, place, person, turn, depth).await.map_err(about)?;
            }
            self.compare_credentials(world, place, turn).await.map_err(about)?;
            self.compare_team(world, place, turn, depth).await.map_err(about)?;
        }
        self.compare_person(world, turn).await
    }
}
