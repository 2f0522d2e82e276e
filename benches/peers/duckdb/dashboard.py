"""Loads calls into a DuckDB file of its own, sorted by time, and answers the dashboard's questions from them.

Usage: dashboard.py CALLS DATABASE PLAN. CALLS is text separated by tabs, PLAN is JSON. Prints JSON: the version, the bytes of
the file, and for each question its times in milliseconds and its answer.
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
WARM_UP_RUNS = 3


def load(database, calls, zone):
    """The day and the hour in the business's zone, and whether a call is its caller's first, are worked out once."""
    with duckdb.connect(database) as connection:
        connection.execute("set preserve_insertion_order = true")
        connection.execute(f"""
            create table calls as
            select id, number_id, source, status, caller, started_at, talk_seconds, cast(local as date) as day,
                hour(local) as hour, isodow(local) as weekday,
                caller is not null and row_number() over (
                    partition by number_id, caller order by started_at, id
                ) = 1 as first_time
            from (
                select *, timezone('{zone}', timezone('UTC', make_timestamp(started_at * 1000))) as local
                from read_csv('{calls}', delim = '\t', header = false, quote = '', escape = '', nullstr = '', columns = {COLUMNS})
            )
            order by started_at, id
        """)
        connection.execute("create table granted (viewer BIGINT, number_id BIGINT)")
        connection.execute("checkpoint")


def grant(connection, questions):
    for viewer, question in enumerate(questions):
        if question["numbers"] is not None:
            rows = [[viewer, number] for number in question["numbers"]]
            connection.executemany("insert into granted values (?, ?)", rows)


def dashboard(connection, viewer, question):
    """One dashboard: as many statements as it needs, one after the other."""
    mine = "true" if question["numbers"] is None else f"number_id in (select number_id from granted where viewer = {viewer})"

    def between(days):
        return f"day between date '{days[0]}' and date '{days[1]}' and {mine}"

    def rows(statement):
        return [list(row) for row in connection.execute(statement).fetchall()]

    def totals(days):
        return rows(f"""
            select {COUNTS}, count(*) filter (where first_time),
                cast(coalesce(sum(talk_seconds) filter (where status = 'completed'), 0) as bigint), count(distinct caller)
            from calls where {between(days)}
        """)[0]

    def series(days):
        return [[str(day), *counts] for day, *counts in rows(
            f"select day, {COUNTS} from calls where {between(days)} group by day order by day"
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
            from calls where {between(now)} group by 1, 2 order by 1, 2
        """),
        "sources": rows(f"""
            select source, {COUNTS} from calls where {between(now)} group by 1 order by count(*) desc, 1 limit 10
        """),
        "numbers": rows(f"""
            select 'Number ' || number_id as name, {COUNTS} from calls where {between(now)}
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


def measure(connection, viewer, question, runs):
    times = []
    for run in range(WARM_UP_RUNS + runs):
        begun = time.perf_counter()
        answer = dashboard(connection, viewer, question)
        if run >= WARM_UP_RUNS:
            times.append((time.perf_counter() - begun) * 1000)
    return {"milliseconds": times, "answer": answer}


def main():
    calls, database, plan_file = sys.argv[1:]
    with open(plan_file, encoding="utf-8") as file:
        plan = json.load(file)
    load(database, calls, plan["zone"])
    with duckdb.connect(database) as connection:
        grant(connection, plan["questions"])
        answers = [
            measure(connection, viewer, question, plan["runs"]) for viewer, question in enumerate(plan["questions"])
        ]
    result = {"version": duckdb.__version__, "bytes": os.path.getsize(database), "answers": answers}
    json.dump(result, sys.stdout)


main()
