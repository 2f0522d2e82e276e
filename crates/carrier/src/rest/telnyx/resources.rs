//! Lists of Telnyx, read page by page, and the resources that numbers share.

use serde_json::{Value, json};
use url::Url;

use super::Telnyx;
use crate::id::CarrierId;
use crate::rest::MAX_PAGES;
use crate::rest::fault::Fault;
use crate::rest::json::{id, items, text};
use crate::rest::operation::{Operation, Step};
use crate::rest::request::{Method, Request};

/// The most items that Telnyx puts in a page.
const PAGE_SIZE: &str = "250";

/// A resource that numbers share, and its fields as they have to be.
pub(super) struct Shared {
    /// The name of its kind in addresses.
    pub(super) kind: &'static str,
    /// The field that has its name.
    pub(super) name_field: &'static str,
    /// The filter by name.
    pub(super) filter: &'static str,
    /// Its name.
    pub(super) name: String,
    /// The fields that it has to have.
    pub(super) fields: Value,
    /// Further fields of a new one.
    pub(super) new_fields: Value,
}

impl Telnyx {
    /// All items of a list, with filters. The kind is the list's path.
    pub(super) fn list(&self, kind: &'static str, filters: &[(&str, &str)]) -> Operation<Vec<Value>> {
        let mut url = self.url(kind.split('/'));
        url.query_pairs_mut().extend_pairs(filters).append_pair("page[size]", PAGE_SIZE);
        Self::pages(url, 1, Vec::new())
    }

    fn pages(list: Url, page: usize, mut all: Vec<Value>) -> Operation<Vec<Value>> {
        let mut url = list.clone();
        url.query_pairs_mut().append_pair("page[number]", &page.to_string());
        Self::ask(Request::get(url), move |mut json| {
            let is_last = json["meta"]["total_pages"].as_u64().unwrap_or(1) <= page as u64;
            let Value::Array(items) = json["data"].take() else { return Err(Fault::NotTheCarrier) };
            // A page without items is the last one, whatever the count says.
            let is_last = is_last || items.is_empty();
            all.extend(items);
            if is_last {
                return Ok(Step::Done(all));
            }
            if page >= MAX_PAGES {
                return Err(Fault::NotTheCarrier);
            }
            Ok(Step::Send(Self::pages(list, page + 1, all)))
        })
    }

    /// The id of a shared resource: the one of this name, changed where its fields differ, or else a new one.
    pub(super) fn shared(&self, shared: Shared) -> Operation<CarrierId> {
        let api = self.clone();
        self.list(shared.kind, &[(shared.filter, shared.name.as_str())]).then(move |existing| {
            let of_name = |item: &&Value| text(item, shared.name_field) == Some(shared.name.as_str());
            Ok(match existing.iter().find(of_name).and_then(|item| id(item, "id").map(|id| (id, item))) {
                Some((id, item)) if has(item, &shared.fields) => Step::Done(id),
                Some((id, _)) => {
                    let url = api.url([shared.kind, id.as_str()]);
                    let fields = with_name(&shared, &json!({}));
                    Step::Send(Self::ask(Request::json(Method::Patch, url, &fields), |_| Ok(Step::Done(id))))
                }
                None => {
                    let fields = with_name(&shared, &shared.new_fields);
                    let request = Request::json(Method::Post, api.url([shared.kind]), &fields);
                    Step::Send(Self::ask(request, |json| {
                        Ok(Step::Done(id(&json["data"], "id").ok_or(Fault::NotTheCarrier)?))
                    }))
                }
            })
        })
    }
}

/// Whether an item has all of these fields. Words such as `POST` are compared without case, and none is an empty text.
fn has(item: &Value, fields: &Value) -> bool {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let is_same = |ours: &Value, theirs: &Value| match ours {
        Value::String(ours) if matches!(ours.as_str(), "post" | "get") => ours.eq_ignore_ascii_case(&word(theirs)),
        Value::String(_) | Value::Null => word(ours) == word(theirs),
        other => other == theirs,
    };
    fields.as_object().is_none_or(|fields| fields.iter().all(|(name, value)| is_same(value, &item[name])))
}

/// The fields of a shared resource with its name and others.
fn with_name(shared: &Shared, others: &Value) -> Value {
    let mut all = json!({ (shared.name_field): shared.name });
    for fields in [&shared.fields, others] {
        for (name, value) in fields.as_object().into_iter().flatten() {
            all[name] = value.clone();
        }
    }
    all
}

/// The one item of an answer.
pub(super) fn data(json: &Value) -> Result<&Value, Fault> {
    json["data"].is_object().then(|| &json["data"]).ok_or(Fault::NotTheCarrier)
}

/// The items of an answer.
pub(super) fn list_of(json: &Value) -> Result<&Vec<Value>, Fault> {
    items(json, "data").ok_or(Fault::NotTheCarrier)
}
