//! Enumerations in the OpenAPI document, from the same lists that the code parses.

use crewline_core::access::Role;
use crewline_core::calls::{
    CallStatus, CallerKind, CountedOutcome, Direction, Omission, Outcome, QualifiedBy, QualifiedFilter,
};
use crewline_core::carrier::status::CarrierStatus;
use crewline_core::reports::calendar::{Compare, Interval, NamedPeriod};
use crewline_core::{audit, invitations, members, numbers, qualified_rules, recordings, tags};
use serde_json::Value;
use utoipa::openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, SchemaType, Type};

fn one_of<T: serde::Serialize>(words: &[T]) -> Object {
    let words = words.iter().filter_map(|word| serde_json::to_value(word).ok());
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}

/// A parameter that may be repeated.
fn some_of<T: serde::Serialize>(words: &[T]) -> Array {
    ArrayBuilder::new().items(one_of(words)).build()
}

fn one_of_or_null<T: serde::Serialize>(words: &[T]) -> Object {
    let words = words.iter().filter_map(|word| serde_json::to_value(word).ok()).chain([Value::Null]);
    let kinds = SchemaType::Array(vec![Type::String, Type::Null]);
    ObjectBuilder::new().schema_type(kinds).enum_values(Some(words)).build()
}

pub(crate) fn role() -> Object {
    one_of(Role::ALL)
}

pub(crate) fn member_status() -> Object {
    one_of(members::Status::ALL)
}

pub(crate) fn member_sort() -> Object {
    one_of(&members::Sort::all())
}

pub(crate) fn invitation_status() -> Object {
    one_of(invitations::Status::ALL)
}

pub(crate) fn delivery_status() -> Object {
    one_of(invitations::DeliveryStatus::ALL)
}

pub(crate) fn invitation_which() -> Object {
    one_of(invitations::StatusFilter::ALL)
}

pub(crate) fn invitation_sort() -> Object {
    one_of(&invitations::Sort::all())
}

pub(crate) fn audit_action() -> Object {
    one_of(&audit::ACTIONS.iter().map(|action| action.name).collect::<Vec<_>>())
}

pub(crate) fn number_status() -> Object {
    one_of(numbers::Status::ALL)
}

pub(crate) fn number_sort() -> Object {
    one_of(numbers::Sort::ALL)
}

pub(crate) fn call_status() -> Object {
    one_of(CallStatus::ALL)
}

pub(crate) fn direction() -> Object {
    one_of(Direction::ALL)
}

pub(crate) fn caller_kind() -> Object {
    one_of(CallerKind::ALL)
}

pub(crate) fn outcome() -> Object {
    one_of_or_null(Outcome::ALL)
}

pub(crate) fn call_statuses() -> Array {
    some_of(CallStatus::ALL)
}

pub(crate) fn counted_outcomes() -> Array {
    some_of(CountedOutcome::ALL)
}

pub(crate) fn qualified_filters() -> Array {
    some_of(QualifiedFilter::ALL)
}

pub(crate) fn qualified_by() -> Object {
    one_of_or_null(QualifiedBy::ALL)
}

pub(crate) fn omission() -> Object {
    one_of_or_null(Omission::ALL)
}

pub(crate) fn rule_matches() -> Object {
    one_of(qualified_rules::Matches::ALL)
}

pub(crate) fn tag_colour() -> Object {
    one_of(tags::Colour::ALL)
}

pub(crate) fn leg_status() -> Object {
    one_of_or_null(&CarrierStatus::ALL)
}

pub(crate) fn recording_kind() -> Object {
    one_of(recordings::Kind::ALL)
}

pub(crate) fn recording_status() -> Object {
    one_of(recordings::Status::ALL)
}

pub(crate) fn report_interval() -> Object {
    one_of(Interval::ALL)
}

pub(crate) fn report_period() -> Object {
    one_of(NamedPeriod::ALL)
}

pub(crate) fn report_compare() -> Object {
    one_of(Compare::ALL)
}
