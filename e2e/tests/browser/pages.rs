//! Every page with an address of its own, as an Owner and as a viewer, wide and narrow, light and dark.

use crewline_e2e::{Appearance, Browser, Engine, Outcome, Program, visit};
use mock_carrier::Callee;
use reqwest::Method;
use serde_json::{Value, json};

use crate::agency::Agency;
use crate::page_audit::PageAudit;

const NUMBERS: &[(&str, &str)] = &[
    ("Google Ads, Oakland emergency plumbing", "+14155550100"),
    ("Bing Ads, Oakland", "+14155550111"),
    ("Flyer, spring", "+14155550122"),
    ("Website, footer", "+14155550133"),
    ("Billboard on the motorway between the harbour and the old town, northbound", "+14155550144"),
];

/// A page: the name of its pictures, its address, and whether it is a refusal.
struct PageVisit {
    name: &'static str,
    address: String,
    is_refusal: bool,
}

fn page(name: &'static str, address: String) -> PageVisit {
    PageVisit { name, address, is_refusal: false }
}

#[tokio::test]
async fn every_page_is_accessible_in_every_appearance() -> Outcome {
    let program = Program::start(Engine::Sqlite).await?;
    let mut faults = Vec::new();
    let first = [page("first-run", program.page("/"))];
    visit("pages_first_run", Appearance::LAPTOP, async |browser| {
        audit_pages(browser, "nobody", &first, &mut faults).await
    })
    .await?;
    let agency = with_calls(program).await?;
    let (email, password) =
        agency.viewer("Vera Bartholomew-Featherstonehaugh", "vera@finch.example", &[&agency.numbers[0]]).await?;
    let call = agency.calls().await?.pop().unwrap_or_default();

    let signed_out = [
        page("sign-in", agency.program.page("/sign-in")),
        page("password-reset", agency.program.page("/password-reset")),
        PageVisit { name: "invitation-dead", address: agency.program.page("/invitations/none"), is_refusal: true },
    ];
    visit("pages_signed_out", Appearance::LAPTOP, async |browser| {
        audit_pages(browser, "nobody", &signed_out, &mut faults).await
    })
    .await?;
    visit("pages_owner", Appearance::LAPTOP, async |browser| {
        browser.sign_in(&agency.program, &agency.owner.email, &agency.owner.password).await?;
        audit_pages(browser, "owner", &owners_pages(&agency, &call).await?, &mut faults).await
    })
    .await?;
    visit("pages_viewer", Appearance::LAPTOP, async |browser| {
        browser.sign_in(&agency.program, &email, &password).await?;
        audit_pages(browser, "viewer", &viewers_pages(&agency, &call), &mut faults).await
    })
    .await?;
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    agency.close().await
}

/// An agency with calls of every kind.
async fn with_calls(program: Program) -> Outcome<Agency> {
    let agency = Agency::create_in(program, NUMBERS).await?;
    let calls = [
        ("+12125550123", 0, Callee::answers(3_000, 182_000)),
        ("+12125550145", 1, Callee::NoAnswer),
        ("anonymous", 0, Callee::answers(5_000, 31_000)),
        ("+442079460018", 4, Callee::Busy { after_ms: 1_000 }),
        ("+12125550167", 2, Callee::Failed { after_ms: 1_000 }),
        ("+12125550189", 3, Callee::Abandoned { after_ms: 9_000 }),
        ("+12125550123", 4, Callee::answers(2_000, 3_725_000)),
    ];
    for (from, to, callee) in calls {
        agency.call(from, &agency.numbers[to], callee).await?;
    }
    Ok(agency)
}

async fn owners_pages(agency: &Agency, call: &str) -> Outcome<Vec<PageVisit>> {
    let group = agency.group("Oakland Plumbing", &[&agency.numbers[0], &agency.numbers[1]]).await?;
    let number = format!("/numbers/{}", agency.numbers[0].id);
    let viewers = agency.api(Method::GET, "/members?role=viewer", &Value::Null).await?;
    let member = viewers["members"][0]["id"].as_str().unwrap_or_default();
    let guest = json!({ "name": "Thu Nguyen", "email": "thu@finch.example", "role": "manager" });
    let invited = agency.api(Method::POST, "/invitations", &guest).await?;
    let invitation = invited["invitation"]["id"].as_str().unwrap_or_default();
    let report = json!({
        "name": "Week by source", "question": { "group_by": "source" }, "shared": true,
        "schedule": { "every": "week", "at": "08:00", "day": 1 },
    });
    let report = agency.api(Method::POST, "/reports", &report).await?;
    let report = format!("/reports/{}", report["report"]["id"].as_str().unwrap_or_default());
    let access = json!({ "kind": "specific", "number_ids": [agency.numbers[0].id] });
    let recipient = json!({ "email": "client@bay.example", "name": "Bay Plumbing", "number_access": access });
    let recipient = agency.api(Method::POST, &format!("{report}/recipients"), &recipient).await?;
    let recipient = format!("/report-recipients/{}", recipient["recipient"]["id"].as_str().unwrap_or_default());
    let view = json!({ "name": "Missed ones", "question": { "outcome": "missed" }, "shared": true });
    let view = agency.api(Method::POST, "/call-views", &view).await?;
    let view = format!("/call-views/{}", view["call_view"]["id"].as_str().unwrap_or_default());
    let mut pages = viewers_pages(agency, call);
    let more = [
        ("number-new", "/numbers/new".to_owned()),
        ("number-edit", format!("{number}/edit")),
        ("number-release", format!("{number}/release")),
        ("number-group-new", "/number-groups/new".to_owned()),
        ("number-group-edit", format!("/number-groups/{group}/edit")),
        ("number-group-removal", format!("/number-groups/{group}/removal")),
        ("number-sight", format!("{number}/sight")),
        ("report-edit", format!("{report}/edit")),
        ("report-removal", format!("{report}/removal")),
        ("report-schedule", format!("{report}/schedule")),
        ("report-recipient-new", format!("{report}/recipients/new")),
        ("report-recipient", recipient.clone()),
        ("report-recipient-edit", format!("{recipient}/edit")),
        ("report-recipient-removal", format!("{recipient}/removal")),
        ("call-view-edit", format!("{view}/edit")),
        ("call-view-removal", format!("{view}/removal")),
        ("users", "/users".to_owned()),
        ("users-none-found", "/users?q=nobody".to_owned()),
        ("member", format!("/members/{member}")),
        ("member-edit", format!("/members/{member}/edit")),
        ("member-remove", format!("/members/{member}/remove")),
        ("log-in-as", format!("/members/{member}/log-in-as")),
        ("invitation-cancel", format!("/invitations/{invitation}/cancel")),
        ("audit", "/audit".to_owned()),
        ("ownership-offer", format!("/members/{member}/ownership")),
        ("settings-billing", "/settings/billing".to_owned()),
        ("invite", "/invitations/new".to_owned()),
        ("invite-many", "/invitations/many".to_owned()),
        ("settings-business", "/settings/business".to_owned()),
        ("settings-carrier", "/settings/carrier".to_owned()),
    ];
    pages.extend(more.map(|(name, path)| page(name, agency.page(&path))));
    Ok(pages)
}

/// The pages of a viewer, which the Owner may open too.
fn viewers_pages(agency: &Agency, call: &str) -> Vec<PageVisit> {
    let pages = [
        ("dashboard", "/dashboard".to_owned()),
        ("analytics", "/analytics?group_by=source&measure=missed".to_owned()),
        ("analytics-line", "/analytics".to_owned()),
        ("analytics-week", "/analytics?group_by=day_of_week,hour_of_day&period=last_90_days".to_owned()),
        ("analytics-parts", "/analytics?group_by=date,source,tag".to_owned()),
        ("reports", "/reports".to_owned()),
        ("report-form", "/reports/new?group_by=source&measure=missed".to_owned()),
        ("dashboard-line", "/dashboard?period=this_year&show=missed".to_owned()),
        ("calls", "/calls".to_owned()),
        ("calls-none-found", "/calls?q=nobody".to_owned()),
        ("calls-columns", "/calls/columns?outcome=missed".to_owned()),
        ("call-views", "/call-views".to_owned()),
        ("call-view-form", "/call-views/new?outcome=missed".to_owned()),
        ("call", format!("/calls/{call}")),
        ("numbers", "/numbers".to_owned()),
        ("number", format!("/numbers/{}", agency.numbers[0].id)),
        ("number-groups", "/number-groups".to_owned()),
        ("settings-profile", "/settings/profile".to_owned()),
        ("settings-security", "/settings/security".to_owned()),
        ("settings-api", "/settings/api".to_owned()),
        ("leave", "/leave".to_owned()),
    ]
    .map(|(name, path)| page(name, agency.page(&path)));
    let mut pages = Vec::from(pages);
    pages.push(PageVisit { name: "not-found", address: agency.page("/calls/call_none"), is_refusal: true });
    pages
}

/// Audits each page.
async fn audit_pages(browser: &Browser, who: &'static str, pages: &[PageVisit], faults: &mut Vec<String>) -> Outcome {
    let mut audit = PageAudit { browser, who, faults };
    for page in pages {
        audit.open(page.name, &page.address, page.is_refusal).await?;
    }
    Ok(())
}
