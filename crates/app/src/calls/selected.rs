//! Annotates the calls that are selected in the list.

use axum::extract::State;
use crewline_core::Error;
use crewline_core::access::{May, actions};
use crewline_core::calls::{self, Annotation, TagChange};
use crewline_core::ids::CallId;

use super::annotations::typed_tags;
use super::list_address::CallsAddress;
use crate::http::extract::{Form, QueryString};
use crate::http::flash::with_flash;
use crate::http::guard::Page;
use crate::http::redirect::go_to;
use crate::page::Answer;
use crate::state::App;
use crate::view::{Flash, counted};

/// The change that a button makes to each selected call; a sentence where something is missing.
fn annotation(form: &Form) -> Result<Annotation, &'static str> {
    let tags = typed_tags(form.get("add_tag"));
    let with_tags = |change| match tags.is_empty() {
        true => Err("Nothing was done: type or choose a tag first."),
        false => Ok(Annotation { tags: Some(change), ..Annotation::default() }),
    };
    let qualified = |said| Ok(Annotation { qualified: Some(said), ..Annotation::default() });
    let spam = |spam| Ok(Annotation { spam: Some(spam), ..Annotation::default() });
    match form.get("do") {
        "tag" => with_tags(TagChange::Change { add: tags.clone(), remove: Vec::new() }),
        "untag" => with_tags(TagChange::Change { add: Vec::new(), remove: tags.clone() }),
        "qualified" => qualified(Some(true)),
        "not_qualified" => qualified(Some(false)),
        "unsaid" => qualified(None),
        "spam" => spam(true),
        "not_spam" => spam(false),
        _ => Err("Nothing was done: choose what to do with the calls."),
    }
}

/// Does the button's action on the selected calls, and returns to the list as it was.
pub(crate) async fn act(Page(may): Page<May<actions::AnnotateCalls>>, State(app): State<App>, form: Form) -> Answer {
    let list = format!("/b/{}/calls", may.viewpoint().slug());
    let query = QueryString::of(form.get("back"), &list);
    let list = CallsAddress::of(may.viewpoint().slug(), &query).with(&[("cursor", query.get("cursor"))]);
    let back = |flash: &Flash| Ok(with_flash(&app, go_to(&list), flash));
    let ids: Result<Vec<CallId>, _> = form.values("call_id").map(str::parse).collect();
    let ids = match ids {
        Ok(ids) if !ids.is_empty() => ids,
        Ok(_) => return back(&Flash::bad("Select the calls first.")),
        Err(_) => return back(&Flash::bad("Nothing was done: a selected call is not in this list. Select again.")),
    };
    let annotation = match annotation(&form) {
        Ok(annotation) => annotation,
        Err(sentence) => return back(&Flash::bad(sentence)),
    };
    match calls::annotate_many(&app.db, &may, &ids, &annotation).await {
        Ok(0) => back(&Flash::good("Nothing to change: the calls are so already.")),
        Ok(changed) => back(&Flash::good(format!("{} changed.", counted(changed, "call", "calls")))),
        Err(Error::Fields(fields)) => {
            let sentences: Vec<String> = fields.0.into_iter().map(|(_, sentence)| sentence).collect();
            back(&Flash::bad(format!("Nothing was done. {}", sentences.join(" "))))
        }
        Err(Error::Conflict { sentence, .. }) => back(&Flash::bad(sentence)),
        Err(error) => Err(error.into()),
    }
}
