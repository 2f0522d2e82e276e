use crewline_core::invitations::ExistingAccounts;

use super::*;

fn config_with(pairs: &[(&str, &str)]) -> Result<Config, BadConfig> {
    Config::from(None, |key| pairs.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned()))
}

#[test]
fn the_default_settings_are_the_documented_ones() {
    let config = config_with(&[]).expect("the defaults");
    assert_eq!(format!("{:?}", config.database), "sqlite:crewline.db");
    assert_eq!(
        (config.bind.to_string().as_str(), config.public_url.as_str()),
        ("127.0.0.1:8080", "http://127.0.0.1:8080")
    );
    assert_eq!((config.trusted_proxies, config.shutdown_seconds, config.log.as_str()), (0, 20, "info"));
    assert_eq!(config.address_warning(), None);
    assert_eq!(config.terms.plans.default_plan().seats, None);
    assert_eq!((config.terms.life_seconds, config.terms.existing), (7 * 86_400, ExistingAccounts::Added));
}

/// Values that each setting refuses. A setting without any is checked when the program opens what it names.
const REFUSED: [(&str, &[&str]); KEYS.len()] = [
    (
        "database",
        &[
            "mysql://x",
            "crewline.db",
            "sqlite:",
            "sqlite::memory:",
            "postgres://u@db:what/c",
            "postgres://u@db/c?sslmode=verify",
            "postgres://u@db/c?sslmode=verify-ca",
            "postgres://u@db/c?sslrootcert=system&sslmode=require",
            "postgres://u@db/c?sslcert=a.pem",
            "postgres://u@db/c?ssl=true",
            "postgres://u:p@ss@db/c",
        ],
    ),
    ("bind", &["nowhere", "8080", ":8080", "*:8080", "127.0.0.1", "127.0.0.1:99999", "::1:x", "a b:1"]),
    ("public_url", &["ftp://x", "crew.example", "https://crew.example/line", "https://"]),
    ("smtp_url", &[]),
    ("smtp_hello", &["not a host", "https://crew.example"]),
    ("mail_from", &[]),
    ("plans", &["/nowhere.toml"]),
    ("default_plan", &["gold"]),
    ("recordings", &[]),
    ("log", &["verbose", "crewline=verbose", "info,loud", "=", "[x"]),
    ("log_format", &["xml", "JSON "]),
    ("metrics_bind", &["nowhere", ":9090"]),
    ("secret_key", &["secret", "AAAA"]),
    ("key_file", &[]),
    ("trust_proxy", &["maybe", "-1", "17", "1.5"]),
    ("shutdown_seconds", &["soon", "-1", "20s", "99999999999"]),
    ("team_existing_accounts", &["perhaps"]),
    ("team_invitation_hours", &["0", "721", "-1", "a week"]),
    ("team_invitations_per_member_hour", &["0", "-1", "many"]),
    ("team_invitations_per_business_hour", &["0", "-1", "many"]),
    ("live_streams_per_member", &["0", "-1", "1.5"]),
    ("live_streams", &["0", "-1", "1.5"]),
];

#[test]
fn each_setting_is_refused_in_one_sentence_of_ours() {
    assert_eq!(REFUSED.map(|(key, _)| key), KEYS);
    for (key, values) in REFUSED {
        for value in values {
            let error = config_with(&[(key, value)]).expect_err(value).to_string();
            assert!(error.starts_with(&variable(key)), "{key}={value}: {error}");
            for word in ["invalid digit", "expected", "parse", "relative URL", "provided string", "socket", "os error"]
            {
                assert!(!error.contains(word) || key == "plans", "{key}={value}: {error}");
            }
        }
    }
}

#[test]
fn yes_and_no_are_read_in_each_usual_spelling() {
    for (text, count) in [
        ("true", 1),
        ("True", 1),
        ("YES", 1),
        ("on", 1),
        ("1", 1),
        ("2", 2),
        ("false", 0),
        ("No", 0),
        ("off", 0),
        ("0", 0),
    ] {
        let config = config_with(&[("trust_proxy", text)]).expect(text);
        assert_eq!(config.trusted_proxies, count, "{text}");
    }
}

#[test]
fn a_name_to_listen_on_is_looked_up() {
    let config = config_with(&[("bind", "localhost:8080")]).expect("an address");
    assert!(config.bind.ip().is_loopback() && config.bind.port() == 8080, "{}", config.bind);
    assert_eq!(config.address_warning(), None);
}

#[test]
fn listening_on_every_address_without_a_public_address_is_warned_about() {
    for bind in ["0.0.0.0:8080", "[::]:8080", "192.0.2.1:8080"] {
        let config = config_with(&[("bind", bind)]).expect(bind);
        let warning = config.address_warning().expect("a warning");
        assert!(warning.contains("CREWLINE_PUBLIC_URL is not set"), "{warning}");
        assert!(!config.public_url.as_str().contains("0.0.0.0"), "{}", config.public_url);
        let set = config_with(&[("bind", bind), ("public_url", "https://crew.example")]).expect(bind);
        assert_eq!(set.address_warning(), None);
    }
}

#[test]
fn the_filter_of_the_log_takes_levels_and_modules() {
    for filter in
        ["info", "WARN", "off", "info,crewline=debug", "crewline_core::jobs=trace", "crewline", "warn, hyper=info"]
    {
        assert!(config_with(&[("log", filter)]).is_ok(), "{filter}");
    }
}

#[test]
fn an_invitations_lifetime_is_between_one_hour_and_thirty_days() {
    for (hours, life_seconds) in
        [("1", Some(3_600)), ("720", Some(30 * 86_400)), ("0", None), ("721", None), ("-1", None)]
    {
        let life = config_with(&[("team_invitation_hours", hours)]).ok().map(|config| config.terms.life_seconds);
        assert_eq!(life, life_seconds, "{hours}");
    }
}

#[test]
fn the_mail_server_is_greeted_with_the_public_host() {
    for (public_url, hello, greeted) in [
        ("https://crew.example:8443", "", "crew.example"),
        ("https://b\u{fc}cher.example", "", "xn--bcher-kva.example"),
        ("http://[2001:db8::5]:8080", "", "[2001:db8::5]"),
        ("https://crew.example", "mail.b\u{fc}cher.example", "mail.xn--bcher-kva.example"),
    ] {
        let config = config_with(&[("public_url", public_url), ("smtp_hello", hello)]).expect("settings");
        assert_eq!(config.smtp_hello, greeted);
    }
}

#[test]
fn team_settings_are_read_from_their_own_section() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |text: &str| {
        let path = folder.path().join("crewline.toml");
        std::fs::write(&path, text).expect("a file");
        Config::from(Some(&path), |_| None)
    };
    let config = file("[team]\nexisting_accounts = \"ask\"\ninvitation_hours = 24\n").expect("settings");
    assert_eq!((config.terms.life_seconds, config.terms.existing), (86_400, ExistingAccounts::Invited));
    let error = file("[team]\nsize = 3\n").expect_err("no such setting").to_string();
    assert!(error.contains("team.size"), "{error}");
    let error = file("publicurl = \"https://crew.example\"\n").expect_err("no such setting").to_string();
    assert!(error.contains("is public_url meant?"), "{error}");
    assert!(file("[other]\nsize = 3\n").is_err());
}

#[test]
fn plans_are_read_from_the_plans_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plans.toml");
    let read = |text: &str, default: &str| {
        std::fs::write(&path, text).expect("a file");
        config_with(&[("plans", path.to_str().expect("a path")), ("default_plan", default)])
    };
    let two = "[[plan]]\nkey = \"s\"\nname = \"Starter\"\nseats = 3\n[[plan]]\nkey = \"l\"\nname = \"Large\"\n";
    assert_eq!(read(two, "").expect("plans").terms.plans.default_plan().seats, Some(3));
    assert_eq!(read(two, "l").expect("plans").terms.plans.default_plan().seats, None);
    for (text, default, named) in
        [(two, "x", "DEFAULT_PLAN"), ("", "", "PLANS"), ("[[plan]]\nkey = \"s\"", "", "PLANS")]
    {
        let error = read(text, default).expect_err(named).to_string();
        assert!(error.contains(&format!("CREWLINE_{named}")), "{error}");
    }
}
