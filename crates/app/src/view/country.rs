use crewline_core::text::CURRENCIES;

use super::SelectOption;

/// The countries to choose from, by name: where businesses buy tracking numbers. The code is ISO 3166 alpha-2.
const COUNTRIES: [(&str, &str); 48] = [
    ("AR", "Argentina"),
    ("AU", "Australia"),
    ("AT", "Austria"),
    ("BE", "Belgium"),
    ("BR", "Brazil"),
    ("BG", "Bulgaria"),
    ("CA", "Canada"),
    ("CL", "Chile"),
    ("CO", "Colombia"),
    ("HR", "Croatia"),
    ("CY", "Cyprus"),
    ("CZ", "Czechia"),
    ("DK", "Denmark"),
    ("EE", "Estonia"),
    ("FI", "Finland"),
    ("FR", "France"),
    ("DE", "Germany"),
    ("GR", "Greece"),
    ("HK", "Hong Kong"),
    ("HU", "Hungary"),
    ("IN", "India"),
    ("ID", "Indonesia"),
    ("IE", "Ireland"),
    ("IL", "Israel"),
    ("IT", "Italy"),
    ("JP", "Japan"),
    ("LV", "Latvia"),
    ("LT", "Lithuania"),
    ("LU", "Luxembourg"),
    ("MY", "Malaysia"),
    ("MX", "Mexico"),
    ("NL", "Netherlands"),
    ("NZ", "New Zealand"),
    ("NO", "Norway"),
    ("PH", "Philippines"),
    ("PL", "Poland"),
    ("PT", "Portugal"),
    ("PR", "Puerto Rico"),
    ("RO", "Romania"),
    ("SG", "Singapore"),
    ("SK", "Slovakia"),
    ("SI", "Slovenia"),
    ("ZA", "South Africa"),
    ("ES", "Spain"),
    ("SE", "Sweden"),
    ("CH", "Switzerland"),
    ("GB", "United Kingdom"),
    ("US", "United States"),
];

/// The countries to choose from, by name.
pub(crate) fn countries() -> Vec<SelectOption> {
    COUNTRIES.iter().map(|(code, name)| SelectOption::new(*code, *name)).collect()
}

/// The currencies to choose from, by code.
pub(crate) fn currencies() -> Vec<SelectOption> {
    let label = |code: &str, name: &str| format!("{code} · {name}");
    CURRENCIES.iter().map(|(code, name)| SelectOption::new(*code, label(code, name))).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_offered_country_has_a_numbering_plan() {
        for choice in super::countries() {
            assert_eq!(crewline_core::text::country(&choice.value).as_deref(), Ok(choice.value.as_str()));
        }
    }
}
