//! How things are shown: a number, a duration, a moment, a person, a role, a status, and the layout around a page.
//!
//! Views hold words and addresses, never rows: a handler turns core's results into them.

mod amount;
mod carrier_refusals;
pub(crate) mod charts;
mod country;
mod delivery;
mod device;
mod duration;
mod effect_words;
mod flash;
mod grouped;
mod icon;
mod layout;
mod money;
mod nav;
mod number_access;
mod obstacle;
mod omission;
mod pager;
mod person;
mod revoked;
mod role;
#[cfg(test)]
pub(crate) mod samples;
mod seats;
mod setup;
mod sort;
mod status;
mod tab;
mod tag;
mod text_field;
mod theme;
mod when;
mod zone;

pub(crate) use amount::{amount, amount_field, currency_sign, parse_amount};
pub(crate) use carrier_refusals::refusal_sentence;
pub(crate) use country::{countries, currencies};
pub(crate) use delivery::{delivery_in_words, delivery_status_in_words};
pub(crate) use device::device;
pub(crate) use duration::duration;
pub(crate) use effect_words::{counted, effect_sentence, invitation_sentences, outside_name};
pub(crate) use flash::Flash;
pub(crate) use grouped::grouped;
pub(crate) use icon::Icon;
pub(crate) use layout::{BusinessName, Layout, LogInAsBanner};
pub(crate) use money::money_words;
pub(crate) use nav::Nav;
pub(crate) use number_access::{access_in_words, number_access};
pub(crate) use obstacle::Obstacle;
pub(crate) use omission::omission_sentence;
pub(crate) use pager::Pager;
pub(crate) use person::{Person, initials, mixes_scripts};
pub(crate) use revoked::revoked_sentences;
pub(crate) use role::{Roles, about_role};
pub(crate) use seats::Seats;
pub(crate) use setup::{SetupAction, SetupStep, SetupSummary};
pub(crate) use sort::{Direction, Sort};
pub(crate) use status::{Tone, call_status_label, outcome_class, outcome_label};
pub(crate) use tab::Tab;
pub(crate) use tag::{TagBadge, colours};
pub(crate) use text_field::{FieldProblem, SelectField, SelectOption, TextField, field_problems};
pub(crate) use theme::{theme_attribute, theme_from_key, theme_label};
pub(crate) use when::{When, moment_words};
pub(crate) use zone::zones;
