//! Both engines have the same tables: their catalogs are normalised and compared.

use crewline_core::db::Kind;
use crewline_core::db::testing::{TestDatabase, test_database};

const SQLITE_TABLES: &str = "sqlite_master m where m.type in ('table', 'view') and m.name not like 'sqlite%' and m.name <> 'refinery_schema_history'";
const POSTGRES_TABLES: &str = "c.relnamespace = 'public'::regnamespace and c.relname <> 'refinery_schema_history'";

async fn lines(database: &TestDatabase, text: &str) -> Vec<String> {
    let rows = database.rows(text).await;
    let rows = rows.into_iter().map(|row| row.into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>().join(" "));
    let mut rows: Vec<_> = rows.map(|row| normalized(&row)).collect();
    rows.sort();
    assert!(!rows.is_empty());
    rows
}

/// PostgreSQL shows expressions with their types and in parentheses, and a list of values as an array.
fn normalized(text: &str) -> String {
    let text = text.replace("::text", "").replace("::bigint", "").replace(['(', ')'], " ").to_lowercase();
    let text = text.replace("= any  array[", "in ").replace(']', "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn assert_same(sqlite: &str, postgres: &str) {
    let (one, other) = (test_database(Kind::Sqlite).await, test_database(Kind::Postgres).await);
    let (one, other) = (lines(&one, sqlite).await, lines(&other, postgres).await);
    let only =
        |of: &[String], than: &[String]| of.iter().filter(|line| !than.contains(line)).cloned().collect::<Vec<_>>();
    assert_eq!((only(&one, &other), only(&other, &one)), (vec![], vec![]), "only on SQLite, only on PostgreSQL");
    assert_eq!(one, other);
}

/// SQLite has no type for the computed columns of a view; all of them are text.
#[tokio::test]
async fn the_columns_are_the_same_in_the_same_order_on_sqlite_and_postgres() {
    assert_same(
        &format!(
            "select m.name, i.cid, i.name, case i.type when 'INTEGER' then 'bigint' when '' then 'text' else lower(i.type) end,
                case when m.type = 'view' then 0 else i.\"notnull\" or i.pk > 0 end, coalesce(i.dflt_value, '')
            from pragma_table_info(m.name) i, {SQLITE_TABLES}"
        ),
        &format!(
            "select c.relname, a.attnum - 1, a.attname,
                case t.typname when 'int8' then 'bigint' when 'bytea' then 'blob' when 'bool' then 'boolean' else t.typname end,
                case when a.attnotnull then 1 else 0 end, coalesce(pg_get_expr(d.adbin, d.adrelid), '')
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            join pg_type t on t.oid = a.atttypid
            left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
            where {POSTGRES_TABLES} and c.relkind in ('r', 'v')"
        ),
    )
    .await;
}

#[tokio::test]
async fn the_primary_keys_are_the_same_on_sqlite_and_postgres() {
    assert_same(
        &format!(
            "select name, group_concat(part, ' ') from (
                select m.name, i.name as part from pragma_table_info(m.name) i, {SQLITE_TABLES} and i.pk > 0 order by m.name, i.pk
            ) group by name"
        ),
        &format!(
            "select c.relname, (select string_agg(pg_get_indexdef(x.indexrelid, k, true), ' ' order by k)
                from generate_series(1, x.indnatts) k)
            from pg_class c join pg_index x on x.indrelid = c.oid and x.indisprimary where {POSTGRES_TABLES}"
        ),
    )
    .await;
}

/// SQLite's catalog shows that an index has an expression, but not which.
#[tokio::test]
async fn the_indexes_are_the_same_on_sqlite_and_postgres() {
    assert_same(
        &format!(
            "select l.\"unique\", m.name, case l.origin when 'c' then l.name else '' end,
                (select group_concat(coalesce(x.name, 'expression') || case when x.\"desc\" then ' desc' else '' end, ' ')
                    from pragma_index_xinfo(l.name) x where x.key),
                case when l.partial then (select substr(s.sql, instr(s.sql, ' where ') + 7) from sqlite_master s where s.name = l.name) else '' end
            from pragma_index_list(m.name) l, {SQLITE_TABLES} and l.origin <> 'pk'"
        ),
        &format!(
            "select case when x.indisunique then 1 else 0 end, c.relname,
                case when exists (select from pg_constraint o where o.conindid = x.indexrelid and o.contype = 'u') then '' else i.relname end,
                (select string_agg(case when x.indkey[k - 1] = 0 then 'expression' else pg_get_indexdef(x.indexrelid, k, true) end
                    || case when x.indoption[k - 1] & 1 = 1 then ' desc' else '' end, ' ' order by k)
                from generate_series(1, x.indnkeyatts) k),
                coalesce(pg_get_expr(x.indpred, x.indrelid), '')
            from pg_class c join pg_index x on x.indrelid = c.oid and not x.indisprimary join pg_class i on i.oid = x.indexrelid
            where {POSTGRES_TABLES}"
        ),
    )
    .await;
}

#[tokio::test]
async fn the_foreign_keys_are_the_same_on_sqlite_and_postgres() {
    assert_same(
        &format!(
            "select name, 'foreign key', group_concat(one, ', '), 'references', target, group_concat(other, ', ') || act from (
                select m.name, f.id, f.\"table\" as target, f.\"from\" as one, f.\"to\" as other,
                    case f.on_update when 'NO ACTION' then '' else ' on update ' || lower(f.on_update) end
                    || case f.on_delete when 'NO ACTION' then '' else ' on delete ' || lower(f.on_delete) end as act
                from pragma_foreign_key_list(m.name) f, {SQLITE_TABLES} order by m.name, f.id, f.seq
            ) group by name, id, target, act"
        ),
        &format!(
            "select c.relname, pg_get_constraintdef(o.oid) from pg_class c
            join pg_constraint o on o.conrelid = c.oid and o.contype = 'f' where {POSTGRES_TABLES}"
        ),
    )
    .await;
}

#[tokio::test]
async fn each_table_has_as_many_checks_on_sqlite_and_postgres() {
    assert_same(
        &format!(
            "select m.name, (length(m.sql) - length(replace(m.sql, 'check (', ''))) / 7 from {SQLITE_TABLES} and m.type = 'table'"
        ),
        &format!(
            "select c.relname, (select count(*) from pg_constraint o where o.conrelid = c.oid and o.contype = 'c')
            from pg_class c where {POSTGRES_TABLES} and c.relkind = 'r'"
        ),
    )
    .await;
}
