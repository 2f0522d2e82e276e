//! A field of a JSON body that takes a word or several.

use serde::Deserialize;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type};

/// A word or several.
#[derive(Default, Deserialize)]
#[serde(from = "OneOrMany")]
pub(crate) struct Words(pub(crate) Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrMany> for Words {
    fn from(words: OneOrMany) -> Self {
        match words {
            OneOrMany::One(word) => Self(vec![word]),
            OneOrMany::Many(words) => Self(words),
        }
    }
}

/// Its schema.
pub(crate) fn words_schema() -> Schema {
    let word = || ObjectBuilder::new().schema_type(Type::String);
    Schema::OneOf(OneOfBuilder::new().item(word()).item(ArrayBuilder::new().items(word())).build())
}
