//! How effects travel between processes.

use crate::db::Effect;

/// The effects that one process sends to the others in one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packet {
    /// The process that sends it, which ignores it.
    pub(super) from: String,
    /// `None` means that everything may have changed.
    pub(super) effects: Option<Vec<Effect>>,
}

/// The most effects of a packet; a packet has to stay under PostgreSQL's 8,000 bytes.
pub(super) const MAX_EFFECTS: usize = 110;

impl Packet {
    pub(super) fn text(&self) -> String {
        let words = match &self.effects {
            None => "*".to_owned(),
            Some(effects) => effects.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        };
        format!("{} {words}", self.from)
    }

    /// `None` if no process of this version writes such a text.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (from, words) = text.split_once(' ')?;
        let effects = match words {
            "*" => None,
            words => Some(words.split(' ').map(Effect::read).collect::<Option<Vec<_>>>()?),
        };
        Some(Self { from: from.to_owned(), effects })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Change, WAKE_JOBS};
    use crate::ids::{BusinessId, CallId, MemberId, MessageId, NumberId};

    #[test]
    fn a_packet_reads_back_and_fits_the_limit() {
        let largest = BusinessId::new(u128::MAX);
        let call = Change::Call(CallId::new(u128::MAX)).effect(largest);
        let full = Packet { from: "f".repeat(43), effects: Some(vec![call; MAX_EFFECTS]) };
        assert!(full.text().len() < 8000, "{}", full.text().len());
        let changes =
            [Change::Member(MemberId::new(3)), Change::Message(MessageId::new(4)), Change::Access(MemberId::new(5))];
        let mut effects: Vec<_> = changes.iter().map(|change| change.effect(BusinessId::new(2))).collect();
        effects.push(WAKE_JOBS);
        let small = Packet { from: "a".into(), effects: Some(effects) };
        let all = Packet { from: "a".into(), effects: None };
        for packet in [full, small, all] {
            assert_eq!(Packet::read(&packet.text()), Some(packet));
        }
        for nonsense in ["", "a", "a x", "a c1", "a c1.x", "a é1.2x"] {
            assert_eq!(Packet::read(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_change_is_read_back_from_its_effect() {
        let business = BusinessId::new(7);
        let (call, message) = (Change::Call(CallId::new(1)), Change::Message(MessageId::new(2)));
        for change in [
            call,
            message,
            Change::Member(MemberId::new(3)),
            Change::Access(MemberId::new(4)),
            Change::CallTags(NumberId::new(5)),
            Change::Numbers,
            Change::Plan,
            Change::Everything,
        ] {
            assert_eq!(Change::read(change.effect(business)), Some((business, change)));
        }
        assert_eq!(Change::read(WAKE_JOBS), None);
    }
}
