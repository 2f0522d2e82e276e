//! Numbers: the list, one, adding, editing, releasing.

use axum::extract::State;
use crewline_core::access::{Held, May, Viewpoint, actions};
use crewline_core::live::Signal;
use crewline_core::numbers::{self, Draft, Filter, Number, Sort, Status, shown};
use crewline_core::{Error, Fields, calls};

use super::calls::text;
use super::frame::{Browser, saying, shell};
use super::menus::group_choices;
use super::{Answer, call_row, go_to, page, refused, with_query};
use crate::http::extract::{Asked, Form};
use crate::http::guard::Page;
use crate::http::page_failure::PageFailure;
use crate::pages::number::{Number as NumberPage, NumberRelease};
use crate::pages::number_form::{EditedNumber, NumberForm};
use crate::pages::numbers::{NumberFilters, NumberResults, NumberRow, Numbers, tabs};
use crate::state::App;
use crate::view::{Choice, Choices, Direction, Entry, Flash, Nav, Pager, Sort as Column, When};

/// Numbers of a page.
const PAGE: i64 = 50;

/// The list.
pub(crate) async fn index(
    Page(may): Page<May<actions::SeeNumbers>>,
    State(app): State<App>,
    browser: Browser,
    asked: Asked,
) -> Answer {
    let viewpoint = may.viewpoint();
    let shell = shell(&app, viewpoint, &browser, Nav::Numbers).await?;
    let filter = Filter {
        q: text(&asked, "q", "Search: remove the invisible characters.")?,
        group: asked.read("group_id", "Number group: choose one from the list.")?,
        status: asked.read("status", "Status: choose one from the list.")?,
    };
    let sort = asked.read("sort", "Order: choose one by the heads of the columns.")?.unwrap_or(Sort::Name);
    let cursor = asked.cursor()?;
    let found = numbers::list(&app.db, &may, &filter, sort, cursor.as_ref(), PAGE).await;
    let found = found.map_err(|error| asked.refused_by(error))?;
    let path = shell.href("/numbers");
    let held = [("q", asked.get("q")), ("group_id", asked.get("group_id")), ("status", asked.get("status"))];
    let at = |sort: Sort, cursor: &str| {
        let mut pairs = held.to_vec();
        pairs.extend([("sort", if sort == Sort::Name { "" } else { sort.word() }), ("cursor", cursor)]);
        with_query(&path, &pairs)
    };
    let column =
        |label, of: Sort, direction| Column { label, href: at(of, ""), direction: (sort == of).then_some(direction) };
    let zone = browser.zone(viewpoint);
    let country = viewpoint.country();
    let rows = found.numbers.into_iter().map(|number| NumberRow {
        id: number.id.to_string(),
        name: number.friendly_name,
        phone: numbers::shown(number.phone_number.as_str(), country).to_string(),
        group: number.group_name,
        source: Some(number.source).filter(|source| !source.is_empty()),
        forward_to: number.forward_to.map(|to| numbers::shown(to.as_str(), country).to_string()),
        records: number.records_calls,
        released: number.status == Status::Released,
        added: When::day(number.created_at.jiff(), &zone),
    });
    let results = NumberResults {
        slug: viewpoint.slug().to_owned(),
        columns: [
            column("Name", Sort::Name, Direction::Ascending),
            column("Added", Sort::Newest, Direction::Descending),
        ],
        rows: rows.collect(),
        pager: Pager {
            newer_label: "First page",
            ..Pager::by_order(
                cursor.is_some().then(|| at(sort, "")),
                found.next.map(|next| at(sort, &next.to_string())),
            )
        },
        filtered: held.iter().any(|(_, value)| !value.trim().is_empty()),
        may_edit: viewpoint.allows(actions::EditNumbers),
    };
    let statuses = [Status::Active, Status::Released]
        .map(|status| Choice::new(status.word(), if status == Status::Active { "Active" } else { "Released" }));
    page(&Numbers {
        tabs: tabs(&shell, false),
        filters: NumberFilters {
            search: Entry::filled("q", asked.get("q")),
            group: Choices::new("group_id", asked.get("group_id"), group_choices(&app, &may).await?),
            status: Choices::new("status", asked.get("status"), statuses.to_vec()),
        },
        shell,
        results,
    })
}

/// One number, with its newest calls.
pub(crate) async fn show(
    Page(held): Page<Held<Number, actions::SeeNumbers>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = held.viewpoint();
    let shell = shell(&app, viewpoint, &browser, Nav::Numbers).await?;
    let (zone, country) = (browser.zone(viewpoint), viewpoint.country());
    let filter = calls::Filter { number: Some(held.id), ..calls::Filter::default() };
    let newest = calls::list(&app.db, &viewpoint.may()?, &filter, None, 10).await?;
    let now = app.db.now().jiff();
    page(&NumberPage {
        shell,
        id: held.id.to_string(),
        name: held.friendly_name.clone(),
        phone: numbers::shown(held.phone_number.as_str(), country).to_string(),
        source: Some(held.source.clone()).filter(|source| !source.is_empty()),
        group: held.group_name.clone(),
        forward_to: held.forward_to.as_ref().map(|to| numbers::shown(to.as_str(), country).to_string()),
        records: held.records_calls,
        added: When::day(held.created_at.jiff(), &zone),
        released: held.released_at.map(|at| When::day(at.jiff(), &zone)),
        may_edit: viewpoint.allows(actions::EditNumbers),
        may_see_users: viewpoint.allows(actions::SeeUsers),
        calls: newest.calls.into_iter().map(|call| call_row::row(call, country, &zone, now)).collect(),
    })
}

/// What was typed into the form.
struct Typed<'t> {
    phone_number: &'t str,
    draft: Draft,
    fields: Fields,
    error: Option<String>,
}

impl<'t> Typed<'t> {
    fn of(form: &'t Form) -> Self {
        let draft = Draft {
            friendly_name: form.get("friendly_name").into(),
            source: form.get("source").into(),
            group_id: form.get("group_id").into(),
            forward_to: form.get("forward_to").into(),
            records_calls: form.has("record_calls"),
        };
        Self { phone_number: form.get("phone_number"), draft, fields: Fields::none(), error: None }
    }
}

async fn form(
    app: &App,
    browser: &Browser,
    viewpoint: &Viewpoint,
    editing: Option<&Number>,
    typed: Typed<'_>,
) -> Result<NumberForm, PageFailure> {
    let shell = shell(app, viewpoint, browser, Nav::Numbers).await?;
    let Typed { phone_number, draft, fields, error } = typed;
    let entry = |name: &'static str, value: &str| Entry {
        name,
        value: value.to_owned(),
        error: fields.of(name).map(str::to_owned),
    };
    let groups = std::iter::once(Choice::new("", "No group")).chain(group_choices(app, &viewpoint.may()?).await?);
    Ok(NumberForm {
        shell,
        editing: editing.map(|number| EditedNumber {
            id: number.id.to_string(),
            name: number.friendly_name.clone(),
            phone: numbers::shown(number.phone_number.as_str(), viewpoint.country()).to_string(),
        }),
        phone_number: entry("phone_number", phone_number),
        friendly_name: entry("friendly_name", &draft.friendly_name),
        source: entry("source", &draft.source),
        group: Choices {
            error: fields.of("group_id").map(str::to_owned),
            ..Choices::new("group_id", draft.group_id.clone(), groups.collect())
        },
        forward_to: entry("forward_to", &draft.forward_to),
        record_calls: draft.records_calls,
        error,
    })
}

/// The form for a number that the business has at its carrier.
pub(crate) async fn new(Page(may): Page<May<actions::AddNumbers>>, State(app): State<App>, browser: Browser) -> Answer {
    let typed = Typed { phone_number: "", draft: Draft::default(), fields: Fields::none(), error: None };
    page(&form(&app, &browser, may.viewpoint(), None, typed).await?)
}

/// Adds it.
pub(crate) async fn create(
    Page(may): Page<May<actions::AddNumbers>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let typed = Typed::of(&posted);
    match numbers::add(&app.db, &may, typed.phone_number, &typed.draft).await {
        Ok(number) => {
            let answer = go_to(&format!("/b/{}/numbers/{}", may.viewpoint().slug(), number.id));
            Ok(saying(&app, answer, &Flash::good(format!("{} is added.", number.friendly_name))))
        }
        Err(Error::Fields(fields)) => {
            refused(&form(&app, &browser, may.viewpoint(), None, Typed { fields, ..typed }).await?)
        }
        Err(Error::Conflict { sentence, .. }) => {
            let mut fields = Fields::none();
            fields.say("phone_number", sentence);
            refused(&form(&app, &browser, may.viewpoint(), None, Typed { fields, ..typed }).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The form for one that is there.
pub(crate) async fn edit(
    Page(held): Page<Held<Number, actions::EditNumbers>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let country = held.viewpoint().country();
    let draft = Draft {
        friendly_name: held.friendly_name.clone(),
        source: held.source.clone(),
        group_id: held.group_id.map(|id| id.to_string()).unwrap_or_default(),
        forward_to: held.forward_to.as_ref().map(|to| shown(to.as_str(), country).to_string()).unwrap_or_default(),
        records_calls: held.records_calls,
    };
    let typed = Typed { phone_number: "", draft, fields: Fields::none(), error: None };
    page(&form(&app, &browser, held.viewpoint(), Some(held.thing()), typed).await?)
}

/// Saves it.
pub(crate) async fn update(
    Page(held): Page<Held<Number, actions::EditNumbers>>,
    State(app): State<App>,
    browser: Browser,
    posted: Form,
) -> Answer {
    let typed = Typed::of(&posted);
    match numbers::edit(&app.db, &held, &typed.draft).await {
        Ok(number) => {
            if number.group_id != held.group_id {
                app.bus.publish(Signal::access(held.viewpoint().business()));
            }
            let answer = go_to(&format!("/b/{}/numbers/{}", held.viewpoint().slug(), number.id));
            Ok(saying(&app, answer, &Flash::good("Your changes are saved.")))
        }
        Err(Error::Fields(fields)) => {
            refused(&form(&app, &browser, held.viewpoint(), Some(held.thing()), Typed { fields, ..typed }).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// The question before it is released.
pub(crate) async fn confirm_release(
    Page(held): Page<Held<Number, actions::ReleaseNumbers>>,
    State(app): State<App>,
    browser: Browser,
) -> Answer {
    let viewpoint = held.viewpoint();
    page(&NumberRelease {
        shell: shell(&app, viewpoint, &browser, Nav::Numbers).await?,
        id: held.id.to_string(),
        name: held.friendly_name.clone(),
        phone: numbers::shown(held.phone_number.as_str(), viewpoint.country()).to_string(),
    })
}

/// Releases it; its history stays.
pub(crate) async fn release(Page(held): Page<Held<Number, actions::ReleaseNumbers>>, State(app): State<App>) -> Answer {
    numbers::release(&app.db, &held).await?;
    let answer = go_to(&format!("/b/{}/numbers/{}", held.viewpoint().slug(), held.id));
    Ok(saying(&app, answer, &Flash::good(format!("{} is released. Its history stays.", held.friendly_name))))
}
