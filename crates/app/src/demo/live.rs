//! New calls while the demo runs: a carrier in this process, which calls the demo's numbers by signed webhooks.

use std::net::{Ipv4Addr, SocketAddr};

use crewline_core::carrier::connection::Draft;
use mock_carrier::{Config, MockCarrier, Number, Provider, RunningTraffic, Time, Traffic};

use super::{DemoError, DemoResult};

/// Calls a minute, on average.
const CALLS_PER_MINUTE: f64 = 6.0;

/// Starts the carrier. Its requests to `public_url` go to `listening`, as through a proxy.
///
/// # Errors
/// When it can't listen on the loopback address.
pub(crate) async fn start(seed: u64, public_url: &str, listening: SocketAddr) -> Result<MockCarrier, DemoError> {
    let mut config = Config::with_seed(Provider::Twilio, seed);
    let local = if listening.ip().is_unspecified() {
        SocketAddr::from((Ipv4Addr::LOCALHOST, listening.port()))
    } else {
        listening
    };
    let public = url::Url::parse(public_url)?.origin().ascii_serialization();
    let local = format!("http://{local}");
    if public != local {
        config.connect_to.insert(public, local);
    }
    Ok(MockCarrier::start(config).await?)
}

/// The agency's connection to this carrier.
pub(crate) fn connection(carrier: &MockCarrier) -> Draft {
    Draft {
        provider: "twilio".into(),
        account: carrier.account().to_owned(),
        secret: Some(carrier.secret().into()),
        api_base: Some(carrier.url().to_owned()),
        ..Draft::default()
    }
}

/// Makes the carrier call the agency's numbers until the returned value is dropped.
///
/// # Errors
/// When the carrier refuses a number.
pub(crate) fn start_traffic(
    carrier: &MockCarrier,
    result: &DemoResult,
    public_url: &str,
    seed: u64,
) -> Result<RunningTraffic, DemoError> {
    let webhooks = format!("{public_url}/carrier/{}", result.slug);
    for digits in &result.numbers {
        let number = Number::new(digits, &format!("{webhooks}/voice"))
            .status_callback(&format!("{webhooks}/status"))
            .fallback(&format!("{webhooks}/fallback"));
        carrier.add_number(number)?;
    }
    let traffic = Traffic {
        seed,
        per_minute: CALLS_PER_MINUTE,
        numbers: result.numbers.clone(),
        limit: None,
        time: Time::Scaled(1.0),
    };
    Ok(carrier.traffic(traffic))
}
