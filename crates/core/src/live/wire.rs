//! A signal, and how signals travel between processes.

use super::channel::News;
use crate::ids::{BusinessId, CallId, MemberId, MessageId};

/// Something of a business has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal {
    pub(super) business: BusinessId,
    pub(super) news: News,
}

impl Signal {
    /// A call is new, or stands otherwise than before.
    pub const fn call(business: BusinessId, call: CallId) -> Self {
        Self { business, news: News::Call(call) }
    }

    /// A message is new, or something else has become of it than before.
    pub const fn message(business: BusinessId, message: MessageId) -> Self {
        Self { business, news: News::Message(message) }
    }

    /// A member's role, name or number access is another than before, or the membership has ended.
    pub const fn member(business: BusinessId, member: MemberId) -> Self {
        Self { business, news: News::Member(member) }
    }

    /// Numbers are in other groups than before: whoever sees Specific Numbers may see others now.
    pub const fn access(business: BusinessId) -> Self {
        Self { business, news: News::Access }
    }

    /// As a word: `c7.12`.
    fn word(self) -> String {
        let business = self.business.inside();
        match self.news {
            News::Call(id) => format!("c{business}.{}", id.inside()),
            // Of a text: the m is a member's.
            News::Message(id) => format!("t{business}.{}", id.inside()),
            News::Member(id) => format!("m{business}.{}", id.inside()),
            News::Access => format!("a{business}.0"),
            News::Resync => format!("r{business}.0"),
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        let (kind, rest) = word.split_at_checked(1)?;
        let (business, id) = rest.split_once('.')?;
        let (business, id) = (BusinessId::new(business.parse().ok()?), id.parse().ok()?);
        let news = match kind {
            "c" => News::Call(CallId::new(id)),
            "t" => News::Message(MessageId::new(id)),
            "m" => News::Member(MemberId::new(id)),
            "a" => News::Access,
            "r" => News::Resync,
            _ => return None,
        };
        Some(Self { business, news })
    }
}

/// What one process tells the others at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packet {
    /// Which process, so that it does not hear itself.
    pub(super) from: String,
    /// `None`: more than can be told one by one.
    pub(super) signals: Option<Vec<Signal>>,
}

/// The most signals of a packet; a packet has to stay under PostgreSQL's 8,000 bytes.
pub(super) const MOST: usize = 150;

impl Packet {
    pub(super) fn text(&self) -> String {
        let words = match &self.signals {
            None => "*".to_owned(),
            Some(signals) => signals.iter().map(|signal| signal.word()).collect::<Vec<_>>().join(" "),
        };
        format!("{} {words}", self.from)
    }

    /// `None` for what no crewline of this version would say.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (from, words) = text.split_once(' ')?;
        let signals = match words {
            "*" => None,
            words => Some(words.split(' ').map(Signal::of_word).collect::<Option<Vec<_>>>()?),
        };
        Some(Self { from: from.to_owned(), signals })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_reads_back_and_stays_small() {
        let largest = BusinessId::new(i64::MAX);
        let signal = Signal::call(largest, CallId::new(i64::MAX));
        let full = Packet { from: "f".repeat(43), signals: Some(vec![signal; MOST]) };
        assert!(full.text().len() < 8000, "{}", full.text().len());
        let member = Signal::member(BusinessId::new(2), MemberId::new(3));
        let message = Signal::message(largest, MessageId::new(i64::MAX));
        let small = Packet { from: "a".into(), signals: Some(vec![signal, member, message, Signal::access(largest)]) };
        let all = Packet { from: "a".into(), signals: None };
        for packet in [full, small, all] {
            assert_eq!(Packet::read(&packet.text()), Some(packet));
        }
        for nonsense in ["", "a", "a x", "a c1", "a c1.x", "a é1.2"] {
            assert_eq!(Packet::read(nonsense), None, "{nonsense}");
        }
    }
}
