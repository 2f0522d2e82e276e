//! The carrier as a program: `mock-carrier serve`.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use mock_carrier::{Config, MockCarrier, Provider, SharedKey, Time};

/// A carrier for tests and the demo.
#[derive(Parser)]
#[command(name = "mock-carrier")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the REST subset, the recordings and the control API until it is interrupted.
    Serve(Serve),
}

#[derive(Args)]
struct Serve {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    bind: String,
    /// twilio, signalwire or telnyx.
    #[arg(long, default_value = "twilio")]
    provider: Provider,
    /// Decides all ids and random choices.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The account's id; made from the seed when left out.
    #[arg(long)]
    account: Option<String>,
    /// The account's secret; made from the seed when left out.
    #[arg(long)]
    secret: Option<String>,
    /// The key that signs SignalWire's webhooks; the secret when left out.
    #[arg(long)]
    signing_key: Option<String>,
    /// Signs with a shared key and HMAC-SHA256: ID:SECRET (Twilio).
    #[arg(long, value_parser = shared_key)]
    shared_key: Option<SharedKey>,
    /// Virtual seconds for each real second; without it, calls take no time.
    #[arg(long)]
    speed: Option<f64>,
    /// Seconds that a webhook may take.
    #[arg(long, default_value_t = 15)]
    webhook_timeout: u64,
    /// Connects to another origin for addresses of an origin: FROM=TO.
    #[arg(long = "connect", value_parser = origins)]
    connect_to: Vec<(String, String)>,
}

fn shared_key(text: &str) -> Result<SharedKey, String> {
    let (id, secret) = text.split_once(':').ok_or("a shared key is ID:SECRET")?;
    Ok(SharedKey { id: id.to_owned(), secret: secret.to_owned() })
}

fn origins(text: &str) -> Result<(String, String), String> {
    let (from, to) = text.split_once('=').ok_or("where to connect is FROM=TO")?;
    Ok((from.to_owned(), to.to_owned()))
}

impl Serve {
    fn config(self) -> Config {
        let seeded = Config::with_seed(self.provider, self.seed);
        Config {
            bind: self.bind,
            account: self.account.unwrap_or(seeded.account),
            secret: self.secret.unwrap_or(seeded.secret),
            signing_key: self.signing_key,
            shared_key: self.shared_key,
            time: self.speed.map_or(Time::Instant, Time::Scaled),
            webhook_timeout: Duration::from_secs(self.webhook_timeout),
            connect_to: self.connect_to.into_iter().collect(),
            ..seeded
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Serve(serve) = Cli::parse().command;
    match MockCarrier::start(serve.config()).await {
        Ok(carrier) => {
            println!("listening on {}", carrier.url());
            // If interrupts can't be received, it serves until it is killed.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("The carrier can't listen there: {error}.");
            ExitCode::FAILURE
        }
    }
}
