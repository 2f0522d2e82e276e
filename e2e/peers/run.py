"""Checks the real program against independent peers, on both engines.

    run.py --crewline BINARY [--postgres URL] [--only NAME]

The last line has the counts; the exit code is 1 if a check failed.
"""

import argparse
import subprocess
import sys
import time
import traceback

import check_api
import check_mail
import check_sheet
import check_texts
import check_webhooks
from program import Program


class Tally:
    """Runs checks, prints their results and counts them."""

    def __init__(self, only):
        self.only = only
        self.passed = 0
        self.failed = 0

    def check(self, name, body):
        if self.only and self.only not in name:
            return
        started = time.monotonic()
        try:
            body()
        except (AssertionError, RuntimeError, OSError, KeyError, ValueError, subprocess.SubprocessError):
            self.failed += 1
            print(f"FAILED {name}")
            traceback.print_exc(file=sys.stdout)
        else:
            self.passed += 1
            print(f"ok     {name} ({time.monotonic() - started:.1f} s)")
        sys.stdout.flush()


def on_one_engine(tally, engine, binary, database):
    """All checks on a fresh database."""
    with check_mail.Mailbox() as mailbox, Program(binary, database, mailbox.url) as program:
        businesses = []
        letters = None
        for carrier in check_webhooks.carriers():
            calls = check_webhooks.Calls(program, carrier)
            businesses.append(calls.business)
            if letters is None:
                letters = check_mail.Letters(calls.business, mailbox)
                tally.check(f"{engine} mail refused_at_first", letters.refused_at_first)
            for check, carriers in check_webhooks.CHECKS + check_texts.CHECKS:
                if carrier.provider not in carriers:
                    continue
                name = f"{engine} {carrier.provider} {check.__name__}"
                tally.check(name, lambda check=check, calls=calls: check(calls))
        # Checked here, so that the wait before the second attempt costs no time.
        tally.check(f"{engine} mail delivered_once", letters.delivered_once)
        report = check_mail.report_with_its_table
        tally.check(f"{engine} mail report_with_its_table", lambda: report(businesses[0], mailbox))
        same_sheet = check_sheet.the_workbook_equals_the_csv
        tally.check(f"{engine} the_workbook_equals_the_csv", lambda: same_sheet(businesses[0]))
        tally.check(f"{engine} every_answer_is_documented", lambda: check_api.every_answer_is_documented(businesses[0]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--crewline", required=True)
    parser.add_argument("--postgres")
    parser.add_argument("--only")
    options = parser.parse_args()
    tally = Tally(options.only)
    engines = [("sqlite", None)] + ([("postgres", options.postgres)] if options.postgres else [])
    for engine, database in engines:
        on_one_engine(tally, engine, options.crewline, database)
    print(f"peers: {tally.passed} passed, {tally.failed} failed")
    sys.exit(1 if tally.failed or not tally.passed else 0)


if __name__ == "__main__":
    main()
