//! The additions of the search to the copy: a number, a group and calls that are no limited viewer's, and an empty business.

use axum::http::Method;
use crewline_core::access::{Operator, Refusal, Role, Thing, Viewpoint, operator};
use crewline_core::accounts::{Email, find_account};
use crewline_core::calls::{self, Annotation, Call, Filter, TagChange};
use crewline_core::carrier::caller::Caller;
use crewline_core::carrier::facts::CallFacts;
use crewline_core::carrier::id::CarrierId;
use crewline_core::carrier::phone_number::PhoneNumber;
use crewline_core::demo::{PastAnnotation, PastCall, write_past_calls};
use crewline_core::ids::NumberId;
use crewline_core::leaks::first_owner;
use crewline_core::members::{NewBusiness, NewMember, NumberAccess, add_by_operator, create_business};
use crewline_core::numbers::{self, groups};
use crewline_core::secret::Seal;
use secrecy::ExposeSecret;

use super::SearchError;
use super::walk::{Walker, enter};
use crate::http::routes::{Audience, Route};
use crate::state::App;

/// How many calls are added.
const CALLS: u32 = 7;
const NAME: &str = "Wolverine Zirconium";
const CALLER: &str = "+12125550187";

/// Adds a number in a group of its own, with calls. No viewer with Specific Numbers may see anything of them.
pub(super) async fn add(app: &App, operator: &Operator, slug: &str) -> Result<(), SearchError> {
    let owner = first_owner(&app.db, operator).await?;
    let owner = owner.ok_or_else(|| SearchError("the business has no Owner".into()))?;
    let (owner, _) = enter(app, slug, owner).await?;
    let may = || owner.may().map_err(|refusal| SearchError(refusal.to_string()));
    let draft = numbers::Draft {
        friendly_name: NAME.into(),
        source: NAME.into(),
        group_id: String::new(),
        forward_to: "+12125550199".into(),
        records_calls: true,
    };
    // A business may have some of these already.
    let mut number = Err(SearchError("no number was free".into()));
    for last in 100..200 {
        match numbers::add(&app.db, &may()?, &format!("+12125550{last}"), &draft).await {
            Ok(added) => {
                number = Ok(added);
                break;
            }
            Err(error) => number = Err(error.into()),
        }
    }
    let number = number?;
    let group = groups::Draft { name: NAME.into(), number_ids: vec![number.id.to_string()] };
    let may_group = owner.may().map_err(|refusal| SearchError(refusal.to_string()))?;
    groups::create(&app.db, &may_group, &group).await?;
    let calls: Result<Vec<PastCall>, SearchError> = (0..CALLS).map(|count| past_call(app, &number, count)).collect();
    write_past_calls(&app.db, operator, calls?).await?;
    annotate(app, &owner, number.id).await
}

/// Tags and notes the calls of the added number.
async fn annotate(app: &App, owner: &Viewpoint, number: NumberId) -> Result<(), SearchError> {
    let refused = |refusal: Refusal| SearchError(refusal.to_string());
    let filter = Filter { numbers: vec![number], ..Filter::default() };
    let page = calls::list(&app.db, &owner.may().map_err(refused)?, &filter, None, CALLS.into()).await?;
    let annotation = Annotation {
        tags: Some(TagChange::Replace(vec![format!("{NAME} tag")])),
        qualified: Some(Some(true)),
        ..Annotation::default()
    };
    for call in page.calls {
        let held = Call::hold(&app.db, owner.may().map_err(refused)?, call.id).await?;
        calls::annotate(&app.db, &held, &annotation).await?;
        calls::notes::add(&app.db, &held, &format!("{NAME} note")).await?;
    }
    Ok(())
}

fn past_call(app: &App, number: &numbers::Number, count: u32) -> Result<PastCall, SearchError> {
    let unreadable = |what: &str| SearchError(format!("{what} can't be read"));
    let digits = |text: &str| text.parse::<PhoneNumber>().map_err(|_| unreadable(text));
    let id = format!("leaks-{}-{count}", number.id);
    Ok(PastCall {
        number: number.id,
        destination: number.phone_number.clone(),
        source: NAME.into(),
        carrier_id: CarrierId::new(&id).map_err(|_| unreadable(&id))?,
        from: Caller::Number(digits(CALLER)?),
        caller_name: Some(NAME.into()),
        started_at: app.db.now().plus_seconds(-i64::from(count) * 90),
        facts: CallFacts::default(),
        recording: None,
        annotation: PastAnnotation::default(),
    })
}

/// The pages of a viewer in a new business without a number: all words of these are no leak.
pub(super) async fn texts_of_an_empty_business(walker: &Walker<'_>, routes: &[Route]) -> Result<String, SearchError> {
    let app = walker.app;
    let random = || Seal::new_key().map_err(|error| SearchError(error.to_string()));
    // Of its own, since a password may hold no part of the address.
    let (password, unique) = (random()?, random()?);
    let local: String = unique.expose_secret().chars().filter(char::is_ascii_alphanumeric).take(12).collect();
    let address = |name: &str| {
        Email::read(&format!("{name}-{}@leaks.example", local.to_lowercase()))
            .map_err(|error| SearchError(error.to_string()))
    };
    let (owner, viewer) = (address("owner")?, address("viewer")?);
    let new = NewBusiness {
        business: "Empty".into(),
        name: "Owner".into(),
        email: owner.typed().to_owned(),
        password: password.clone(),
        time_zone: "UTC".into(),
        country: "US".into(),
    };
    let created = create_business(&app.db, &app.passwords, new).await?;
    let empty = operator(&app.db, &created.slug).await?;
    let member = NewMember {
        email: viewer.clone(),
        name: "Viewer".into(),
        role: Role::Viewer,
        access: NumberAccess::Specific { numbers: [].into(), groups: [].into() },
        password_hash: None,
    };
    add_by_operator(&app.db, &empty, member).await?;
    let account =
        find_account(&app.db, &viewer).await?.ok_or_else(|| SearchError("the viewer has no account".into()))?;
    let walker = Walker { app, router: walker.router.clone(), slug: &created.slug };
    let credentials = walker.sign_in(account.id).await?;
    let mut texts = String::new();
    for route in routes {
        let path = route.path.replace("{business}", &created.slug);
        let is_page = route.method == Method::GET && matches!(route.audience, Audience::To(_));
        if is_page && !path.contains('{') && !path.ends_with("/live") {
            texts.push_str(&walker.get(&credentials, &path).await?.text());
            texts.push('\n');
        }
    }
    Ok(texts)
}
