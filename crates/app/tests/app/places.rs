//! The paths of routes, with the ids of things in them.

use axum::http::Method;
use crewline::http::routes::Route;

use crate::ask::Ask;
use crate::bodies;

/// What stands in a path for each of its names.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    pub(crate) business: String,
    pub(crate) number: String,
    pub(crate) group: String,
    pub(crate) call: String,
    pub(crate) member: String,
    pub(crate) invitation: String,
    pub(crate) job: String,
    pub(crate) session: String,
    pub(crate) token: String,
}

impl Places {
    /// Ids that stand for nothing.
    pub(crate) fn unknown(business: &str, tail: &str) -> Self {
        let id = |prefix: &str| format!("{prefix}_{tail}");
        Self {
            business: business.into(),
            number: id("num"),
            group: id("grp"),
            call: id("call"),
            member: id("mem"),
            invitation: id("inv"),
            job: id("job"),
            session: id("sess"),
            token: id("tok"),
        }
    }

    pub(crate) fn fill(&self, path: &str) -> String {
        let filled = path
            .replace("{business}", &self.business)
            .replace("{number}", &self.number)
            .replace("{group}", &self.group)
            .replace("{call}", &self.call)
            .replace("{member}", &self.member)
            .replace("{invitation}", &self.invitation)
            .replace("{job}", &self.job)
            .replace("{session}", &self.session)
            .replace("{token}", &self.token)
            .replace("{reader}", "nobody");
        assert!(!filled.contains('{'), "{path}: say in places.rs what stands there");
        filled
    }

    /// The route asked with these, and with the form or body that it needs.
    pub(crate) fn ask(&self, route: &Route) -> Ask {
        let path = self.fill(route.path);
        if route.method == Method::GET {
            Ask::get(path)
        } else if route.path.starts_with("/api/") {
            Ask::json(route.method.clone(), path, &bodies::json(&route.method, route.path))
        } else {
            let fields = bodies::form(route.path);
            Ask::form(path, &fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
        }
    }
}

/// Whether a thing's id is in the path, beside the business's.
pub(crate) fn has_id(path: &str) -> bool {
    path.replace("{business}", "").contains('{')
}

/// Whether a token opens it, and a refusal of it is JSON.
pub(crate) fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}
