"""Answers the questions of reports from calls in a DuckDB file of its own, sorted by time.

Usage: reports.py DATABASE PLAN [CALLS]. PLAN is JSON. With CALLS, which is text separated by tabs, the file is made from
them first. Prints JSON: the version, the bytes of the file, and for each question its times in milliseconds and its answer.
"""

import json
import os
import sys
import time

import duckdb

COLUMNS = {
    "id": "BIGINT",
    "number_id": "BIGINT",
    "source": "VARCHAR",
    "status": "VARCHAR",
    "caller": "VARCHAR",
    "started_at": "BIGINT",
    "talk_seconds": "BIGINT",
}
COUNTS = """count(*), count(*) filter (where status = 'completed'),
    count(*) filter (where status in ('missed', 'busy', 'failed')), count(*) filter (where status = 'voicemail')"""
SUMS = f"""{COUNTS}, count(*) filter (where first_time),
    cast(coalesce(sum(talk_seconds) filter (where status = 'completed'), 0) as bigint)"""
# The keys of a question's rows.
KEYS = {
    "totals": [],
    "by_day": ["day"],
    "by_source_and_month": ["source", "cast(date_trunc('month', day) as date)"],
    "by_hour_of_week": ["weekday", "hour"],
}
CALLERS = {"callers": "count(distinct caller)", "approximate_callers": "approx_count_distinct(caller)"}
WARM_UP_RUNS = 3
# After these seconds, a slow question is not asked again.
TIME_LIMIT = 20


def load(database, calls, plan):
    """The day and the hour in the business's zone, and whether a call is its caller's first, are worked out once."""
    form = f"delim = '\t', header = false, quote = '', escape = '', nullstr = '', columns = {COLUMNS}"
    source = f"read_csv('{calls}', {form})"
    condition = "true"
    if None not in plan["viewers"]:
        # Nobody asks for the others.
        condition = f"number_id in ({', '.join(str(number) for numbers in plan['viewers'] for number in numbers)})"
    with duckdb.connect(database) as connection:
        connection.execute("set preserve_insertion_order = true")
        # Ids are in the order of time.
        connection.execute(f"""
            create temp table first_calls as
            select min(id) as id from {source} where caller is not null and {condition} group by number_id, caller
        """)
        connection.execute(f"""
            create table calls as
            select id, number_id, source, status, caller, started_at, talk_seconds, cast(local as date) as day,
                hour(local) as hour, isodow(local) as weekday, id in (select id from first_calls) as first_time
            from (
                select *, timezone('{plan["zone"]}', timezone('UTC', make_timestamp(started_at * 1000))) as local
                from {source}
            )
            order by started_at, id
        """)
        connection.execute("checkpoint")


def grant(connection, viewers):
    connection.execute("create temp table granted (viewer BIGINT, number_id BIGINT)")
    for viewer, numbers in enumerate(viewers):
        if numbers is not None:
            rows = [[viewer, number] for number in numbers]
            connection.executemany("insert into granted values (?, ?)", rows)


def rows_of(connection, statement):
    return [list(row) for row in connection.execute(statement).fetchall()]


def within(question, viewers):
    """The condition on a call's number."""
    viewer = question["viewer"]
    if viewers[viewer] is None:
        return "true"
    return f"number_id in (select number_id from granted where viewer = {viewer})"


def between(days, mine):
    return f"day between date '{days[0]}' and date '{days[1]}' and {mine}"


def dashboard(connection, question, mine):
    """One dashboard: as many statements as it needs, one after the other."""

    def rows(statement):
        return rows_of(connection, statement)

    def totals(days):
        return rows(f"select {SUMS}, count(distinct caller) from calls where {between(days, mine)}")[0]

    def series(days):
        return [[str(day), *counts] for day, *counts in rows(
            f"select day, {COUNTS} from calls where {between(days, mine)} group by day order by day"
        )]

    now, before = question["days"], question["before"]
    since = question["call_back_since"]
    return {
        "totals": totals(now),
        "totals_before": totals(before),
        "series": series(now),
        "series_before": series(before),
        "hours": rows(f"""
            select weekday, hour, count(*), count(*) filter (where status in ('missed', 'busy', 'failed'))
            from calls where {between(now, mine)} group by 1, 2 order by 1, 2
        """),
        "sources": rows(f"""
            select source, {COUNTS} from calls where {between(now, mine)} group by 1 order by count(*) desc, 1 limit 10
        """),
        "numbers": rows(f"""
            select 'Number ' || number_id as name, {COUNTS} from calls where {between(now, mine)}
            group by number_id order by count(*) desc, name limit 10
        """),
        "to_call_back": [at for (at,) in rows(f"""
            select c.started_at
            from (
                select id, caller, started_at from calls
                where started_at >= {since} and status in ('missed', 'busy', 'failed', 'voicemail') and caller is not null
                    and {mine}
                order by started_at desc, id desc limit 300
            ) c
            where not exists (
                select 1 from calls later
                where later.started_at >= {since} and later.caller = c.caller
                    and (later.started_at > c.started_at or later.started_at = c.started_at and later.id > c.id)
                    and {mine.replace("number_id in", "later.number_id in")}
            )
            order by c.started_at desc, c.id desc limit 20
        """)],
    }


def single(connection, question, mine):
    """A single question, in one statement."""
    kind, days = question["kind"], question["days"]
    if kind in CALLERS:
        return rows_of(connection, f"select {CALLERS[kind]} from calls where {between(days, mine)}")[0]
    keys = KEYS[kind]
    grouping = f"group by {', '.join(keys)}" if keys else ""
    return rows_of(connection, f"select {', '.join([*keys, SUMS])} from calls where {between(days, mine)} {grouping}")


def measure(connection, question, viewers, runs):
    mine = within(question, viewers)
    ask = dashboard if question["kind"] == "dashboard" else single
    times, started = [], time.perf_counter()
    for run in range(WARM_UP_RUNS + runs):
        begun = time.perf_counter()
        answer = ask(connection, question, mine)
        if run >= WARM_UP_RUNS:
            times.append((time.perf_counter() - begun) * 1000)
        if times and time.perf_counter() - started > TIME_LIMIT:
            break
    if question["kind"] == "approximate_callers":
        # The exact number, by which the error of the approximate one is known.
        answer += single(connection, {**question, "kind": "callers"}, mine)
    return {"milliseconds": times, "answer": answer}


def main():
    database, plan_file, *calls = sys.argv[1:]
    with open(plan_file, encoding="utf-8") as file:
        plan = json.load(file)
    if calls:
        # Renamed last, so that a file with this name is whole.
        part = database + ".part"
        for left in (part, part + ".wal"):
            if os.path.exists(left):
                os.remove(left)
        load(part, calls[0], plan)
        os.rename(part, database)
    with duckdb.connect(database) as connection:
        viewers = plan["viewers"]
        grant(connection, viewers)
        answers = [measure(connection, question, viewers, plan["runs"]) for question in plan["questions"]]
    result = {"version": duckdb.__version__, "bytes": os.path.getsize(database), "answers": answers}
    json.dump(result, sys.stdout, default=str)


if __name__ == "__main__":
    main()
