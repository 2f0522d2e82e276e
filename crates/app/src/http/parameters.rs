//! Parameters of an address that may be repeated, and the name of a period among them.

use std::str::FromStr;

use crewline_core::reports::calendar::NamedPeriod;

use super::extract::Form;

/// A parameter that can't be read: its name, and what to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub(crate) name: &'static str,
    pub(crate) sentence: String,
}

/// A parameter that can't be read.
pub(crate) fn unreadable(name: &'static str, sentence: impl Into<String>) -> Unreadable {
    Unreadable { name, sentence: sentence.into() }
}

/// Words with commas between them.
pub(crate) fn words<'w>(words: impl Iterator<Item = &'w str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

/// Every value of a name; blank ones are none.
///
/// # Errors
/// When one can't be read.
pub(crate) fn all<T: FromStr>(form: &Form, name: &'static str, sentence: &str) -> Result<Vec<T>, Unreadable> {
    let values = form.values(name).filter(|value| !value.trim().is_empty());
    values.map(|value| value.parse().map_err(|_| unreadable(name, sentence))).collect()
}

/// The first value of a name.
///
/// # Errors
/// When it can't be read.
pub(crate) fn one<T: FromStr>(form: &Form, name: &'static str, sentence: &str) -> Result<Option<T>, Unreadable> {
    match form.get(name).trim() {
        "" => Ok(None),
        typed => typed.parse().map(Some).map_err(|_| unreadable(name, sentence)),
    }
}

/// The period that `period` names.
///
/// # Errors
/// When there is no such period.
pub(crate) fn named_period(form: &Form) -> Result<Option<NamedPeriod>, Unreadable> {
    let names = words(NamedPeriod::ALL.iter().map(|name| name.word()));
    one(form, "period", &format!("Period: use one of {names}."))
}

/// A text as typed. PostgreSQL takes no zero byte.
pub(crate) struct PlainText(pub(crate) String);

impl FromStr for PlainText {
    type Err = ();
    fn from_str(typed: &str) -> Result<Self, ()> {
        if typed.contains('\0') { Err(()) } else { Ok(Self(typed.to_owned())) }
    }
}
