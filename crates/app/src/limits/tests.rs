use super::*;

const OWNER: &str = "olga@northline.example";

async fn fails(limits: &Limits, account: &str, address: &str) -> bool {
    match limits.guess(account, address).await {
        Ok(guess) => {
            guess.failed();
            true
        }
        Err(_) => false,
    }
}

#[tokio::test]
async fn one_network_has_ten_guesses_at_an_account_and_holds_nobody_else_up() {
    let limits = Limits::new();
    let mut guesses = 0;
    for count in 0..200 {
        guesses += usize::from(fails(&limits, OWNER, &format!("2001:db8::{count:x}")).await);
    }
    assert_eq!(guesses, 10, "one IPv6 network counts as one");
    assert!(matches!(limits.guess(OWNER, "2001:db8::1").await, Err(Closed::ByItself(Wait(1..=61)))));
    limits.guess(OWNER, "192.0.2.1").await.expect("the Owner from elsewhere").passed();
    limits.guess("bob@northline.example", "2001:db8::1").await.expect("somebody else there").passed();
}

#[tokio::test]
async fn one_network_has_thirty_guesses_over_all_accounts() {
    let limits = Limits::new();
    let mut guesses = 0;
    for count in 0..100 {
        guesses += usize::from(fails(&limits, &format!("{count}@example.com"), "192.0.2.1").await);
    }
    assert_eq!(guesses, 30);
    assert!(matches!(limits.guess(OWNER, "192.0.2.1").await, Err(Closed::ByOthers(_))));
    limits.guess_from_known_network(OWNER, "192.0.2.1").await.expect("a known network").passed();
    limits.guess_from_known_device(OWNER, "laptop").await.expect("a known browser").passed();
}

#[tokio::test]
async fn many_networks_have_a_hundred_guesses_at_an_account_together() {
    let limits = Limits::new();
    let mut guesses = 0;
    for count in 0..250 {
        guesses += usize::from(fails(&limits, OWNER, &format!("192.0.2.{count}")).await);
    }
    assert_eq!(guesses, 100);
    assert!(matches!(limits.guess(OWNER, "198.51.100.1").await, Err(Closed::ByOthers(_))));
    limits.guess_from_known_network(OWNER, "198.51.100.1").await.expect("a known network").passed();
}

#[tokio::test]
async fn a_known_browser_has_ten_guesses_too() {
    let limits = Limits::new();
    for _ in 0..10 {
        limits.guess_from_known_device(OWNER, "laptop").await.expect("a guess").failed();
        limits.guess_in_session("ses_1").await.expect("a guess").failed();
    }
    assert!(limits.guess_from_known_device(OWNER, "laptop").await.is_err());
    assert!(limits.guess_in_session("ses_1").await.is_err() && limits.guess_in_session("ses_2").await.is_ok());
}

#[tokio::test]
async fn an_office_of_right_passwords_uses_nothing_up_side_by_side() {
    let limits = Arc::new(Limits::new());
    let office: Vec<_> = (0..200)
        .map(|count| {
            let limits = limits.clone();
            tokio::spawn(async move {
                let guess = limits.guess(&format!("{count}@office.example"), "192.0.2.1").await.expect("a guess");
                tokio::task::yield_now().await;
                guess.passed();
            })
        })
        .collect();
    let attacker = limits.clone();
    let attack = tokio::spawn(async move {
        let mut guesses = 0;
        for _ in 0..200 {
            guesses += usize::from(fails(&attacker, OWNER, "192.0.2.1").await);
        }
        guesses
    });
    for member in office {
        member.await.expect("a member who gets in");
    }
    assert_eq!(attack.await.expect("an attack"), 10);
}

#[tokio::test]
async fn an_attack_side_by_side_has_no_more_guesses_than_in_a_row() {
    let limits = Arc::new(Limits::new());
    let guesses: Vec<_> = (0..300)
        .map(|count| {
            let limits = limits.clone();
            tokio::spawn(async move {
                let account = format!("{}@office.example", count % 100);
                let Ok(guess) = limits.guess(&account, "192.0.2.1").await else { return 0 };
                tokio::task::yield_now().await;
                guess.failed();
                1
            })
        })
        .collect();
    let mut count = 0;
    for guess in guesses {
        count += guess.await.expect("a guess");
    }
    assert_eq!(count, 30);
}

#[test]
fn letters_that_others_ask_for_do_not_keep_a_persons_own_away() {
    let limits = Limits::new();
    for count in 0..50 {
        let address = format!("203.0.113.{}", count % 20);
        let _ignored = limits.letter(&address, OWNER);
    }
    assert_eq!(limits.letter("192.0.2.1", OWNER), Ok(Letter::EnoughSent), "the ten of the last hour still work");
    assert_eq!(limits.letter("192.0.2.1", "bob@northline.example"), Ok(Letter::Send));
    for _ in 0..3 {
        assert_eq!(limits.letter("192.0.2.2", "eve@northline.example"), Ok(Letter::Send));
    }
    assert!(limits.letter("192.0.2.2", "eve@northline.example").is_err());
    assert_eq!(limits.letter("192.0.2.3", "eve@northline.example"), Ok(Letter::Send));
    for count in 0..200 {
        assert_eq!(limits.letter("192.0.2.9", &format!("{count}@office.example")), Ok(Letter::Send), "{count}");
    }
}
