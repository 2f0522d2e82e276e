//! Typed ids. Inside they are the database's `bigint` identities; outside (addresses, API, logs) they are opaque
//! texts with a prefix for their type: `num_7Kq2Zb`. Only the exact text that [`std::fmt::Display`] writes is parsed,
//! so an id has one spelling.

mod id_encoding;

use std::sync::LazyLock;

use sqids::Sqids;

// Without sqids's blocklist: checking an id against it costs more than a query, and ids are read by programs.
static SQIDS: LazyLock<Option<Sqids>> = LazyLock::new(|| {
    let (alphabet, blocklist) = (id_encoding::ALPHABET.chars().collect(), std::collections::HashSet::new());
    Sqids::builder().alphabet(alphabet).min_length(id_encoding::MIN_LENGTH).blocklist(blocklist).build().ok()
});

/// The text is not an id of this type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such id")]
pub struct NotAnId;

fn write(to: &mut impl std::fmt::Write, prefix: &str, id: i64) -> std::fmt::Result {
    to.write_str(prefix)?;
    to.write_char('_')?;
    id_encoding::write(to, id)
}

pub(crate) fn encode(prefix: &str, id: i64) -> String {
    let mut text = String::with_capacity(prefix.len() + 13);
    // Writing to a `String` does not fail.
    let _infallible = write(&mut text, prefix, id);
    text
}

pub(crate) fn decode(prefix: &str, text: &str) -> Result<i64, NotAnId> {
    let tail = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(NotAnId)?;
    if tail.len() > 24 || !tail.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(NotAnId);
    }
    let decoded = SQIDS.as_ref().map(|sqids| sqids.decode(tail)).unwrap_or_default();
    let [id] = decoded[..] else { return Err(NotAnId) };
    let id = i64::try_from(id).map_err(|_| NotAnId)?;
    if encode(prefix, id) == text { Ok(id) } else { Err(NotAnId) }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $Name:ident $prefix:literal,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Name(i64);

        impl $Name {
            pub(crate) const fn new(id: i64) -> Self { Self(id) }
            pub(crate) const fn as_i64(self) -> i64 { self.0 }
        }
        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write(f, $prefix, self.as_i64())
            }
        }
        impl std::fmt::Debug for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{self}") }
        }
        impl std::str::FromStr for $Name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> { decode($prefix, text).map(Self::new) }
        }
        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.collect_str(self) }
        }
        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
        $crate::db::newtype_column!($Name, i64);
    )*};
}

ids! {
    /// A person's account.
    UserId "user",
    /// A business, the tenant.
    BusinessId "biz",
    /// A user in one business.
    MemberId "mem",
    /// A background job.
    JobId "job",
    /// A signed-in browser.
    SessionId "sess",
    /// A period of Log in as.
    ImpersonationId "imp",
    /// An API token.
    TokenId "tok",
    /// A tracking number.
    NumberId "num",
    /// A named set of numbers.
    GroupId "grp",
    /// A call to a number.
    CallId "call",
    /// One attempt to reach somebody within a call.
    LegId "leg",
    /// A recording of a call, or a voicemail.
    RecordingId "rec",
    /// A text, received or sent.
    MessageId "msg",
    /// A promise of membership.
    InvitationId "inv",
    /// An Owner's offer of ownership to another member.
    HandoverId "own",
    /// An entry of the audit log.
    EntryId "aud",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_itself_and_in_one_spelling_only() {
        for id in [1, 2, 61, 62, 1_000, 10_000_000, i64::MAX] {
            let number = NumberId::new(id);
            let text = number.to_string();
            assert!(text.starts_with("num_") && text.len() >= 12, "{text}");
            assert_eq!(text.parse(), Ok(number));
            assert_eq!(text.parse::<CallId>(), Err(NotAnId));
            assert_eq!(text.to_uppercase().parse::<NumberId>(), Err(NotAnId));
            assert_eq!(format!("{text}k").parse::<NumberId>(), Err(NotAnId));
        }
        for text in ["", "num", "num_", "num_1", "1", "num_é", "num_kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"] {
            assert_eq!(text.parse::<NumberId>(), Err(NotAnId), "{text}");
        }
    }

    #[test]
    fn consecutive_ids_look_different() {
        assert_ne!(NumberId::new(1).to_string()[4..7], NumberId::new(2).to_string()[4..7]);
    }
}
