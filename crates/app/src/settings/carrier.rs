//! Settings → Carrier.

use axum::extract::State;
use crewline_core::access::{May, Viewpoint, actions};
use crewline_core::carrier::connection::{self, Draft};
use crewline_core::carrier::provider::Provider;
use crewline_core::carrier::webhooks::webhook_state;
use crewline_core::{Error, Fields};

use super::carrier_page::{RefusedRow, SettingsCarrier, WebhookAddress};
use super::tabs::tabs_of;
use super::tabs_page::SettingsTab;
use crate::http::extract::Form;
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::http::redirect::go_to;
use crate::page::layout::{Browser, build_layout};
use crate::page::{Answer, confirmation, page, refused};
use crate::state::App;
use crate::view::{Flash, Nav, SelectField, SelectOption, TextField, When, refusal_sentence};

async fn filled_form(
    app: &App,
    browser: &Browser,
    may: &May<actions::ConnectCarrier>,
    [provider, account, api_base]: [&str; 3],
    fields: &Fields,
    confirm: Option<TextField>,
) -> Result<SettingsCarrier, PageFailure> {
    let viewpoint: &Viewpoint = may.viewpoint();
    let layout = build_layout(app, viewpoint, browser, Nav::Settings).await?;
    let stored = connection::show(&app.db, may).await?;
    // This process's newest counts are shown, too.
    app.save_webhooks().await;
    let state = webhook_state(&app.db, may).await?;
    let entry = |name: &'static str, field: &str, value: &str| TextField {
        name,
        value: value.to_owned(),
        error: fields.get(field).map(str::to_owned),
    };
    let webhook = |id, label, path: &str| WebhookAddress {
        id,
        label,
        address: app.link(&format!("/carrier/{}/{path}", viewpoint.slug())),
    };
    let (zone, now) = (browser.zone(viewpoint), app.db.now().jiff());
    let providers = Provider::ALL.iter().map(|provider| SelectOption::new(provider.as_str(), provider.name()));
    Ok(SettingsCarrier {
        tabs: tabs_of(viewpoint, &layout, SettingsTab::Carrier),
        layout,
        updated: stored.as_ref().map(|connection| When::day(connection.updated_at.jiff(), &zone)),
        connected: stored.is_some(),
        provider: SelectField {
            error: fields.get("provider").map(str::to_owned),
            ..SelectField::new("provider", provider, providers.collect())
        },
        account: entry("account", "account", account),
        secret: entry("secret", "secret", ""),
        api_token: entry("api_token", "api_token", ""),
        secondary_secret: entry("secondary_secret", "second_secret", ""),
        api_base: entry("api_base", "api_base", api_base),
        confirm,
        last_webhook: state.last_good_at.map(|at| When::ago(at.jiff(), &zone, now)),
        refused: state
            .refused
            .into_iter()
            .map(|each| RefusedRow {
                why: refusal_sentence(each.reason),
                count: each.count,
                last: When::ago(each.last_at.jiff(), &zone, now),
            })
            .collect(),
        webhooks: vec![
            webhook("webhook-voice", "A call comes in", "voice"),
            webhook("webhook-fallback", "When that fails", "fallback"),
            webhook("webhook-status", "Call status changes", "status"),
            webhook("webhook-message", "A message comes in", "message"),
            webhook("webhook-message-status", "Message status changes", "message-status"),
        ],
    })
}

/// The form, and the addresses to set at the carrier.
pub(crate) async fn edit(
    Page(may): Page<May<actions::ConnectCarrier>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let stored = connection::show(&app.db, &may).await?;
    let values = match &stored {
        Some(connection) => {
            [connection.provider.as_str(), &connection.account, connection.api_base.as_deref().unwrap_or_default()]
        }
        None => ["twilio", "", ""],
    };
    let confirm = confirmation::field(&app, may.viewpoint(), &Fields::none());
    page(&filled_form(&app, &browser, &may, values, &Fields::none(), confirm).await?)
}

/// Saves the connection.
pub(crate) async fn update(
    Page(may): Page<May<actions::ConnectCarrier>>,
    State(app): State<App>,
    browser: Browser,
    form: Form,
) -> Answer {
    let values = [form.get("provider"), form.get("account"), form.get("api_base")];
    let recent = match confirmation::prove(&app, may.viewpoint(), &form).await? {
        Ok(recent) => recent,
        Err(fields) => {
            let confirm = confirmation::field(&app, may.viewpoint(), &fields);
            return refused(&filled_form(&app, &browser, &may, values, &fields, confirm).await?);
        }
    };
    let secret = |name: &str| Some(form.get(name)).filter(|text| !text.trim().is_empty()).map(Into::into);
    let draft = Draft {
        provider: form.get("provider").into(),
        account: form.get("account").into(),
        secret: secret("secret"),
        second_secret: secret("secondary_secret"),
        shared_key_id: None,
        shared_key: None,
        api_token: secret("api_token"),
        api_base: Some(form.get("api_base").into()),
    };
    match connection::set(&app.db, &app.seal, &may, &recent, draft).await {
        Ok(()) => {
            let answer = go_to(&format!("/b/{}/settings/carrier", may.viewpoint().slug()));
            Ok(with_flash(&app, answer, &Flash::good("The carrier connection is saved.")))
        }
        Err(Error::Fields(fields)) => {
            // Under Log in as the password counts for one request, so it is asked for again.
            let confirm =
                may.viewpoint().impersonation().and_then(|_| confirmation::field(&app, may.viewpoint(), &fields));
            refused(&filled_form(&app, &browser, &may, values, &fields, confirm).await?)
        }
        Err(error) => Err(error.into()),
    }
}
