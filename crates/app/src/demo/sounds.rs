//! A few dozen recordings, which all past calls of a business share.

use crewline_core::carrier::id::{CarrierId, InvalidId};
use crewline_core::demo::PastRecording;
use crewline_core::ids::BusinessId;
use crewline_core::recordings::{Kind, Store, StoreError};
use crewline_core::time::Timestamp;
use rand::RngExt;
use rand::rngs::StdRng;

/// The number of recorded talks, each of another length.
const TALK_COUNT: u32 = 36;
/// The number of voicemail messages. The shortest are WAV, which some carriers send.
const MESSAGE_COUNT: u32 = 12;
/// The shortest and the longest talk, in seconds.
const TALK_SECONDS: (f64, f64) = (9.0, 720.0);
/// Half of all talks are shorter.
const MEDIAN_SECONDS: f64 = 118.0;
/// The spread of the logarithm of their lengths.
const SPREAD: f64 = 0.85;

/// A sound in the recordings store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sound {
    place: String,
    media_type: &'static str,
    bytes: i64,
    pub(super) seconds: u32,
    channels: u8,
    kind: Kind,
}

/// The sounds of a demo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sounds {
    talks: Vec<Sound>,
    messages: Vec<Sound>,
}

/// The length at a quantile of the talks, from 0 to 1. The logarithms of their lengths are distributed normally: many talks are
/// short and few are long.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the lengths above")]
pub(super) fn talk_seconds(quantile: f64) -> u32 {
    let (shortest, longest) = TALK_SECONDS;
    (MEDIAN_SECONDS * (SPREAD * normal_at(quantile)).exp()).clamp(shortest, longest) as u32
}

/// The value at a quantile of the standard normal distribution, by the formula 26.2.23 of Abramowitz and Stegun.
fn normal_at(quantile: f64) -> f64 {
    let quantile = quantile.clamp(0.001, 0.999);
    let t = (-2.0 * quantile.min(1.0 - quantile).ln()).sqrt();
    let above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let below = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    (t - above / below).copysign(quantile - 0.5)
}

impl Sounds {
    /// Makes the sounds, the same for every business, and stores each of them in the business's folder: they go with it.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn create(store: &Store, business: BusinessId) -> Result<Self, StoreError> {
        let mut sounds = Self { talks: Vec::new(), messages: Vec::new() };
        for index in 0..TALK_COUNT {
            let seconds = talk_seconds((f64::from(index) + 0.5) / f64::from(TALK_COUNT));
            sounds.talks.push(sound(store, business, &format!("demo-talk-{index:02}.mp3"), seconds, Kind::Call).await?);
        }
        for index in 0..MESSAGE_COUNT {
            let ending = if index < 4 { "wav" } else { "mp3" };
            let name = format!("demo-voicemail-{index:02}.{ending}");
            sounds.messages.push(sound(store, business, &name, 5 + index * 4, Kind::Voicemail).await?);
        }
        Ok(sounds)
    }

    /// The recording of a talk.
    pub(super) fn talk(&self, random: &mut StdRng) -> &Sound {
        &self.talks[random.random_range(0..self.talks.len())]
    }

    /// A message that a caller left.
    pub(super) fn message(&self, random: &mut StdRng) -> &Sound {
        &self.messages[random.random_range(0..self.messages.len())]
    }
}

async fn sound(store: &Store, business: BusinessId, name: &str, seconds: u32, kind: Kind) -> Result<Sound, StoreError> {
    let channels = if kind == Kind::Call { 2 } else { 1 };
    let (media_type, sound) = if name.ends_with(".wav") {
        ("audio/wav", mock_carrier::wav(name, seconds.into(), channels))
    } else {
        ("audio/mpeg", mock_carrier::mp3(name, seconds.into(), channels))
    };
    let bytes = i64::try_from(sound.len()).unwrap_or(i64::MAX);
    let place = format!("{business}/{name}");
    store.put(&place, &sound).await?;
    Ok(Sound { place, media_type, bytes, seconds, channels, kind })
}

impl Sound {
    /// The sound as the recording of one call.
    pub(super) fn of_call(&self, id: &str, stored_at: Timestamp) -> Result<PastRecording, InvalidId> {
        Ok(PastRecording {
            carrier_id: CarrierId::new(id)?,
            kind: self.kind,
            place: self.place.clone(),
            media_type: self.media_type.to_owned(),
            bytes: self.bytes,
            duration_seconds: self.seconds.into(),
            channels: self.channels.into(),
            stored_at,
        })
    }
}
