//! The carrier's words as columns of the database.

use std::str::FromStr;

use super::outcome::{CallStatus, Outcome};
use super::provider::Provider;
use super::status::CarrierStatus;
use crate::db::NotAWord;

impl FromStr for CallStatus {
    type Err = NotAWord;

    fn from_str(word: &str) -> Result<Self, NotAWord> {
        Self::ALL.into_iter().find(|status| status.as_str() == word).ok_or(NotAWord)
    }
}

impl FromStr for Outcome {
    type Err = NotAWord;

    fn from_str(word: &str) -> Result<Self, NotAWord> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word).ok_or(NotAWord)
    }
}

macro_rules! text_columns {
    ($($Name:ident),*) => {$(
        impl rusqlite::ToSql for $Name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.as_str().into())
            }
        }
        impl rusqlite::types::FromSql for $Name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                value.as_str()?.parse().map_err(|_| rusqlite::types::FromSqlError::InvalidType)
            }
        }
        impl tokio_postgres::types::ToSql for $Name {
            fn to_sql(
                &self,
                kind: &tokio_postgres::types::Type,
                out: &mut bytes::BytesMut,
            ) -> crate::db::value::PostgresResult<tokio_postgres::types::IsNull> {
                crate::db::value::write_postgres(&self.as_str(), kind, out)
            }
            fn accepts(kind: &tokio_postgres::types::Type) -> bool {
                <&str as tokio_postgres::types::ToSql>::accepts(kind)
            }
            tokio_postgres::types::to_sql_checked!();
        }
        impl<'r> tokio_postgres::types::FromSql<'r> for $Name {
            fn from_sql(kind: &tokio_postgres::types::Type, raw: &'r [u8]) -> crate::db::value::PostgresResult<Self> {
                Ok(<&str as tokio_postgres::types::FromSql>::from_sql(kind, raw)?.parse::<Self>()?)
            }
            fn accepts(kind: &tokio_postgres::types::Type) -> bool {
                <&str as tokio_postgres::types::FromSql>::accepts(kind)
            }
        }
    )*};
}
text_columns!(CallStatus, Outcome, Provider, CarrierStatus);
