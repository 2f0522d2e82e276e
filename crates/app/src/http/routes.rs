//! Builds the router. A business's route takes only a handler whose first argument is a guard, so each is checked; a
//! route that is open to everybody says so. The tests walk the list of all routes.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter};
use crewline_core::access::Entry;

use super::guard::Guard;
use crate::state::App;

/// The people that a route is for.
#[derive(Clone, Copy, Debug)]
pub enum Audience {
    /// Members of the business whose role may do this action.
    To(Entry),
    /// Everybody; the handler does the checks.
    Everybody,
}

/// A route in the list.
#[derive(Clone, Debug)]
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path, with `{names}`.
    pub path: &'static str,
    /// The people it is for.
    pub audience: Audience,
}

/// A handler whose first argument is a guard.
///
/// ```compile_fail
/// use crewline::http::routes::Guarded;
/// fn business_route<T, H: Guarded<T>>(_: H) {}
/// async fn without_a_proof() -> &'static str { "leak" }
/// business_route(without_a_proof);
/// ```
/// ```
/// use crewline::http::guard::Page;
/// use crewline::http::routes::Guarded;
/// use crewline_core::access::{May, actions::SeeCalls};
/// fn business_route<T, H: Guarded<T>>(_: H) {}
/// async fn with_a_proof(_: Page<May<SeeCalls>>) -> &'static str { "calls" }
/// business_route(with_a_proof);
/// ```
pub trait Guarded<T>: Handler<T, App> {
    /// The action's row in the table of actions.
    const ENTRY: Entry;
}

macro_rules! guarded {
    ($($T:ident)*) => {
        impl<H, M, G, $($T),*> Guarded<(M, G, $($T,)*)> for H
        where
            H: Handler<(M, G, $($T,)*), App>,
            G: Guard,
        {
            const ENTRY: Entry = G::ENTRY;
        }
    };
}
guarded!();
guarded!(A);
guarded!(A B);
guarded!(A B C);
guarded!(A B C D);
guarded!(A B C D E);

/// A router under construction, and the list of its routes.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    list: Vec<Route>,
}

impl Routes {
    /// No routes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a business's route: its handler's first argument is the guard.
    #[must_use]
    pub fn business<T: 'static>(self, method: Method, path: &'static str, handler: impl Guarded<T>) -> Self {
        let audience = Audience::To(entry_of(&handler));
        self.add(method, path, audience, handler)
    }

    /// Adds a route that is open to everybody: its handler does the checks.
    #[must_use]
    pub fn open<T: 'static>(self, method: Method, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.add(method, path, Audience::Everybody, handler)
    }

    /// Adds routes that have a layer of their own.
    #[must_use]
    pub fn with_part(mut self, part: Self, layer: impl FnOnce(Router<App>) -> Router<App>) -> Self {
        self.router = self.router.merge(layer(part.router));
        self.list.extend(part.list);
        self
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that registers routes")]
    fn add<T: 'static>(
        mut self,
        method: Method,
        path: &'static str,
        audience: Audience,
        handler: impl Handler<T, App>,
    ) -> Self {
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
        self.router = self.router.route(path, MethodRouter::new().on(filter, handler));
        self.list.push(Route { method, path, audience });
        self
    }

    /// The router, and the list of its routes.
    pub fn into_parts(self) -> (Router<App>, Vec<Route>) {
        (self.router, self.list)
    }
}

fn entry_of<T, H: Guarded<T>>(_: &H) -> Entry {
    H::ENTRY
}
