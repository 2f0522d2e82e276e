//! What can be bound to a statement and read from a row, on both engines: anything that both drivers convert.

use bytes::BytesMut;
use tokio_postgres::types as postgres;

use crate::time::Timestamp;

/// A value to bind. Every type that both drivers can write is one.
pub(crate) trait Value: rusqlite::ToSql + postgres::ToSql + Sync {
    fn as_postgres(&self) -> &(dyn postgres::ToSql + Sync);
}

impl<T: rusqlite::ToSql + postgres::ToSql + Sync> Value for T {
    fn as_postgres(&self) -> &(dyn postgres::ToSql + Sync) {
        self
    }
}

/// The values of one statement, in the order of `$1`, `$2`…
pub(crate) type Values<'v> = &'v [&'v (dyn Value + 'v)];

/// A type that a column can be read as.
pub(crate) trait Column: rusqlite::types::FromSql + for<'r> postgres::FromSql<'r> {}

impl<T: rusqlite::types::FromSql + for<'r> postgres::FromSql<'r>> Column for T {}

/// The result of one of the PostgreSQL driver's conversions.
pub type PostgresResult<T> = Result<T, Box<dyn std::error::Error + Sync + Send>>;

/// Writes a newtype's inside as PostgreSQL wants it.
///
/// # Errors
/// When the driver can't write it as that type.
pub fn write_postgres<T: postgres::ToSql>(
    inside: &T,
    kind: &postgres::Type,
    out: &mut BytesMut,
) -> PostgresResult<postgres::IsNull> {
    inside.to_sql(kind, out)
}

/// Lets a newtype over a column's type be bound and read as that type is.
macro_rules! newtype_column {
    ($Name:ident, $Inside:ty) => {
        impl ::rusqlite::ToSql for $Name {
            fn to_sql(&self) -> ::rusqlite::Result<::rusqlite::types::ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }
        impl ::rusqlite::types::FromSql for $Name {
            fn column_result(value: ::rusqlite::types::ValueRef<'_>) -> ::rusqlite::types::FromSqlResult<Self> {
                <$Inside as ::rusqlite::types::FromSql>::column_result(value).map(Self)
            }
        }
        impl ::tokio_postgres::types::ToSql for $Name {
            fn to_sql(
                &self,
                kind: &::tokio_postgres::types::Type,
                out: &mut ::bytes::BytesMut,
            ) -> $crate::db::value::PostgresResult<::tokio_postgres::types::IsNull> {
                $crate::db::value::write_postgres(&self.0, kind, out)
            }
            fn accepts(kind: &::tokio_postgres::types::Type) -> bool {
                <$Inside as ::tokio_postgres::types::ToSql>::accepts(kind)
            }
            ::tokio_postgres::types::to_sql_checked!();
        }
        impl<'r> ::tokio_postgres::types::FromSql<'r> for $Name {
            fn from_sql(
                kind: &::tokio_postgres::types::Type,
                raw: &'r [u8],
            ) -> $crate::db::value::PostgresResult<Self> {
                <$Inside as ::tokio_postgres::types::FromSql>::from_sql(kind, raw).map(Self)
            }
            fn accepts(kind: &::tokio_postgres::types::Type) -> bool {
                <$Inside as ::tokio_postgres::types::FromSql>::accepts(kind)
            }
        }
    };
}
pub(crate) use newtype_column;

newtype_column!(Timestamp, i64);

/// An enum that is kept, sent and shown to programs as a word: its words stand once, here.
macro_rules! words {
    ($(#[$doc:meta])* $vis:vis enum $Name:ident { $($(#[$each:meta])* $Variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $Name { $($(#[$each])* $Variant,)* }

        impl $Name {
            /// All of them, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$Variant,)*];

            /// The word for it, in the database and the API.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$Variant => $word,)* }
            }
        }
        impl ::std::fmt::Display for $Name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.write_str(self.word()) }
        }
        impl ::std::str::FromStr for $Name {
            type Err = $crate::db::NotAWord;
            fn from_str(word: &str) -> Result<Self, $crate::db::NotAWord> {
                match word { $($word => Ok(Self::$Variant),)* _ => Err($crate::db::NotAWord) }
            }
        }
        impl ::serde::Serialize for $Name {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.serialize_str(self.word()) }
        }
        impl<'de> ::serde::Deserialize<'de> for $Name {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let word = <::std::borrow::Cow<'de, str>>::deserialize(from)?;
                word.parse().map_err(::serde::de::Error::custom)
            }
        }
        impl ::rusqlite::ToSql for $Name {
            fn to_sql(&self) -> ::rusqlite::Result<::rusqlite::types::ToSqlOutput<'_>> { Ok(self.word().into()) }
        }
        impl ::rusqlite::types::FromSql for $Name {
            fn column_result(value: ::rusqlite::types::ValueRef<'_>) -> ::rusqlite::types::FromSqlResult<Self> {
                value.as_str()?.parse().map_err(|_| ::rusqlite::types::FromSqlError::InvalidType)
            }
        }
        impl ::tokio_postgres::types::ToSql for $Name {
            fn to_sql(
                &self,
                kind: &::tokio_postgres::types::Type,
                out: &mut ::bytes::BytesMut,
            ) -> $crate::db::value::PostgresResult<::tokio_postgres::types::IsNull> {
                $crate::db::value::write_postgres(&self.word(), kind, out)
            }
            fn accepts(kind: &::tokio_postgres::types::Type) -> bool {
                <&str as ::tokio_postgres::types::ToSql>::accepts(kind)
            }
            ::tokio_postgres::types::to_sql_checked!();
        }
        impl<'r> ::tokio_postgres::types::FromSql<'r> for $Name {
            fn from_sql(
                kind: &::tokio_postgres::types::Type,
                raw: &'r [u8],
            ) -> $crate::db::value::PostgresResult<Self> {
                Ok(<&str as ::tokio_postgres::types::FromSql>::from_sql(kind, raw)?.parse::<Self>()?)
            }
            fn accepts(kind: &::tokio_postgres::types::Type) -> bool {
                <&str as ::tokio_postgres::types::FromSql>::accepts(kind)
            }
        }
    };
}
pub(crate) use words;

/// A word that is none of those that a column or a request may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the words that may stand here")]
pub struct NotAWord;
