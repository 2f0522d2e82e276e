//! The protocol's words as columns of the database.

use super::message::MessageStatus;
use super::phone_number::PhoneNumber;
use super::provider::Provider;
use super::status::CarrierStatus;
use crate::db::text_columns;

text_columns!(CarrierStatus: as_str, MessageStatus: as_str, PhoneNumber: as_str, Provider: as_str);
