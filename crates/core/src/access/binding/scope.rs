//! The names in scope at one place of a statement, and the sources of their values.

use sqlparser::ast::TableAlias;

/// The source of a column's values.
#[derive(Clone)]
pub(super) enum Source {
    /// `$1`.
    Business,
    /// `$2` of a statement that is also bound to a member.
    Member,
    /// A column of a table that the statement names, by the index of that name.
    Column(usize, String),
}

/// A column in scope and all its sources; `None` where they are unknown.
#[derive(Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) sources: Option<Vec<Source>>,
}

/// A table, view or subquery of a `from`, or a common table expression.
#[derive(Clone)]
pub(super) struct Relation {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
}

/// The names in scope at one place.
#[derive(Default, Clone, Copy)]
pub(super) struct Scope<'a> {
    pub(super) relations: &'a [Relation],
    pub(super) expressions: &'a [Relation],
    pub(super) outer: Option<&'a Scope<'a>>,
}

impl Scope<'_> {
    pub(super) fn column(&self, table: Option<&str>, name: &str) -> Option<&Column> {
        let mut named = self.relations.iter().filter(|relation| table.is_none_or(|table| relation.name == table));
        let own = named.find_map(|relation| relation.columns.iter().find(|column| column.name == name));
        own.or_else(|| self.outer?.column(table, name))
    }

    pub(super) fn expression(&self, name: &str) -> Option<&Relation> {
        let own = self.expressions.iter().rev().find(|relation| relation.name == name);
        own.or_else(|| self.outer?.expression(name))
    }
}

pub(super) fn with_alias(mut columns: Vec<Column>, alias: Option<&TableAlias>, name: &str) -> Relation {
    for (column, name) in columns.iter_mut().zip(alias.into_iter().flat_map(|alias| &alias.columns)) {
        column.name.clone_from(&name.name.value);
    }
    Relation { name: alias.map_or(name.to_owned(), |alias| alias.name.value.clone()), columns }
}

/// A row of a union is a row of either side.
pub(super) fn union(left: Vec<Column>, right: Vec<Column>) -> Vec<Column> {
    let both = left.into_iter().zip(right).map(|(left, right)| Column {
        name: left.name,
        sources: left.sources.zip(right.sources).map(|(left, right)| [left, right].concat()),
    });
    both.collect()
}
