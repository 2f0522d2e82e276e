//! The paths of routes, with the ids of things in them.

use axum::http::Method;
use crewline::http::routes::Route;

use crate::bodies;
use crate::client::Request;

/// A value for each parameter of a path.
#[derive(Clone, Debug)]
pub(crate) struct RouteParams {
    pub(crate) business: String,
    pub(crate) number: String,
    pub(crate) group: String,
    pub(crate) call: String,
    pub(crate) member: String,
    pub(crate) invitation: String,
    pub(crate) job: String,
    pub(crate) session: String,
    pub(crate) token: String,
    pub(crate) tag: String,
    /// The tag that a body names, as `{into}`.
    pub(crate) into: String,
    pub(crate) note: String,
    pub(crate) blocked_caller: String,
    pub(crate) rule: String,
    pub(crate) report: String,
    pub(crate) view: String,
    /// An outside recipient of a report.
    pub(crate) recipient: String,
}

impl RouteParams {
    /// Ids of no existing row.
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
            tag: id("tag"),
            into: id("tag"),
            note: id("note"),
            blocked_caller: id("blk"),
            rule: id("rule"),
            report: id("rpt"),
            view: id("view"),
            recipient: id("out"),
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
            .replace("{tag}", &self.tag)
            .replace("{note}", &self.note)
            .replace("{blocked_caller}", &self.blocked_caller)
            .replace("{rule}", &self.rule)
            .replace("{report}", &self.report)
            .replace("{view}", &self.view)
            .replace("{recipient}", &self.recipient)
            .replace("{letter}", "nobody")
            .replace("{reader}", "nobody");
        assert!(!filled.contains('{'), "{path}: add its parameter to RouteParams");
        filled
    }

    /// A request to the route with these parameters, and with a valid form or body.
    pub(crate) fn request(&self, route: &Route) -> Request {
        let path = self.fill(route.path);
        if route.method == Method::GET {
            Request::get(path)
        } else if route.path.starts_with("/api/") {
            let body = bodies::json(&route.method, route.path).to_string().replace("{into}", &self.into);
            Request::json(route.method.clone(), path, &serde_json::from_str(&body).unwrap())
        } else {
            let fields = bodies::form(route.path).into_iter();
            let fields: Vec<_> = fields.map(|(name, value)| (name, value.replace("{into}", &self.into))).collect();
            Request::form(path, &fields.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
        }
    }
}

/// Whether the path has a parameter besides the business.
pub(crate) fn has_id(path: &str) -> bool {
    path.replace("{business}", "").contains('{')
}

/// Whether the path is of the API: it takes a token, and its refusals are JSON.
pub(crate) fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}
