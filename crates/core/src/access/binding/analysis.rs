//! Finds the tables of one statement that are bound to the business.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{ControlFlow, Range};

use sqlparser::ast::{
    Cte, Expr, FromTable, Insert, JoinConstraint, JoinOperator, ObjectName, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, Statement, TableAlias, TableFactor, TableObject, TableWithJoins,
    UpdateTableFromKind, Visit, Visitor,
};

use super::schema::Schema;
use super::scope::{Column, Relation, Scope, Source, union, with_alias};

/// Two values that are equal in every row that the statement reads, and the tables that this may bind.
pub(super) struct Equality {
    pub(super) sides: [Vec<Source>; 2],
    pub(super) binds: Range<usize>,
}

/// The analysis of one statement.
pub(super) struct Analysis<'a> {
    schema: &'a Schema,
    pub(super) with_member: bool,
    /// Each table that the statement names, and whether it is bound.
    named: Vec<(String, bool)>,
    pub(super) equalities: Vec<Equality>,
    /// The columns of each subquery, by its address.
    pub(super) subqueries: BTreeMap<usize, Vec<Column>>,
    relations_seen: usize,
}

impl<'a> Analysis<'a> {
    /// Analyses a statement. Its `$1` is the business and, `with_member`, its `$2` is the member.
    pub(super) fn of(schema: &'a Schema, statement: &Statement, with_member: bool) -> Self {
        let mut analysis = Self {
            schema,
            with_member,
            named: Vec::new(),
            equalities: Vec::new(),
            subqueries: BTreeMap::new(),
            relations_seen: 0,
        };
        analysis.statement(statement);
        let mut relations = Relations(0);
        let _done = statement.visit(&mut relations);
        assert_eq!(analysis.relations_seen, relations.0, "every table is analysed: {statement}");
        analysis.bind_by_equalities();
        analysis
    }

    /// The tables with a business's rows that nothing binds.
    pub(super) fn unbound(self) -> BTreeSet<String> {
        let schema = self.schema;
        let unbound = self.named.into_iter().filter(|(table, bound)| !bound && schema.is_of_a_business(table));
        unbound.map(|(table, _)| table).collect()
    }

    /// Binds the tables that equal a bound one, until nothing changes.
    fn bind_by_equalities(&mut self) {
        loop {
            let mut newly_bound = BTreeSet::new();
            for Equality { sides: [left, right], binds } in &self.equalities {
                for (from, to) in [(left, right), (right, left)] {
                    let Some(key) = self.bound_key(from) else { continue };
                    newly_bound.extend(to.iter().filter_map(|source| match source {
                        Source::Column(at, column) => {
                            let (table, bound) = &self.named[*at];
                            (!bound && binds.contains(at) && self.schema.key(table, column) == Some(key)).then_some(*at)
                        }
                        Source::Business | Source::Member => None,
                    }));
                }
            }
            if newly_bound.is_empty() {
                return;
            }
            for at in newly_bound {
                self.named[at].1 = true;
            }
        }
    }

    /// The table whose key a value is, where the key's row belongs to the business.
    fn bound_key(&self, sources: &[Source]) -> Option<&str> {
        let mut keys = sources.iter().map(|source| match source {
            Source::Business => Some("businesses"),
            Source::Member => Some("members"),
            Source::Column(at, column) => {
                let (table, bound) = &self.named[*at];
                self.schema.key(table, column).filter(|_| *bound)
            }
        });
        let first = keys.next()??;
        keys.all(|key| key == Some(first)).then_some(first)
    }

    fn statement(&mut self, statement: &Statement) {
        let none = Scope::default();
        match statement {
            Statement::Query(query) => {
                self.query(query, &none);
            }
            Statement::Insert(insert) => self.insert(insert),
            Statement::Update(update) => {
                let mut from = vec![update.table.clone()];
                if let Some(UpdateTableFromKind::AfterSet(more) | UpdateTableFromKind::BeforeSet(more)) = &update.from {
                    from.extend(more.iter().cloned());
                }
                let relations = self.from(&from, &none, update.selection.as_ref());
                let scope = Scope { relations: &relations, ..none };
                self.subqueries_of(&update.assignments, &scope);
                self.subqueries_of(&update.returning, &scope);
            }
            Statement::Delete(delete) => {
                let (FromTable::WithFromKeyword(from) | FromTable::WithoutKeyword(from)) = &delete.from;
                let from: Vec<_> = from.iter().chain(delete.using.iter().flatten()).cloned().collect();
                let relations = self.from(&from, &none, delete.selection.as_ref());
                self.subqueries_of(&delete.returning, &Scope { relations: &relations, ..none });
            }
            other => panic!("a statement of another kind: {other}"),
        }
    }

    fn insert(&mut self, insert: &Insert) {
        let TableObject::TableName(table) = &insert.table else { panic!("a table: {insert}") };
        let own = self.named.len();
        let target = [self.table(&base_name(table), None)];
        let business = insert.columns.iter().position(|column| base_name(column) == "business_id");
        let Some(query) = &insert.source else { panic!("rows: {insert}") };
        let columns = self.query(query, &Scope::default());
        let values = business.and_then(|business| match &*query.body {
            SetExpr::Values(values) => {
                let rows = values.rows.iter().map(|row| self.sources(&row[business], &Scope::default()));
                rows.collect::<Option<Vec<_>>>().map(|rows| rows.concat())
            }
            _ => columns[business].sources.clone(),
        });
        if let Some(values) = values {
            let column = Source::Column(own, "business_id".to_owned());
            self.equalities.push(Equality { sides: [vec![column], values], binds: own..own + 1 });
        }
        let scope = Scope { relations: &target, ..Scope::default() };
        self.subqueries_of(&insert.on, &scope);
        self.subqueries_of(&insert.returning, &scope);
    }

    fn query(&mut self, query: &Query, outer: &Scope) -> Vec<Column> {
        let mut expressions = Vec::new();
        for each in query.with.iter().flat_map(|with| &with.cte_tables) {
            let relation = self.expression(each, &expressions, outer);
            expressions.push(relation);
        }
        let scope = Scope { expressions: &expressions, outer: Some(outer), ..Scope::default() };
        let (columns, relations) = self.body(&query.body, &scope);
        let scope = Scope { relations: &relations, outer: Some(&scope), ..Scope::default() };
        self.subqueries_of(&query.order_by, &scope);
        self.subqueries_of(&query.limit_clause, &scope);
        columns
    }

    /// A common table expression. A recursive one reads the rows of its first half.
    fn expression(&mut self, expression: &Cte, before: &[Relation], outer: &Scope) -> Relation {
        let scope = Scope { expressions: before, outer: Some(outer), ..Scope::default() };
        let SetExpr::SetOperation { left, right, .. } = &*expression.query.body else {
            return with_alias(self.query(&expression.query, &scope), Some(&expression.alias), "");
        };
        let first = self.body(left, &scope).0;
        let own = [with_alias(first.clone(), Some(&expression.alias), "")];
        let more = self.body(right, &Scope { expressions: &own, outer: Some(&scope), ..Scope::default() }).0;
        with_alias(union(first, more), Some(&expression.alias), "")
    }

    fn body(&mut self, body: &SetExpr, scope: &Scope) -> (Vec<Column>, Vec<Relation>) {
        match body {
            SetExpr::Select(select) => self.select(select, scope),
            SetExpr::Query(query) => (self.query(query, scope), Vec::new()),
            SetExpr::SetOperation { left, right, .. } => {
                let (left, right) = (self.body(left, scope).0, self.body(right, scope).0);
                (union(left, right), Vec::new())
            }
            SetExpr::Values(values) => {
                self.subqueries_of(values, scope);
                let unknown = |at| Column { name: format!("column{at}"), sources: None };
                let count = values.rows.first().map_or(0, |row| row.len());
                ((1..=count).map(unknown).collect(), Vec::new())
            }
            other => panic!("a query of another kind: {other}"),
        }
    }

    fn select(&mut self, select: &Select, outer: &Scope) -> (Vec<Column>, Vec<Relation>) {
        let relations = self.from(&select.from, outer, select.selection.as_ref());
        let scope = Scope { relations: &relations, outer: Some(outer), ..Scope::default() };
        self.subqueries_of(&select.projection, &scope);
        self.subqueries_of(&select.having, &scope);
        self.subqueries_of(&select.group_by, &scope);
        let mut columns = Vec::new();
        for item in &select.projection {
            match item {
                SelectItem::Wildcard(_) => columns.extend(relations.iter().flat_map(|all| all.columns.clone())),
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                    let named = relations.iter().filter(|relation| relation.name == base_name(name));
                    columns.extend(named.flat_map(|all| all.columns.clone()));
                }
                SelectItem::ExprWithAlias { expr, alias } => {
                    columns.push(Column { name: alias.value.clone(), sources: self.sources(expr, &scope) });
                }
                SelectItem::UnnamedExpr(expr) => {
                    let name = match expr {
                        Expr::Identifier(name) => name.value.clone(),
                        Expr::CompoundIdentifier(names) => {
                            names.last().map_or(String::new(), |name| name.value.clone())
                        }
                        _ => String::new(),
                    };
                    columns.push(Column { name, sources: self.sources(expr, &scope) });
                }
                other => panic!("a column of another kind: {other}"),
            }
        }
        (columns, relations)
    }

    fn from(&mut self, from: &[TableWithJoins], outer: &Scope, condition: Option<&Expr>) -> Vec<Relation> {
        let begin = self.named.len();
        let mut relations = Vec::new();
        for each in from {
            relations.push(self.relation(&each.relation, outer));
            for join in &each.joins {
                let right = self.named.len();
                relations.push(self.relation(&join.relation, outer));
                let (on, binds) = match &join.join_operator {
                    JoinOperator::Join(on) | JoinOperator::Inner(on) | JoinOperator::CrossJoin(on) => (on, begin),
                    // Rows of the left side stay where the condition does not hold.
                    JoinOperator::Left(on) | JoinOperator::LeftOuter(on) => (on, right),
                    _ => panic!("a join of another kind: {join}"),
                };
                let scope = Scope { relations: &relations, outer: Some(outer), ..Scope::default() };
                match on {
                    JoinConstraint::On(on) => {
                        self.subqueries_of(on, &scope);
                        self.condition(on, &scope, &(binds..self.named.len()));
                    }
                    JoinConstraint::None => {}
                    _ => panic!("a join of another kind: {join}"),
                }
            }
        }
        if let Some(condition) = condition {
            let binds = begin..self.named.len();
            let scope = Scope { relations: &relations, outer: Some(outer), ..Scope::default() };
            self.subqueries_of(condition, &scope);
            self.condition(condition, &scope, &binds);
        }
        relations
    }

    fn relation(&mut self, factor: &TableFactor, outer: &Scope) -> Relation {
        match factor {
            TableFactor::Table { name, alias, args: None, .. } => {
                let name = base_name(name);
                match outer.expression(&name) {
                    Some(relation) => {
                        self.relations_seen += 1;
                        with_alias(relation.columns.clone(), alias.as_ref(), &name)
                    }
                    None => self.table(&name, alias.as_ref()),
                }
            }
            TableFactor::Derived { subquery, alias, .. } => with_alias(self.query(subquery, outer), alias.as_ref(), ""),
            other => panic!("a table of another kind: {other}"),
        }
    }

    /// A table, or a view, whose query is analysed too.
    fn table(&mut self, name: &str, alias: Option<&TableAlias>) -> Relation {
        let schema = self.schema;
        self.relations_seen += 1;
        if let Some(view) = schema.views.get(name) {
            let seen = self.relations_seen;
            let columns = self.query(view, &Scope::default());
            self.relations_seen = seen;
            return with_alias(columns, alias, name);
        }
        let at = self.named.len();
        self.named.push((name.to_owned(), false));
        let table = schema.tables.get(name).unwrap_or_else(|| panic!("there is no table {name}"));
        let column = |column: &String| {
            let source = Source::Column(at, column.clone());
            Column { name: column.clone(), sources: Some(vec![source]) }
        };
        with_alias(table.columns.iter().map(column).collect(), alias, name)
    }

    fn subqueries_of(&mut self, part: &impl Visit, scope: &Scope) {
        let _done = part.visit(&mut Subqueries { analysis: self, scope, depth: 0 });
    }
}

/// Analyses the outermost subqueries of an expression; each of them analyses its own.
struct Subqueries<'a, 'b, 'c> {
    analysis: &'a mut Analysis<'b>,
    scope: &'a Scope<'c>,
    depth: usize,
}

impl Visitor for Subqueries<'_, '_, '_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        if self.depth == 0 {
            let columns = self.analysis.query(query, self.scope);
            self.analysis.subqueries.insert(address(query), columns);
        }
        self.depth += 1;
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, _query: &Query) -> ControlFlow<()> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }
}

/// Counts the tables that a statement names.
struct Relations(usize);

impl Visitor for Relations {
    type Break = ();

    fn pre_visit_relation(&mut self, _relation: &ObjectName) -> ControlFlow<()> {
        self.0 += 1;
        ControlFlow::Continue(())
    }
}

pub(super) fn address(query: &Query) -> usize {
    std::ptr::from_ref(query).addr()
}

pub(super) fn base_name(name: &ObjectName) -> String {
    name.0.last().map_or(String::new(), ToString::to_string)
}
