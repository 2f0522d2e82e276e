//! Flows in the JSON of the API, which is also how a version is stored.

mod fields;
mod read;
mod read_step;
mod write;

use fields::Fields;

#[cfg(test)]
mod tests;
