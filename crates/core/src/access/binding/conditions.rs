//! The equalities that hold in every row that meets a condition.

use std::ops::Range;

use sqlparser::ast::{
    BinaryOperator, Expr, FunctionArg, FunctionArgExpr, FunctionArguments, InTarget, UnaryOperator, Value,
};

use super::analysis::{Analysis, Equality, address, base_name};
use super::scope::{Scope, Source};

impl Analysis<'_> {
    /// Adds the equalities that hold in every row that meets the condition.
    pub(super) fn condition(&mut self, condition: &Expr, scope: &Scope, binds: &Range<usize>) {
        match condition {
            Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
                self.condition(left, scope, binds);
                self.condition(right, scope, binds);
            }
            Expr::Nested(inner) | Expr::IsTrue(inner) => self.condition(inner, scope, binds),
            Expr::BinaryOp { left, op: BinaryOperator::Eq, right }
            | Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. } => {
                let sides = [parts(left), parts(right)];
                for (left, right) in sides[0].iter().zip(&sides[1]) {
                    let sides = [self.sources(left, scope), self.sources(right, scope)];
                    self.equal(sides, binds);
                }
            }
            Expr::In { expr, target: InTarget::Subquery(subquery), negated: false, .. } => {
                let columns = self.subqueries[&address(subquery)].clone();
                for (left, column) in parts(expr).into_iter().zip(columns) {
                    let left = self.sources(left, scope);
                    self.equal([left, column.sources], binds);
                }
            }
            _ => {}
        }
    }

    fn equal(&mut self, sides: [Option<Vec<Source>>; 2], binds: &Range<usize>) {
        if let [Some(left), Some(right)] = sides {
            self.equalities.push(Equality { sides: [left, right], binds: binds.clone() });
        }
    }

    /// The sources of a value, directly or through a subquery; `None` where they are unknown.
    pub(super) fn sources(&self, value: &Expr, scope: &Scope) -> Option<Vec<Source>> {
        match value {
            Expr::Identifier(name) => scope.column(None, &name.value)?.sources.clone(),
            Expr::CompoundIdentifier(names) => {
                let [table, name] = names.as_slice() else { return None };
                scope.column(Some(&table.value), &name.value)?.sources.clone()
            }
            Expr::Value(value) => match &value.value {
                Value::Placeholder(place) if place == "$1" => Some(vec![Source::Business]),
                Value::Placeholder(place) if place == "$2" && self.with_member => Some(vec![Source::Member]),
                _ => None,
            },
            Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => self.sources(inner, scope),
            Expr::UnaryOp { op: UnaryOperator::Plus, expr } => self.sources(expr, scope),
            Expr::Subquery(query) => self.subqueries[&address(query)].first()?.sources.clone(),
            Expr::Function(function) => match &function.args {
                FunctionArguments::Subquery(query) => self.subqueries[&address(query)].first()?.sources.clone(),
                FunctionArguments::List(list) if ["max", "min"].contains(&base_name(&function.name).as_str()) => {
                    match list.args.as_slice() {
                        [FunctionArg::Unnamed(FunctionArgExpr::Expr(value))] => self.sources(value, scope),
                        _ => None,
                    }
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// The values of a row in parentheses, or the one value.
fn parts(value: &Expr) -> Vec<&Expr> {
    match value {
        Expr::Tuple(values) => values.iter().collect(),
        other => vec![other],
    }
}
