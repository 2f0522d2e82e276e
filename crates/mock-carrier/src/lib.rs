//! A carrier for tests and the demo: signs webhooks, executes TwiML, serves recordings and the REST subset.
//!
//! It shares no code with the product: it implements the other side of the protocol on its own. It posts forms (and
//! Telnyx' messages in JSON) to the addresses of its numbers, and executes the documents in the answers. A
//! [`CallScript`] plays the telephones. Time is virtual by default, so that a call of five minutes takes milliseconds.
//! The same seed and the same scripts give the same ids, the same order and the same bytes.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use mock_carrier::{CallScript, Callee, Config, MockCarrier, Number, Provider};
//!
//! let carrier = MockCarrier::start(Config::new(Provider::Twilio)).await?;
//! carrier.add_number(Number::new("+14155550100", "http://127.0.0.1:8080/carrier/acme/voice"))?;
//! let script = CallScript::new("+12125550123", "+14155550100").callee(Callee::answers(4_000, 65_000));
//! let transcript = carrier.place(script).await?;
//! assert!(transcript.outcome.bridged);
//! # Ok(())
//! # }
//! ```
//!
//! As a program (`mock-carrier serve`) it prints `listening on http://…` and takes JSON:
//!
//! | call | does |
//! | --- | --- |
//! | `GET /control` | provider, account, secret, keys, numbers |
//! | `POST /control/numbers` | adds a [`Number`], or replaces the one with its `phone_number` |
//! | `POST /control/calls` | places a [`CallScript`], answers the [`Transcript`] when the call is over |
//! | `POST /control/texts` | delivers a [`TextScript`], answers the [`Transcript`] |
//! | `GET /control/rest` | the requests to the REST API, as `METHOD path` |
//! | `POST /control/rest` | prepares a [`RestScript`] for the next requests to the REST API |
//! | `POST /control/orders` | sets the [`OrderScript`] of the next orders (Telnyx) |
//! | `POST /control/orders/end` | ends the orders that are under way |
//! | `POST /control/traffic`, `DELETE` | starts a [`Traffic`]; stops it and answers how many calls it placed |

mod account_data;
mod audio;
mod call;
mod carrier;
mod clock;
mod config;
mod control;
mod ids;
mod message;
mod mock_carrier;
mod mp3;
mod number;
mod order;
mod provider;
mod recording_url;
mod requests;
mod rest;
mod script;
pub mod sign;
mod traffic;
mod transcript;
pub mod twiml;

pub use audio::wav;
pub use carrier::PlaceError;
pub use clock::Time;
pub use config::{Config, SharedKey};
pub use message::TextScript;
pub use mock_carrier::MockCarrier;
pub use mp3::mp3;
pub use number::{Method, Number, NumberError};
pub use order::{OrderEnd, OrderScript};
pub use provider::Provider;
pub use rest::{RestAnswer, RestScript};
pub use script::{CallScript, Callee, Delivery, End, RecordingScript, Signature, Voicemail};
pub use traffic::{RunningTraffic, Traffic, TrafficScripts};
pub use transcript::{Exchange, Kind, LegSummary, Outcome, RecordingSummary, Transcript};
