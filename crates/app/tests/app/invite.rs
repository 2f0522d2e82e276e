//! Invite User in the browser: its outcomes, its refusals, and the number access picker.

use axum::http::StatusCode;
use crewline_core::access::Role;
use crewline_core::both_engines;
use crewline_core::db::Kind;
use crewline_core::invitations::ExistingAccounts;
use crewline_core::seats::{Plan, Plans, set_plan};
use crewline_core::testing::number;

use crate::client::{Answer, Client, Request};
use crate::world::{Program, World};

const INVITATIONS: &str = "/b/northline/invitations";
const USERS: &str = "/b/northline/users";

/// The sentence on the Users page, to which the answer leads.
#[track_caller]
fn users_page_flash(answer: &Answer) -> String {
    answer.assert_redirects_to(USERS);
    answer.flash()
}

/// Whether the checkbox of an id is ticked, if the page has it.
fn checkbox(page: &str, id: &str) -> Option<bool> {
    let at = page
        .find(&format!("type=\"checkbox\" name=\"number_ids\" value=\"{id}\""))
        .or_else(|| page.find(&format!("type=\"checkbox\" name=\"group_ids\" value=\"{id}\"")))?;
    Some(page[at..].split('>').next().unwrap().ends_with(" checked"))
}

async fn count_invitations(world: &World) -> usize {
    world.business.database.rows("select id from invitations").await.len()
}

#[both_engines]
async fn the_invite_form_offers_only_grantable_roles(kind: Kind) {
    let world = World::new(kind).await;
    for (person, roles) in [
        (&world.ours.owner, ["owner", "admin", "manager", "viewer"].as_slice()),
        (&world.admin, ["manager", "viewer"].as_slice()),
        (&world.manager, ["viewer"].as_slice()),
    ] {
        let page = world.send(&world.cookie(person).await, Request::get(format!("{INVITATIONS}/new"))).await.text();
        for role in ["owner", "admin", "manager", "viewer"] {
            let is_offered = page.contains(&format!("name=\"role\" value=\"{role}\""));
            assert_eq!(is_offered, roles.contains(&role), "{role} by {}", person.role());
        }
        for words in ["Invite User", "Send Invitation", "All Numbers", "Specific Numbers", "seats"] {
            assert!(page.contains(words), "{words}");
        }
        assert!(
            !page.contains("name=\"access\" value=\"all\" checked") && !page.contains("value=\"specific\" checked"),
            "no silent default"
        );
    }
}

#[both_engines]
async fn a_viewer_is_invited_with_chosen_numbers_and_gets_an_email(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let (one, group) = (world.ours.numbers[0].to_string(), world.ours.group.to_string());
    let form = [
        ("name", "Vera <b>Kim</b>"),
        ("email", "Vera@Guest.example"),
        ("role", "viewer"),
        ("access", "specific"),
        ("number_ids", one.as_str()),
        ("group_ids", group.as_str()),
        ("send", "yes"),
    ];
    let answer = world.send(&owner, Request::form(INVITATIONS, &form)).await;
    assert_eq!(users_page_flash(&answer), "good:The invitation is on its way to Vera@Guest.example.");
    let letters = world.letters().await;
    assert_eq!((letters.len(), letters[0].0.as_str()), (1, "invitation"));
    assert!(letters[0].1.text.contains("as Viewer (1 number and 1 group)"), "{}", letters[0].1.text);
}

#[both_engines]
async fn other_roles_see_all_numbers_whatever_the_hidden_picker_posts(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let one = world.ours.numbers[0].to_string();
    let form = [
        ("name", "Max"),
        ("email", "max@guest.example"),
        ("role", "manager"),
        ("access", "specific"),
        ("number_ids", one.as_str()),
    ];
    users_page_flash(&world.send(&owner, Request::form(INVITATIONS, &form)).await);
    assert!(world.letters().await[0].1.text.contains("as Manager (all numbers)"));
}

#[both_engines]
async fn a_refused_invite_form_keeps_its_values_and_names_mistakes(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let (one, before) = (world.ours.numbers[0].to_string(), count_invitations(&world).await);
    for (form, field, sentence) in [
        (vec![("name", ""), ("email", "v@guest.example"), ("role", "manager")], "name-error", ""),
        (vec![("name", "Vera"), ("email", "nobody"), ("role", "manager")], "email-error", ""),
        (
            vec![("name", "Vera"), ("email", "v@guest.example")],
            "role-choice-error",
            "Choose Owner, Admin, Manager or Viewer.",
        ),
        (
            vec![("name", "Vera"), ("email", "v@guest.example"), ("role", "viewer")],
            "number_access-error",
            "All Numbers or Specific Numbers",
        ),
        (
            vec![("name", "Vera"), ("email", "v@guest.example"), ("role", "viewer"), ("access", "specific")],
            "number_access-error",
            "Choose at least one",
        ),
        (
            vec![
                ("name", "Vera"),
                ("email", "v@guest.example"),
                ("role", "viewer"),
                ("access", "specific"),
                ("number_ids", "num_x"),
            ],
            "number_access-error",
            "from the list",
        ),
        (
            vec![
                ("name", "a\u{202e}b"),
                ("email", "v@guest.example"),
                ("role", "viewer"),
                ("access", "specific"),
                ("number_ids", one.as_str()),
            ],
            "name-error",
            "",
        ),
    ] {
        let answer = world.send(&owner, Request::form(INVITATIONS, &form)).await;
        let page = answer.text();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form:?}");
        assert!(page.contains(&format!("id=\"{field}\"")) && page.contains(sentence), "{form:?}: {page}");
        for (name, value) in &form {
            let is_kept = match *name {
                "number_ids" if *value != "num_x" => checkbox(&page, value) == Some(true),
                "name" | "email" => page.contains(&format!("value=\"{value}\"")),
                "role" | "access" => page.contains(&format!("name=\"{name}\" value=\"{value}\" checked")),
                _ => true,
            };
            assert!(is_kept, "{name} of {form:?}");
        }
    }
    let foreign = world.theirs.numbers[0].to_string();
    let form = [
        ("name", "Vera"),
        ("email", "v@guest.example"),
        ("role", "viewer"),
        ("access", "specific"),
        ("number_ids", foreign.as_str()),
    ];
    let answer = world.send(&owner, Request::form(INVITATIONS, &form)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("from the list") && !answer.text().contains("Harbour"));
    assert_eq!(count_invitations(&world).await, before, "nothing is created");
}

#[both_engines]
async fn an_existing_member_or_invitation_is_linked(kind: Kind) {
    let world = World::new(kind).await;
    let (owner, manager) = (world.cookie(&world.ours.owner).await, world.cookie(&world.manager).await);
    let before = count_invitations(&world).await;
    let request = |email: &str| {
        Request::form(INVITATIONS, &[("name", "Again"), ("email", email), ("role", "viewer"), ("access", "all")])
    };
    let member = world.send(&owner, request(world.admin.email())).await;
    assert_eq!(member.status, StatusCode::CONFLICT);
    assert!(
        member.text().contains(&format!("href=\"/b/northline/members/{}\"", world.admin.member())),
        "{}",
        member.text()
    );
    let invited = world.send(&owner, request("GUEST@meadow.example")).await;
    assert_eq!(invited.status, StatusCode::CONFLICT);
    assert!(invited.text().contains("href=\"/b/northline/users?q=GUEST%40meadow.example\""), "{}", invited.text());
    let above = [("name", "Max"), ("email", "max@guest.example"), ("role", "manager")];
    let above = world.send(&manager, Request::form(INVITATIONS, &above)).await;
    assert_eq!(above.status, StatusCode::FORBIDDEN);
    assert!(above.text().contains("Choose a lower role, or ask an Owner."));
    assert_eq!((count_invitations(&world).await, world.letters().await.len()), (before, 0), "nothing is created");
}

#[both_engines]
async fn links_to_one_address_are_rate_limited(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let form = [("name", "Vera"), ("email", "v@guest.example"), ("role", "manager")];
    for _ in 0..5 {
        users_page_flash(&world.send(&owner, Request::form(INVITATIONS, &form)).await);
        world
            .business
            .database
            .run("update invitations set status = 'cancelled' where email = 'v@guest.example'")
            .await;
    }
    let limited = world.send(&owner, Request::form(INVITATIONS, &form)).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        limited.text().contains("Send the next one in") && limited.text().contains("value=\"Vera\""),
        "{}",
        limited.text()
    );
    assert!(limited.header("retry-after").parse::<u64>().unwrap() > 80_000);
}

#[both_engines]
async fn an_existing_account_is_added_or_invited_by_the_setting(kind: Kind) {
    let form = [("name", "Nora"), ("email", "nora@neighbour.example"), ("role", "manager")];
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let answer = world.send(&owner, Request::form(INVITATIONS, &form)).await;
    assert_eq!(
        users_page_flash(&answer),
        "good:Nora had an account and is a member now, and a mail that says so is on its way."
    );
    assert_eq!(world.letters().await[0].0, "member_added");
    let (program, business) =
        Program::with_settings(kind, |config| config.terms.existing = ExistingAccounts::Invited).await;
    business.neighbour().await;
    let owner = program.cookie(&business, business.owner.email()).await;
    let answer = program.send(&owner, Request::form(INVITATIONS, &form)).await;
    assert_eq!(users_page_flash(&answer), "good:The invitation is on its way to nora@neighbour.example.");
    assert_eq!(program.letters(&business).await[0].0, "invitation");
}

#[both_engines]
async fn without_email_the_link_is_shown_once(kind: Kind) {
    let (program, business) = Program::with_settings(kind, |config| config.smtp_url = None).await;
    let owner = program.cookie(&business, business.owner.email()).await;
    let form = [("name", "Max"), ("email", "max@guest.example"), ("role", "manager")];
    let answer = program.send(&owner, Request::form(INVITATIONS, &form)).await;
    assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"));
    let page = answer.text();
    let mut values = page.split("value=\"").map(|part| part.split('"').next().unwrap());
    let link = values.find(|value| value.contains("/invitations/")).expect("a field with the link");
    let token = link.rsplit('/').next().unwrap();
    assert!(token.len() > 40, "{link}");
    assert!(page.contains("Hand this link over"));
    assert_eq!(program.letters(&business).await.len(), 0);
    let delivery = business.database.rows("select after from audit_entries where action = 'invitation.sent'").await;
    assert!(format!("{delivery:?}").contains("by hand"), "{delivery:?}");
    let again = program.send(&owner, Request::form(INVITATIONS, &form)).await;
    assert!(again.status == StatusCode::CONFLICT && !again.text().contains(token));
}

#[both_engines]
async fn without_a_free_seat_the_upgrade_prompt_is_shown_first(kind: Kind) {
    let upgrade = "https://plans.example/more?from=small";
    let plan = |key: &str, seats, url: Option<&str>| Plan {
        key: key.into(),
        name: format!("Plan {key}"),
        seats,
        numbers: None,
        upgrade_url: url.map(Into::into),
    };
    let plans = vec![plan("small", Some(3), Some(upgrade)), plan("large", Some(50), None)];
    let (program, business) =
        Program::with_settings(kind, |config| config.terms.plans = Plans::new(plans, None).unwrap()).await;
    let manager = business.person("Mina Park", Role::Manager).await;
    let owner = program.cookie(&business, business.owner.email()).await;
    let form = [("name", "Max"), ("email", "max@guest.example"), ("role", "manager")];
    users_page_flash(&program.send(&owner, Request::form(INVITATIONS, &form)).await);
    let form = [("name", "One more"), ("email", "more@guest.example"), ("role", "viewer"), ("access", "all")];
    let form_page = program.send(&owner, Request::get(format!("{INVITATIONS}/new"))).await;
    let sent = program.send(&owner, Request::form(INVITATIONS, &form)).await;
    assert_eq!((form_page.status, sent.status), (StatusCode::OK, StatusCode::CONFLICT));
    for page in [form_page.text(), sent.text()] {
        for words in [
            "3 of 3 seats",
            "Plan small",
            "Plan large",
            "50 seats",
            "Mina Park",
            "Max",
            "Settings → Billing",
            &format!("href=\"{}\"", upgrade.replace('&', "&amp;")),
            "/b/northline/settings/billing",
            "max%40guest.example",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("Send Invitation"));
    }
    let manager = program.cookie(&business, manager.email()).await;
    let page = program.send(&manager, Request::get(format!("{INVITATIONS}/new"))).await.text();
    assert!(page.contains("Olga Marsh") && !page.contains("/settings/billing") && !page.contains(upgrade), "{page}");
    assert!(!page.contains("the invitation of Max"), "a manager can't cancel a Manager's invitation");
    assert_eq!(program.letters(&business).await.len(), 1, "nothing was sent");
    set_plan(business.db(), &business.operator, &program.app.config.terms.plans, "large").await.unwrap();
    users_page_flash(&program.send(&owner, Request::form(INVITATIONS, &form)).await);
}

#[both_engines]
async fn the_picker_searches_keeps_and_counts_choices(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let [ads, quartz, zephyr] = [0, 1, 2].map(|at| world.ours.numbers[at].to_string());
    let group = world.ours.group.to_string();
    let post = async |form: &[(&str, &str)]| {
        let part = world.send(&owner, Request::form("/b/northline/number-access", form)).await;
        let whole = world
            .send(&owner, Request::form(INVITATIONS, &[form, &[("name", "Kept"), ("role", "viewer")]].concat()))
            .await;
        assert_eq!((part.status, whole.status), (StatusCode::OK, StatusCode::OK));
        let (part, whole) = (part.text(), whole.text());
        assert!(whole.contains(part.trim()) && whole.contains("value=\"Kept\""), "the form answers the same");
        part
    };
    // A chosen number stays chosen during another search.
    let results =
        post(&[("access", "specific"), ("number_ids", &ads), ("access_q", "zephyr"), ("access_do", "find")]).await;
    assert_eq!(
        (checkbox(&results, &ads), checkbox(&results, &zephyr), checkbox(&results, &quartz)),
        (None, Some(false), None)
    );
    assert!(
        results.contains(&format!("type=\"hidden\" name=\"number_ids\" value=\"{ads}\""))
            && results.contains("1 number in all"),
        "{results}"
    );
    // The Enter key in the search field searches, also without scripts.
    let by_enter = post(&[("access_q", "zephyr"), ("access_sought", ""), ("enter", "yes")]).await;
    assert_eq!((checkbox(&by_enter, &zephyr), checkbox(&by_enter, &ads)), (Some(false), None));
    // A chosen number of a chosen group is counted once.
    let counted =
        post(&[("number_ids", &quartz), ("group_ids", &group), ("number_ids", &ads), ("access_do", "find")]).await;
    assert!(counted.contains("3 numbers in all"), "{counted}");
    assert_eq!((checkbox(&counted, &group), checkbox(&counted, &zephyr)), (Some(true), Some(false)));
    let dropped = post(&[("group_ids", &group), ("number_ids", &ads), ("access_do", &format!("drop:{group}"))]).await;
    assert_eq!((checkbox(&dropped, &group), checkbox(&dropped, &ads)), (Some(false), Some(true)));
    let cleared = post(&[("group_ids", &group), ("number_ids", &ads), ("access_do", "drop:all")]).await;
    assert!(cleared.contains("Nothing is chosen yet"));
    let all = post(&[("access_do", "found")]).await;
    assert!(all.contains("3 numbers in all") && checkbox(&all, &quartz) == Some(true));
    // Ids of another business are dropped, and show nothing of it.
    let foreign = post(&[
        ("number_ids", &world.theirs.numbers[0].to_string()),
        ("group_ids", &world.theirs.group.to_string()),
        ("access_do", "find"),
    ])
    .await;
    assert!(foreign.contains("Nothing is chosen yet") && !foreign.contains("Harbour"));
    let no_match = post(&[("access_q", "<b>nothing</b>"), ("access_do", "find")]).await;
    assert!(no_match.contains("Nothing found") && !no_match.contains("<b>nothing"), "{no_match}");
}

#[both_engines]
async fn the_picker_selects_a_source_or_all_found_numbers(kind: Kind) {
    let world = World::new(kind).await;
    let owner = world.cookie(&world.ours.owner).await;
    let last = number(world.db(), &world.ours.owner, "Zinc", "+12125550199").await;
    let copies = "insert into numbers (business_id, phone_number, friendly_name, name_folded, source, source_folded, records_calls, status, created_at)
            select n.business_id, '+1312555' || (1000 + s.at), 'Copy ' || s.at, 'copy ' || s.at,
                case when s.at <= 70 then 'Radio' else 'Yelp' end, case when s.at <= 70 then 'radio' else 'yelp' end, n.records_calls, 'active', n.created_at
            from numbers n, (with recursive s(at) as (select 1 union all select at + 1 from s where at < 120) select at from s) s
            where n.friendly_name = 'Zinc'";
    world.business.database.run(copies).await;
    let part = async |form: &[(&str, &str)]| {
        world.send(&owner, Request::form("/b/northline/number-access", form)).await.text()
    };
    let source = part(&[("access_do", "source:Radio")]).await;
    assert!(source.contains("70 numbers in all") && source.contains("and 30 more"), "{source}");
    let hidden = source.matches("type=\"hidden\" name=\"number_ids\"").count();
    assert_eq!(source.matches("name=\"number_ids\"").count(), 50 + hidden);
    assert_eq!(source.matches(" checked").count() + hidden, 70);
    let results = part(&[("access_q", "copy"), ("access_do", "found"), ("number_ids", &last.to_string())]).await;
    assert!(results.contains("121 numbers in all") && results.contains("Select all 120 found"), "{results}");
}

#[both_engines]
async fn the_invite_page_is_hidden_from_viewers(kind: Kind) {
    let world = World::new(kind).await;
    let viewer = world.cookie(&world.viewer).await;
    for request in [
        Request::get(format!("{INVITATIONS}/new")),
        Request::form(INVITATIONS, &[]),
        Request::form("/b/northline/number-access", &[]),
    ] {
        assert_eq!(world.send(&viewer, request).await.status, StatusCode::NOT_FOUND);
    }
    let read_only = world.logged_in_as(&world.admin, false).await;
    assert_eq!(world.send(&read_only, Request::get(format!("{INVITATIONS}/new"))).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        world.send(&Client::Anonymous, Request::get(format!("{INVITATIONS}/new"))).await.status,
        StatusCode::SEE_OTHER
    );
}
