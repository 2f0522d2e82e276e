"""Letters arrive at an independent mail server: complete, once, and also after it refused them at first."""

import csv
import email
import email.policy
import html
import io
import re
import threading

from aiosmtpd.controller import Controller

from program import free_port

# A letter that the server defers waits a minute, and up to a quarter more.
LETTER_TIMEOUT_SECONDS = 150
GUEST = "Gäste+1@Guest.example"
REPORT = "Calls by source, Süd 客 & <b>"


class Mailbox:
    """A mail server that keeps its letters; a context manager that stops it."""

    def __init__(self):
        self.messages = []
        self.refused = 0
        self.refusals = 0
        self.arrived = threading.Condition()
        self.port = free_port()
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, enable_SMTPUTF8=True)

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()

    async def handle_DATA(self, server, session, envelope):
        with self.arrived:
            if self.refused < self.refusals:
                self.refused += 1
                self.arrived.notify_all()
                return "451 4.3.0 Not now"
            self.messages.append(envelope)
            self.arrived.notify_all()
        return "250 2.0.0 Kept"

    def to(self, address):
        """The letters to an address."""
        return [message for message in self.messages if address.lower() in [to.lower() for to in message.rcpt_tos]]

    def wait_for(self, is_enough):
        """Waits until the condition holds, and checks it after each letter."""
        with self.arrived:
            assert self.arrived.wait_for(is_enough, LETTER_TIMEOUT_SECONDS), f"{len(self.messages)} letters, {self.refused} refused"


class Letters:
    """An invitation whose letter the server refuses at first and accepts later."""

    def __init__(self, business, mailbox):
        self.business = business
        self.mailbox = mailbox

    def refused_at_first(self):
        self.mailbox.refusals = 1
        status, answer = self.business.api("POST", "/invitations", {
            "name": "Gäste <b>Eins</b> 客", "email": GUEST, "role": "manager",
        })
        assert (status, answer["result"]) == (201, "invited"), (status, answer)
        self.mailbox.wait_for(lambda: self.mailbox.refused == 1)
        assert not self.mailbox.to(GUEST), "a refused letter was kept"

    def delivered_once(self):
        self.mailbox.wait_for(lambda: self.mailbox.to(GUEST))
        # A letter that is queued later is sent after it; by then a second copy would have arrived.
        status, answer = self.business.api("POST", "/invitations", {
            "name": "Second", "email": "second@guest.example", "role": "manager",
        })
        assert status == 201, answer
        self.mailbox.wait_for(lambda: self.mailbox.to("second@guest.example"))
        (message,) = self.mailbox.to(GUEST)
        letter = read(message)
        to = letter["To"].addresses[0].addr_spec.encode(errors="surrogateescape").decode()
        # The domain goes out in ASCII and lower case; what is before it stays as typed.
        assert to == GUEST.replace("Guest.example", "guest.example"), to
        assert_well_formed(letter)
        assert "Olive Owner" in letter["Subject"], letter["Subject"]
        assert letter.get_content_type() == "multipart/alternative", letter.get_content_type()
        text = letter.get_body(("plain",)).get_content()
        page = letter.get_body(("html",)).get_content()
        link = re.search(r"https://crewline\.example/invitations/[\w-]{40,}", text)
        assert link and link.group() in page, text
        assert "<b>Eins" not in page and "Manager" in text, page


def report_with_its_table(business, mailbox):
    """A report by mail: the figures as text and HTML, and as a file the rows that the API answers."""
    question = {"group_by": "source", "period": "last_30_days"}
    status, answer = business.api("POST", "/reports", {"name": REPORT, "question": question})
    assert status == 201, answer
    status, answer = business.api("POST", f"/reports/{answer['report']['id']}/send")
    assert status == 202, (status, answer)
    mailbox.wait_for(lambda: reports(mailbox))
    (letter,) = reports(mailbox)
    assert_well_formed(letter)
    assert letter["Subject"] == f"{REPORT} · Peers of twilio", letter["Subject"]
    text = letter.get_body(("plain",)).get_content()
    page = letter.get_body(("html",)).get_content()
    (file,) = letter.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("report.csv", "text/csv"), file.items()
    table = file.get_content()
    # A spreadsheet takes it for UTF-8 by this mark alone.
    assert table.startswith("\ufeff"), table[:20]
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline="")))
    status, answer = business.api("GET", "/analytics/calls?group_by=source&period=last_30_days")
    assert status == 200, answer
    # In CSV a text that begins like a formula has an apostrophe before it.
    read_rows = [(row["Source"].removeprefix("'"), int(row["Calls"]), int(row["Missed"])) for row in rows]
    expected = [(row["source"], row["calls"], row["missed"]) for row in answer["rows"]]
    assert expected and read_rows == expected, (read_rows, expected)
    for part in (text, html.unescape(page)):
        assert f"https://crewline.example/b/{business.slug}/analytics?" in part, part
        assert REPORT in part and all(source in part for source, _, _ in expected), part
    assert "<b>" not in page, page


def reports(mailbox):
    """The letters with a file."""
    return [letter for letter in map(read, mailbox.messages) if letter.get_content_type() == "multipart/mixed"]


def read(message):
    return email.message_from_bytes(message.content, policy=email.policy.default)


def assert_well_formed(letter):
    assert letter["From"] and letter["Date"], letter.items()
    assert re.fullmatch(r"<[0-9a-f]{32}@localhost>", letter["Message-ID"]), letter["Message-ID"]
    assert not letter.defects and not any(part.defects for part in letter.walk()), "a letter that is not well formed"
