//! The menu of views above the list of calls, and the way to its columns.

/// The menu.
#[derive(Clone, Debug, Default)]
pub(crate) struct ViewsMenu {
    /// The viewpoint's own views, and then those that others share. A part without views is left out.
    pub(crate) parts: Vec<ViewsPart>,
    /// The form that saves the filters of the list; `None` without filters, and for those who may save none.
    pub(crate) save: Option<String>,
    /// The form of the columns; `None` for those who may not choose them.
    pub(crate) choose_columns: Option<String>,
}

/// A part of the menu.
#[derive(Clone, Debug)]
pub(crate) struct ViewsPart {
    /// The id of its head.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// Its views, by name.
    pub(crate) views: Vec<ViewLink>,
}

/// A view in the menu.
#[derive(Clone, Debug)]
pub(crate) struct ViewLink {
    pub(crate) name: String,
    /// The list with its filters; `None` when one of them is left with nothing that the viewpoint sees.
    pub(crate) href: Option<String>,
    /// Whether the list has its filters now.
    pub(crate) current: bool,
}

impl ViewsMenu {
    /// A menu of these views.
    pub(crate) fn of(own: Vec<ViewLink>, shared: Vec<ViewLink>) -> Self {
        let own = ViewsPart { id: "views-own", title: "Your views", views: own };
        let shared = ViewsPart { id: "views-shared", title: "Shared with the team", views: shared };
        let parts = [own, shared].into_iter().filter(|part| !part.views.is_empty());
        Self { parts: parts.collect(), ..Self::default() }
    }

    /// The label of the button that opens the menu: it names the open view.
    pub(crate) fn label(&self) -> String {
        let current = self.parts.iter().flat_map(|part| &part.views).find(|view| view.current);
        current.map_or_else(|| "Views".to_owned(), |view| format!("View: {}", view.name))
    }
}

#[cfg(test)]
impl ViewsMenu {
    fn link(name: &str, at: usize) -> ViewLink {
        ViewLink {
            name: name.to_owned(),
            href: (at % 4 != 3).then(|| "/b/northline/calls?outcome=missed&period=today".to_owned()),
            current: at == 1,
        }
    }

    /// A menu with some views.
    pub(crate) fn sample() -> Self {
        let own = vec![Self::link("Missed today", 1), Self::link("Qualified this month", 2)];
        Self {
            save: Some("/b/northline/call-views/new?outcome=missed".to_owned()),
            choose_columns: Some("/b/northline/calls/columns?outcome=missed".to_owned()),
            ..Self::of(own, vec![Self::link("First calls of the week", 2)])
        }
    }

    /// A menu with many views and long names.
    pub(crate) fn crowded_sample() -> Self {
        use crate::view::samples::{HTML, LONG, RTL};
        let names = [LONG, HTML, RTL, "Missed"];
        let links = |count: usize| (0..count).map(|at| Self::link(names[at % 4], at)).collect();
        Self::of(links(50), links(30))
    }
}
