"""A mail server that prints its port, then each letter as a line of JSON."""

import email
import email.policy
import json
import signal
import threading

from aiosmtpd.controller import Controller

from program import free_port


class Printer:
    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        fields = {
            "to": envelope.rcpt_tos[0],
            "subject": letter["Subject"],
            "text": letter.get_body(("plain",)).get_content(),
        }
        print(json.dumps(fields), flush=True)
        return "250 2.0.0 Kept"


def main():
    port = free_port()
    controller = Controller(Printer(), hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
    controller.start()
    print(port, flush=True)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    ended.wait()
    controller.stop()


if __name__ == "__main__":
    main()
