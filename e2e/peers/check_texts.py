"""Texts arrive, signed as each carrier signs them: in forms, and from Telnyx in JSON."""

import json
import secrets

import sign_telnyx
import webhook
from check_webhooks import CALLER, NUMBER
from program import PUBLIC_URL


def text(carrier, to=NUMBER):
    """A text as the carrier tells of it: the form, and the body with its type."""
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


def post(calls, told, event="message", headers=None, body=None):
    """Posts a text, signed unless other headers are given."""
    form, signed, kind = told
    path = calls.business.path(event)
    if headers is None:
        headers = calls.carrier.sign(PUBLIC_URL + path, form, signed)
    return webhook.post(calls.origin + path, signed if body is None else body, {**headers, "Content-Type": kind})


def a_text_that_is_not_signed_so_is_refused(calls):
    told = text(calls.carrier)
    form, body, _ = told
    url = PUBLIC_URL + calls.business.path("message")
    other = sign_telnyx.new_keys()[0] if calls.carrier.provider == "telnyx" else "0" * 32
    for headers in [{}, calls.carrier.headers(url, form, body, other)]:
        answer = post(calls, told, headers=headers)
        assert answer.status == 403, f"answered {answer.status}"
    answer = post(calls, told, headers=calls.carrier.sign(url, form, body), body=body + b"&a=1")
    assert answer.status == 403, f"answered {answer.status}"


def a_text_older_than_its_scheme_allows_is_refused(calls):
    told = text(calls.carrier)
    headers = sign_telnyx.headers("", told[0], told[1], calls.carrier.signing_secret, age_seconds=400)
    answer = post(calls, told, headers=headers)
    assert answer.status == 403, f"answered {answer.status}"


def a_text_to_an_unknown_number_is_not_found(calls):
    answer = post(calls, text(calls.carrier, to="+14155550177"))
    assert answer.status == 404, f"answered {answer.status}"


def a_signed_text_is_answered_as_the_carrier_wants(calls):
    told = text(calls.carrier)
    # The same webhook again, as carriers do when they are in doubt.
    for _ in range(2):
        answer = post(calls, told)
        if calls.carrier.provider == "telnyx":
            assert (answer.status, answer.body) == (204, ""), f"answered {answer.status}: {answer.body}"
        else:
            assert "<Response/>" in calls.document(answer)


def news_of_a_text_that_is_not_ours_is_acknowledged(calls):
    form = {"MessageSid": "SM" + "0" * 32, "AccountSid": calls.carrier.account, "MessageStatus": "delivered"}
    told = form, webhook.encode(form), "application/x-www-form-urlencoded"
    if calls.carrier.provider == "telnyx":
        news = {"id": "unknown", "to": [{"phone_number": CALLER, "status": "delivered"}]}
        body = json.dumps({"data": {"event_type": "message.finalized", "payload": news}}).encode()
        told = {}, body, "application/json"
    answer = post(calls, told, event="message-status")
    assert (answer.status, answer.body) == (204, ""), f"answered {answer.status}: {answer.body}"


EVERY = {"twilio", "signalwire", "telnyx"}

# Each check and the carriers it is true of.
CHECKS = [
    (a_text_that_is_not_signed_so_is_refused, EVERY),
    (a_text_older_than_its_scheme_allows_is_refused, {"telnyx"}),
    (a_text_to_an_unknown_number_is_not_found, EVERY),
    (a_signed_text_is_answered_as_the_carrier_wants, EVERY),
    (news_of_a_text_that_is_not_ours_is_acknowledged, EVERY),
]
