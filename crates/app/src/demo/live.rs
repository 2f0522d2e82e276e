//! Calls that go on coming: a carrier in this process, which rings the demo's numbers by signed webhooks.

use std::net::{Ipv4Addr, SocketAddr};

use crewline_core::carrier::connection::Draft;
use mock_carrier::{Config, MockCarrier, Number, Provider, RunningTraffic, Time, Traffic};

use super::{DemoError, DemoResult};

/// Calls a minute, on the average.
const PER_MINUTE: f64 = 6.0;

/// Starts the carrier. What it calls below `public_url` it finds at `listening`, as a proxy would have it.
///
/// # Errors
/// When it can't listen on the loopback.
pub(crate) async fn start(seed: u64, public_url: &str, listening: SocketAddr) -> Result<MockCarrier, DemoError> {
    let mut config = Config::with_seed(Provider::Twilio, seed);
    let here = if listening.ip().is_unspecified() {
        SocketAddr::from((Ipv4Addr::LOCALHOST, listening.port()))
    } else {
        listening
    };
    let public = url::Url::parse(public_url)?.origin().ascii_serialization();
    let here = format!("http://{here}");
    if public != here {
        config.connect_to.insert(public, here);
    }
    Ok(MockCarrier::start(config).await?)
}

/// How the agency is connected to it.
pub(crate) fn connection(carrier: &MockCarrier) -> Draft {
    Draft {
        provider: "twilio".into(),
        account: carrier.account().to_owned(),
        secret: Some(carrier.secret().into()),
        api_base: Some(carrier.url().to_owned()),
        ..Draft::default()
    }
}

/// Lets it ring the agency's numbers, until what is answered is dropped.
///
/// # Errors
/// When it refuses a number.
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
    let traffic =
        Traffic { seed, per_minute: PER_MINUTE, numbers: result.numbers.clone(), limit: None, time: Time::Scaled(1.0) };
    Ok(carrier.traffic(traffic))
}
