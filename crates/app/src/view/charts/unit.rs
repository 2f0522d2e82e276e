use super::super::{currency_sign, duration, grouped, money_words};

/// The kind of a chart's values, which decides their words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Things that are counted.
    #[default]
    Count,
    /// Percent.
    Percent,
    /// Seconds.
    Seconds,
    /// The hundredth part of a currency, by its code.
    Money(String),
}

impl Unit {
    /// A value in words: `1,204`, `72%`, `3:04`, `$1,250`.
    pub(crate) fn words(&self, value: i64) -> String {
        match self {
            Self::Count => grouped(value),
            Self::Percent => format!("{value}%"),
            Self::Seconds => duration(Some(u64::try_from(value).unwrap_or(0))),
            Self::Money(currency) => money_words(value, currency),
        }
    }

    /// A value on an axis, or in a square: `1.5M`, `20 min`, `$20k`.
    pub(super) fn short(&self, value: i64) -> String {
        match self {
            Self::Count => short(value),
            Self::Percent => format!("{value}%"),
            Self::Seconds => match value {
                0 => "0".to_owned(),
                ..60 => format!("{value} s"),
                7_200.. => format!("{} h", short(value / 3_600)),
                _ if value % 60 == 0 => format!("{} min", value / 60),
                _ => self.words(value),
            },
            Self::Money(currency) if value % 100 == 0 || value >= 100_000 => {
                format!("{}{}", currency_sign(currency), short(value / 100))
            }
            Self::Money(currency) => money_words(value, currency),
        }
    }

    /// The distances between the lines of an axis that people count by, from the smallest.
    pub(super) fn steps(&self) -> Box<dyn Iterator<Item = i64>> {
        let powers = |most: u32| (0..=most).flat_map(|power| [1, 2, 5].map(|factor| factor * 10_i64.pow(power)));
        match self {
            Self::Count | Self::Percent | Self::Money(_) => Box::new(powers(18)),
            Self::Seconds => {
                let clock = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800];
                Box::new(clock.into_iter().chain(powers(14).map(|hours| hours * 3_600)))
            }
        }
    }
}

/// A count in short: `1,500`, `20k`, `1.5M`.
fn short(value: i64) -> String {
    for (unit, letter) in [(1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")] {
        if value >= unit && value >= 10_000 {
            let (whole, tenths) = (value / unit, value % unit * 10 / unit);
            return match tenths {
                0 => format!("{}{letter}", grouped(whole)),
                _ => format!("{}.{tenths}{letter}", grouped(whole)),
            };
        }
    }
    grouped(value)
}

#[cfg(test)]
mod tests {
    use super::Unit;

    #[test]
    fn a_value_has_the_words_of_its_unit() {
        let money = Unit::Money("USD".to_owned());
        for (unit, value, words, short) in [
            (Unit::Count, 17_000, "17,000", "17k"),
            (Unit::Percent, 72, "72%", "72%"),
            (Unit::Seconds, 45, "0:45", "45 s"),
            (Unit::Seconds, 184, "3:04", "3:04"),
            (Unit::Seconds, 1_200, "20:00", "20 min"),
            (Unit::Seconds, 72_000, "20:00:00", "20 h"),
            (money.clone(), 1_250, "$12.50", "$12.50"),
            (money.clone(), 2_000_000, "$20,000", "$20k"),
        ] {
            assert_eq!((unit.words(value).as_str(), unit.short(value).as_str()), (words, short), "{unit:?} {value}");
        }
    }
}
