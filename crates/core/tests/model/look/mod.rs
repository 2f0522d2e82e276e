//! Everything that everybody sees, beside what the model says that they see.

mod doors;
mod live;
mod surfaces;
mod team;

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};

use super::real::Real;
use super::world::{PEOPLE, World};

/// What differs, said so that a person finds it.
pub(crate) type Same = Result<(), String>;

pub(crate) fn same<T: PartialEq + Debug>(what: impl Display, product: &T, model: &T) -> Same {
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
pub(crate) enum Look {
    /// Nothing has changed in it: who comes in, and which calls everybody sees; and one of them more closely.
    Glance,
    /// Something has.
    Closely,
}

impl Real {
    /// Looks at everything as everybody. What can be looked at one by one takes its turn.
    pub(crate) async fn look(&self, world: &World, turn: usize, looks: [Look; 2]) -> Same {
        for (place, look) in looks.into_iter().enumerate() {
            let about = |what: String| format!("in business {place}, {what}");
            for person in 0..PEOPLE.len() {
                let look = if turn % PEOPLE.len() == person { Look::Closely } else { look };
                self.look_as(world, place, person, turn, look).await.map_err(about)?;
            }
            self.look_at_doors(world, place, turn).await.map_err(about)?;
            self.look_at_team(world, place, turn, look).await.map_err(about)?;
        }
        self.look_at_person(world, turn).await
    }
}
