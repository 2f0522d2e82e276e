//! Values that can be bound to a statement and read from a row, on both engines.

use bytes::BytesMut;
use rusqlite::types::{ToSqlOutput, ValueRef};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type};

use super::id_cipher::{IdCipher, OpaqueId};
use crate::time::Timestamp;

/// A value as both engines know it.
#[derive(Clone, Copy, Debug)]
pub enum Scalar<'v> {
    /// No value.
    Null,
    /// Yes or no: on SQLite 1 or 0.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(&'v str),
    /// Bytes.
    Bytes(&'v [u8]),
    /// An id, to bind only: it is decrypted to the whole number that the column holds.
    Id(OpaqueId),
}

type PostgresResult<T> = Result<T, Box<dyn std::error::Error + Sync + Send>>;

/// Why an id can't be bound before [`Scalar::stored`].
const NOT_DECRYPTED: &str = "an id was bound without its decryption";

/// A value to bind.
pub(crate) trait Value: Sync {
    fn scalar(&self) -> Scalar<'_>;
}

/// The values of one statement, in the order of `$1`, `$2`…
pub(crate) type Values<'v> = &'v [&'v (dyn Value + 'v)];

/// A type that a column can be read as. `None` means that the column has another type.
pub(crate) trait Column: Sized {
    fn read(scalar: Scalar<'_>, ids: &IdCipher) -> Option<Self>;
}

impl<'v> Scalar<'v> {
    /// A column as SQLite returns it. `None` for a type that no statement of ours returns.
    pub(super) fn of_sqlite(value: ValueRef<'v>) -> Option<Self> {
        Some(match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Text(text) => Self::Text(std::str::from_utf8(text).ok()?),
            ValueRef::Blob(bytes) => Self::Bytes(bytes),
            ValueRef::Real(_) => return None,
        })
    }

    /// The value as the column holds it.
    pub(super) fn stored(self, ids: &IdCipher) -> Self {
        match self {
            Self::Id(id) => Self::Integer(ids.decrypt(id)),
            other => other,
        }
    }
}

impl rusqlite::ToSql for Scalar<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Null => ValueRef::Null,
            Self::Bool(yes) => ValueRef::Integer(yes.into()),
            Self::Integer(number) => ValueRef::Integer(number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Id(_) => return Err(rusqlite::Error::ToSqlConversionFailure(NOT_DECRYPTED.into())),
        }))
    }
}

impl ToSql for Scalar<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> PostgresResult<IsNull> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Bool(yes) => yes.to_sql_checked(kind, out),
            Self::Integer(number) => number.to_sql_checked(kind, out),
            Self::Text(text) => text.to_sql_checked(kind, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(kind, out),
            Self::Id(_) => Err(NOT_DECRYPTED.into()),
        }
    }

    /// The variant decides, in `to_sql`.
    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, kind: &Type, out: &mut BytesMut) -> PostgresResult<IsNull> {
        self.to_sql(kind, out)
    }
}

impl<'r> FromSql<'r> for Scalar<'r> {
    fn from_sql(kind: &Type, raw: &'r [u8]) -> PostgresResult<Self> {
        Ok(match *kind {
            Type::BOOL => Self::Bool(bool::from_sql(kind, raw)?),
            Type::INT8 => Self::Integer(i64::from_sql(kind, raw)?),
            Type::BYTEA => Self::Bytes(raw),
            _ => Self::Text(<&str>::from_sql(kind, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> PostgresResult<Self> {
        Ok(Self::Null)
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::BOOL | Type::INT8 | Type::BYTEA) || <&str as FromSql>::accepts(kind)
    }
}

macro_rules! values {
    ($($Type:ty: $value:ident => $scalar:expr,)*) => {$(
        impl Value for $Type {
            fn scalar(&self) -> Scalar<'_> {
                let $value = self;
                $scalar
            }
        }
    )*};
}
values! {
    bool: value => Scalar::Bool(*value),
    i64: value => Scalar::Integer(*value),
    str: value => Scalar::Text(value),
    String: value => Scalar::Text(value),
    [u8]: value => Scalar::Bytes(value),
    Vec<u8>: value => Scalar::Bytes(value),
}

impl<T: Value + ?Sized> Value for &T {
    fn scalar(&self) -> Scalar<'_> {
        (**self).scalar()
    }
}

impl<T: Value> Value for Option<T> {
    fn scalar(&self) -> Scalar<'_> {
        self.as_ref().map_or(Scalar::Null, Value::scalar)
    }
}

macro_rules! columns {
    ($($Type:ty: $($scalar:pat => $value:expr,)*;)*) => {$(
        impl Column for $Type {
            fn read(scalar: Scalar<'_>, _: &IdCipher) -> Option<Self> {
                match scalar {
                    $($scalar => Some($value),)*
                    _ => None,
                }
            }
        }
    )*};
}
columns! {
    bool: Scalar::Bool(yes) => yes, Scalar::Integer(number) => number != 0,;
    i64: Scalar::Integer(number) => number,;
    String: Scalar::Text(text) => text.to_owned(),;
    Vec<u8>: Scalar::Bytes(bytes) => bytes.to_vec(),;
}

impl<T: Column> Column for Option<T> {
    fn read(scalar: Scalar<'_>, ids: &IdCipher) -> Option<Self> {
        match scalar {
            Scalar::Null => Some(None),
            scalar => T::read(scalar, ids).map(Some),
        }
    }
}

/// Lets a newtype over a column's type be bound and read as that type is.
macro_rules! newtype_column {
    ($Name:ident, $Inside:ty) => {
        impl $crate::db::value::Value for $Name {
            fn scalar(&self) -> $crate::db::value::Scalar<'_> {
                $crate::db::value::Value::scalar(&self.0)
            }
        }
        impl $crate::db::value::Column for $Name {
            fn read(scalar: $crate::db::value::Scalar<'_>, ids: &$crate::db::IdCipher) -> Option<Self> {
                <$Inside as $crate::db::value::Column>::read(scalar, ids).map(Self)
            }
        }
    };
}
pub(crate) use newtype_column;

newtype_column!(Timestamp, i64);

/// Lets types, also those of other crates, be bound as their text and read by parsing it.
macro_rules! text_columns {
    ($($Name:ident: $text:ident),*) => {$(
        impl $crate::db::value::Value for $Name {
            fn scalar(&self) -> $crate::db::value::Scalar<'_> {
                $crate::db::value::Scalar::Text(self.$text())
            }
        }
        impl $crate::db::value::Column for $Name {
            fn read(scalar: $crate::db::value::Scalar<'_>, _: &$crate::db::IdCipher) -> Option<Self> {
                match scalar {
                    $crate::db::value::Scalar::Text(text) => text.parse().ok(),
                    _ => None,
                }
            }
        }
    )*};
}
pub(crate) use text_columns;

/// An enum that is stored and sent as a word. The words are defined once, here.
macro_rules! words {
    ($(#[$doc:meta])* $vis:vis enum $Name:ident { $($(#[$each:meta])* $Variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $Name { $($(#[$each])* $Variant,)* }

        impl $Name {
            /// All of them, in their order.
            $vis const ALL: &'static [Self] = &[$(Self::$Variant,)*];

            /// The word for it, in the database and the API.
            $vis const fn word(self) -> &'static str {
                match self { $(Self::$Variant => $word,)* }
            }
        }
        impl ::std::fmt::Display for $Name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.write_str(self.word()) }
        }
        impl ::std::str::FromStr for $Name {
            type Err = $crate::db::UnknownWord;
            fn from_str(word: &str) -> Result<Self, $crate::db::UnknownWord> {
                Self::ALL.iter().copied().find(|each| each.word() == word).ok_or($crate::db::UnknownWord)
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
        $crate::db::value::text_columns!($Name: word);
    };
}
pub(crate) use words;

/// The word is not one that the column or request may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the allowed words")]
pub struct UnknownWord;
