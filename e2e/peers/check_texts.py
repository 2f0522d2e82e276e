"""Texts arrive, signed as each carrier signs them: in forms, and from Telnyx in JSON."""

import json
import secrets

import sign_telnyx
import webhook
from check_webhooks import CALLER, NUMBER
from program import PUBLIC_URL


def text(carrier, to=NUMBER):
    """A carrier's webhook about a text: the form, the body and its type."""
    if carrier.provider == "telnyx":
        body = json.dumps({"data": {
            "record_type": "event", "id": secrets.token_hex(8), "event_type": "message.received",
            "payload": {
                "id": secrets.token_hex(16), "direction": "inbound", "type": "MMS", "text": "José & Söhne +\r\n1 👍",
                "from": {"phone_number": CALLER, "carrier": "", "line_type": "Wireless"},
                "to": [{"phone_number": to, "status": "webhook_delivered"}], "cc": [], "parts": 1,
                "media": [{"url": "https://media.example/1.png", "content_type": "image/png", "size": 7}],
            },
        }, "meta": {"attempt": 1}})
        return {}, body.encode(), "application/json"
    sid = "SM" + secrets.token_hex(16)
    form = {
        "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "AccountSid": carrier.account, "From": CALLER, "To": to,
        "Body": "José & Söhne +\r\n1 👍", "NumSegments": "1", "NumMedia": "1", "MediaUrl0": "https://media.example/1.png",
        "MediaContentType0": "image/png", "SmsStatus": "received", "ApiVersion": "2010-04-01", "FromZip": "",
    }
    return form, webhook.encode(form), "application/x-www-form-urlencoded"


def post(calls, message, event="message", headers=None, body=None):
    """Posts a text, signed unless other headers are given."""
    form, signed, kind = message
    path = calls.business.path(event)
    if headers is None:
        headers = calls.carrier.sign(PUBLIC_URL + path, form, signed)
    return webhook.post(calls.origin + path, signed if body is None else body, {**headers, "Content-Type": kind})


def a_text_with_a_bad_signature_is_refused(calls):
    message = text(calls.carrier)
    form, body, _ = message
    url = PUBLIC_URL + calls.business.path("message")
    other = sign_telnyx.new_keys()[0] if calls.carrier.provider == "telnyx" else "0" * 32
    for headers in [{}, calls.carrier.headers(url, form, body, other)]:
        answer = post(calls, message, headers=headers)
        assert answer.status == 403, f"answered {answer.status}"
    answer = post(calls, message, headers=calls.carrier.sign(url, form, body), body=body + b"&a=1")
    assert answer.status == 403, f"answered {answer.status}"


def a_text_older_than_its_scheme_allows_is_refused(calls):
    message = text(calls.carrier)
    headers = sign_telnyx.headers("", message[0], message[1], calls.carrier.signing_secret, age_seconds=400)
    answer = post(calls, message, headers=headers)
    assert answer.status == 403, f"answered {answer.status}"


def a_text_to_an_unknown_number_is_not_found(calls):
    answer = post(calls, text(calls.carrier, to="+14155550177"))
    assert answer.status == 404, f"answered {answer.status}"


def a_signed_text_gets_the_carriers_kind_of_answer(calls):
    message = text(calls.carrier)
    # Twice: carriers repeat a webhook when they are in doubt.
    for _ in range(2):
        answer = post(calls, message)
        if calls.carrier.provider == "telnyx":
            assert (answer.status, answer.body) == (204, ""), f"answered {answer.status}: {answer.body}"
        else:
            assert "<Response/>" in calls.document(answer)


def the_status_of_an_unknown_text_is_acknowledged(calls):
    form = {"MessageSid": "SM" + "0" * 32, "AccountSid": calls.carrier.account, "MessageStatus": "delivered"}
    message = form, webhook.encode(form), "application/x-www-form-urlencoded"
    if calls.carrier.provider == "telnyx":
        status = {"id": "unknown", "to": [{"phone_number": CALLER, "status": "delivered"}]}
        body = json.dumps({"data": {"event_type": "message.finalized", "payload": status}}).encode()
        message = {}, body, "application/json"
    answer = post(calls, message, event="message-status")
    assert (answer.status, answer.body) == (204, ""), f"answered {answer.status}: {answer.body}"


EVERY = {"twilio", "signalwire", "telnyx"}

# Each check and its carriers.
CHECKS = [
    (a_text_with_a_bad_signature_is_refused, EVERY),
    (a_text_older_than_its_scheme_allows_is_refused, {"telnyx"}),
    (a_text_to_an_unknown_number_is_not_found, EVERY),
    (a_signed_text_gets_the_carriers_kind_of_answer, EVERY),
    (the_status_of_an_unknown_text_is_acknowledged, EVERY),
]
