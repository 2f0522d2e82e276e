use super::SelectOption;

/// The time zones to choose from: those named after a place, by name, and UTC.
pub(crate) fn zones() -> Vec<SelectOption> {
    const REGIONS: [&str; 10] = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    let database = jiff::tz::db();
    let mut names = database
        .available()
        .map(|name| name.as_str().to_owned())
        .filter(|name| name == "UTC" || REGIONS.iter().any(|region| name.starts_with(region)))
        .collect::<Vec<_>>();
    names.sort();
    names.dedup();
    names.into_iter().map(|name| SelectOption::new(name.clone(), name.replace('_', " "))).collect()
}

#[cfg(test)]
mod tests {
    use super::zones;

    #[test]
    fn every_offered_time_zone_exists() {
        let zones = zones();
        assert!(zones.len() > 300);
        assert!(zones.iter().any(|zone| zone.label == "America/New York"));
        for zone in zones {
            assert!(jiff::tz::TimeZone::get(&zone.value).is_ok(), "{}", zone.value);
        }
    }
}
