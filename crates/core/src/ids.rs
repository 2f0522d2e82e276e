//! Typed ids. In the database they are `bigint` identities; here and outside (addresses, API, logs) they are opaque:
//! blocks that the database layer encrypts and decrypts with a key of its own. As a text an id has a prefix for its type
//! and 22 characters: `num_2bV0hXk1qY8ZrTq3mWcP4s`. So an id tells neither how many things there are nor which of two is
//! older, and the order of ids in Rust is stable but means nothing. Only the exact text that [`std::fmt::Display`]
//! writes is parsed, so an id has one spelling.

mod base62;

/// The text is not an id of this type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such id")]
pub struct NotAnId;

/// The ids before and after those of all rows, for places in lists.
pub(crate) trait IdBounds: Copy {
    /// Sorts before every row in the database, and is no row's.
    const LEAST: Self;
    /// Sorts after every row in the database, and is no row's.
    const GREATEST: Self;
}

/// The number of a type of id: its prefix.
const fn kind(prefix: &str) -> u64 {
    let (bytes, mut kind, mut at) = (prefix.as_bytes(), [0; 8], 0);
    while at < bytes.len() {
        kind[at] = bytes[at];
        at += 1;
    }
    u64::from_be_bytes(kind)
}

fn write(to: &mut impl std::fmt::Write, prefix: &str, block: u128) -> std::fmt::Result {
    to.write_str(prefix)?;
    to.write_char('_')?;
    base62::write(to, block)
}

fn read(prefix: &str, text: &str) -> Result<u128, NotAnId> {
    let digits = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(NotAnId)?;
    // The bounds of lists are no row's ids, and nobody outside has them.
    base62::read(digits).filter(|block| ![u128::MIN, u128::MAX].contains(block)).ok_or(NotAnId)
}

macro_rules! ids {
    ($($(#[$doc:meta])* $Name:ident $prefix:literal,)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Name(u128);

        impl $Name {
            const KIND: u64 = kind($prefix);

            pub(crate) const fn new(block: u128) -> Self { Self(block) }
            pub(crate) const fn block(self) -> u128 { self.0 }
        }
        impl IdBounds for $Name {
            const LEAST: Self = Self::new(u128::MIN);
            const GREATEST: Self = Self::new(u128::MAX);
        }
        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write(f, $prefix, self.block()) }
        }
        impl std::fmt::Debug for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{self}") }
        }
        impl std::str::FromStr for $Name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> { read($prefix, text).map(Self) }
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
        impl $crate::db::Value for $Name {
            fn scalar(&self) -> $crate::db::value::Scalar<'_> {
                $crate::db::value::Scalar::Id($crate::db::OpaqueId { kind: Self::KIND, block: self.0 })
            }
        }
        impl $crate::db::value::Column for $Name {
            fn read(scalar: $crate::db::value::Scalar<'_>, ids: &$crate::db::IdCipher) -> Option<Self> {
                match scalar {
                    $crate::db::value::Scalar::Integer(id) => Some(Self(ids.encrypt(Self::KIND, id))),
                    _ => None,
                }
            }
        }
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
    /// A tag of calls.
    TagId "tag",
    /// A note on a call.
    NoteId "note",
    /// A caller whose calls are rejected.
    BlockedCallerId "blk",
    /// A rule for qualified calls.
    QualifiedRuleId "rule",
    /// A saved report.
    ReportId "rpt",
    /// A call flow.
    CallFlowId "flow",
    /// A sound file for callers to hear.
    AudioId "snd",
    /// A saved view of the list of calls.
    CallViewId "view",
    /// An address outside the team to which a report is mailed.
    OutsideRecipientId "out",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_itself_and_in_one_spelling_only() {
        for block in [1, 2, 61, 62, u128::MAX / 3, u128::MAX - 1] {
            let number = NumberId::new(block);
            let text = number.to_string();
            assert_eq!((&text[..4], text.len()), ("num_", 26), "{text}");
            assert_eq!(text.parse(), Ok(number));
            assert_eq!(text.parse::<CallId>(), Err(NotAnId));
            assert_eq!(text.to_uppercase().parse::<NumberId>(), Err(NotAnId));
            assert_eq!(format!("{text}k").parse::<NumberId>(), Err(NotAnId));
            assert_eq!(text.replacen('_', "_0", 1).parse::<NumberId>(), Err(NotAnId));
        }
        let long = format!("num_{}", "z".repeat(22));
        for text in ["", "num", "num_", "num_1", "1", "num_é", "num_+000000000000000000001", &long] {
            assert_eq!(text.parse::<NumberId>(), Err(NotAnId), "{text}");
        }
    }

    #[test]
    fn the_bounds_of_lists_are_read_from_no_text() {
        for bound in [NumberId::LEAST, NumberId::GREATEST] {
            assert_eq!(bound.to_string().parse::<NumberId>(), Err(NotAnId));
        }
    }

    #[test]
    fn the_kinds_differ() {
        let kinds = [UserId::KIND, BusinessId::KIND, MemberId::KIND, CallId::KIND, MessageId::KIND, NumberId::KIND];
        assert_eq!(kinds.iter().collect::<std::collections::BTreeSet<_>>().len(), kinds.len());
    }
}
