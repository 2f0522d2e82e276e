//! The differences between sources and trades: how many calls are answered, how many of those are good ones, and the price of a
//! job.

use rand::RngExt;
use rand::rngs::StdRng;

use super::agency::Trade;

/// The shares of a source.
#[derive(Clone, Copy, Debug)]
pub(super) struct SourceShares {
    /// The calls in opening hours that are answered.
    pub(super) answered: f64,
    /// The answered calls that are qualified.
    pub(super) qualified: f64,
}

impl SourceShares {
    pub(super) fn of(source: &str) -> Self {
        let (answered, qualified) = match source {
            "Google Ads" => (0.90, 0.57),
            "Google Business Profile" => (0.92, 0.63),
            "Website" => (0.91, 0.66),
            "Referral" => (0.94, 0.81),
            "Yard signs" => (0.88, 0.59),
            "Truck wrap" => (0.87, 0.52),
            "Direct mail" => (0.89, 0.47),
            "Directory" => (0.86, 0.44),
            "Yelp" => (0.82, 0.39),
            "Radio" => (0.80, 0.31),
            "Facebook" => (0.78, 0.28),
            "Instagram" => (0.76, 0.24),
            _ => (0.85, 0.38),
        };
        Self { answered, qualified }
    }
}

impl Trade {
    /// The share of qualified callers who book.
    pub(super) fn booked_share(self) -> f64 {
        match self {
            Self::Plumbing => 0.62,
            Self::Roofing => 0.34,
            Self::Dental => 0.71,
            Self::Agency => 0.18,
        }
    }

    /// The price of a job, in cents: most are near the usual one, and a few are large.
    pub(super) fn price_cents(self, random: &mut StdRng) -> i64 {
        let is_large = random.random_bool(0.14);
        let (usual, spread, step) = match (self, is_large) {
            (Self::Plumbing, false) => (285.0, 0.42, 5.0),
            (Self::Plumbing, true) => (2_350.0, 0.38, 25.0),
            (Self::Roofing, false) => (940.0, 0.45, 10.0),
            (Self::Roofing, true) => (12_400.0, 0.30, 50.0),
            (Self::Dental, false) => (165.0, 0.35, 5.0),
            (Self::Dental, true) => (2_900.0, 0.40, 50.0),
            (Self::Agency, _) => (1_800.0, 0.35, 50.0),
        };
        let dollars: f64 = usual * (spread * normal(random)).exp();
        #[expect(clippy::cast_possible_truncation, reason = "a price of thousands of dollars at most")]
        let steps = (dollars / step).round().max(1.0) as i64;
        #[expect(clippy::cast_possible_truncation, reason = "a small whole number")]
        let step_cents = (step * 100.0) as i64;
        // Trades like prices that end in nine.
        let discount = if self != Self::Agency && random.random_bool(0.3) { 100 } else { 0 };
        steps * step_cents - discount
    }
}

/// A value of the standard normal distribution.
fn normal(random: &mut StdRng) -> f64 {
    let radius = (-2.0 * random.random_range(f64::EPSILON..1.0).ln()).sqrt();
    radius * (std::f64::consts::TAU * random.random_range(0.0..1.0)).cos()
}
