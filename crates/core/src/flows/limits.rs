//! The limits of a flow.

use crate::carrier::twiml::Dial;

/// The most steps of a flow, those of all outcomes included.
pub const MAX_STEPS: usize = 200;
/// How deep lists of steps may nest: the flow's own list is the first.
pub const MAX_DEPTH: usize = 8;
/// The longest spoken text, in characters.
pub const MAX_TEXT: usize = 1_000;
/// The longest label of a key, or name of a target, in characters.
pub(super) const MAX_LABEL: usize = 80;
/// The longest carrier's name of a voice, in characters.
pub(super) const MAX_VOICE: usize = 80;
/// The longest name of a tag, in characters.
pub(super) const MAX_TAG: usize = 40;
/// The most targets of a ring step: carriers ring no more at once.
pub const MAX_TARGETS: usize = Dial::MAX_TARGETS;
/// The longest ring, in seconds.
pub const MAX_RING_SECONDS: u16 = 120;
/// The shortest ring, in seconds.
pub(super) const MIN_RING_SECONDS: u16 = 5;
/// How long a target rings by default, in seconds.
pub(super) const RING_SECONDS: u16 = 25;
/// The greatest weight of a target in a round robin.
pub const MAX_WEIGHT: u8 = 10;
/// How long a menu may wait for a key, in seconds.
pub(super) const MAX_WAIT_SECONDS: u16 = 60;
/// How long a menu waits for a key by default, in seconds.
pub(super) const WAIT_SECONDS: u16 = 5;
/// How often a menu may be heard at most.
pub const MAX_MENU_TRIES: u8 = 10;
/// How often a menu is heard by default.
pub(super) const MENU_TRIES: u8 = 3;
/// The longest message, in seconds.
pub const MAX_MESSAGE_SECONDS: u16 = 600;
/// The longest message by default, in seconds.
pub(super) const MESSAGE_SECONDS: u16 = 120;
/// The most recipients of a message's letter.
pub(super) const MAX_RECIPIENTS: usize = 20;
/// The most spans of weekly times of one step.
pub(super) const MAX_SPANS: usize = 30;
/// The most days on which one step is closed.
pub(super) const MAX_CLOSED_DAYS: usize = 200;
/// The most values that a branch compares with.
pub(super) const MAX_COMPARED: usize = 200;
/// The most tags that one step puts on a call.
pub(super) const MAX_TAGS: usize = 10;
