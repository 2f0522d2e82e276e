"""Calls arrive, signed as each carrier signs them. A badly signed webhook changes nothing."""

import secrets

import sign_signalwire
import sign_telnyx
import sign_twilio
import webhook
from program import PUBLIC_URL
from twiml_grammar import violations

NUMBER = "+14155550100"
TARGET = "+14155550199"
CALLER = "+12125550123"


class Carrier:
    """A carrier's account and its way of signing."""

    def __init__(self, provider, account, secret, signing_secret, headers):
        self.provider = provider
        self.account = account
        self.secret = secret
        self.signing_secret = signing_secret
        self.headers = headers

    def sign(self, url, form, body):
        return self.headers(url, form, body, self.signing_secret)


def carriers():
    """One of each kind. For Telnyx an operator enters the public key; the secret one stays here."""
    telnyx_secret, telnyx_public = sign_telnyx.new_keys()
    twilio, signalwire = secrets.token_hex(16), "PSK_" + secrets.token_hex(24)
    return [
        Carrier("twilio", "AC" + secrets.token_hex(16), twilio, twilio, sign_twilio.headers),
        Carrier(
            "signalwire", "5f1c7a1e-2f0b-4f0a-9d53-3a54c0f5f3a1", signalwire, signalwire, sign_signalwire.headers
        ),
        Carrier("telnyx", "7b1c2f3e-9d53-4f0a-8a54-c0f5f3a15f1c", telnyx_public, telnyx_secret, sign_telnyx.headers),
    ]


def inbound(carrier, sid, to=NUMBER):
    """The form of an inbound call."""
    return {
        "CallSid": sid, "AccountSid": carrier.account, "From": CALLER, "To": to, "Caller": CALLER, "Called": to,
        "CallStatus": "ringing", "Direction": "inbound", "ApiVersion": "2010-04-01", "FromCity": "NEW YORK",
        "FromState": "NY", "FromZip": "", "FromCountry": "US", "CallerName": "José & Söhne + 1",
        "StirVerstat": "TN-Validation-Passed-A", "SomethingNew": "1",
    }


class Calls:
    """One carrier's calls to one business of a running program."""

    def __init__(self, program, carrier):
        self.carrier = carrier
        self.business = program.new_business(
            f"Peers of {carrier.provider}", carrier.provider, carrier.account, carrier.secret
        )
        self.origin = program.origin
        status, answer = self.business.api("POST", "/numbers", {
            "phone_number": NUMBER, "friendly_name": "Front desk", "source": "Search", "forward_to": TARGET,
        })
        assert status == 201, f"POST /numbers: {status} {answer}"
        self.number = answer["number"]

    def post(self, event, form, headers=None, signed_as=None):
        """Posts a form, signed unless other headers are given, and signed for another address if one is given."""
        path = self.business.path(event)
        body = webhook.encode(form)
        if headers is None:
            headers = self.carrier.sign(signed_as or PUBLIC_URL + path, form, body)
        return webhook.post(self.origin + path, body, headers)

    def sid(self):
        """A call's id in the carrier's form."""
        if self.carrier.provider == "telnyx":
            return "v3:" + secrets.token_urlsafe(48)
        return "CA" + secrets.token_hex(16)

    def document(self, answer):
        """Checks that an answer is a document in the grammar, and returns it."""
        assert answer.status == 200, f"answered {answer.status}: {answer.body[:300]}"
        assert "xml" in answer.content_type, f"answered {answer.content_type}"
        broken = violations(answer.body, provider=self.carrier.provider)
        assert not broken, f"{broken} in {answer.body}"
        return answer.body

    def refused(self, answer):
        """Checks that an answer is 403, and that no call was stored."""
        assert answer.status == 403, f"answered {answer.status}"
        stored = self.business.calls()
        assert stored == [], f"stored {stored}"


def a_call_without_a_signature_is_refused(calls):
    calls.refused(calls.post("voice", inbound(calls.carrier, calls.sid()), headers={}))


def a_call_signed_with_another_secret_is_refused(calls):
    form = inbound(calls.carrier, calls.sid())
    other = sign_telnyx.new_keys()[0] if calls.carrier.provider == "telnyx" else "0" * 32
    url = PUBLIC_URL + calls.business.path("voice")
    calls.refused(calls.post("voice", form, headers=calls.carrier.headers(url, form, webhook.encode(form), other)))


def a_call_changed_after_signing_is_refused(calls):
    form = inbound(calls.carrier, calls.sid())
    url = PUBLIC_URL + calls.business.path("voice")
    headers = calls.carrier.sign(url, form, webhook.encode(form))
    calls.refused(calls.post("voice", form | {"From": "+12125550199"}, headers=headers))
    calls.refused(calls.post("voice", form | {"Added": "x"}, headers=headers))


def a_call_signed_for_another_address_is_refused(calls):
    form = inbound(calls.carrier, calls.sid())
    calls.refused(calls.post("voice", form, signed_as=PUBLIC_URL + calls.business.path("status")))
    calls.refused(calls.post("voice", form, signed_as=calls.origin + calls.business.path("voice")))


def a_webhook_older_than_its_scheme_allows_is_refused(calls):
    form = inbound(calls.carrier, calls.sid())
    headers = sign_telnyx.headers("", form, webhook.encode(form), calls.carrier.signing_secret, age_seconds=400)
    calls.refused(calls.post("voice", form, headers=headers))


def a_caller_of_an_unknown_number_hears_a_sentence(calls):
    document = calls.document(calls.post("voice", inbound(calls.carrier, calls.sid(), to="+14155550177")))
    assert "cannot take calls" in document, document
    assert calls.business.calls() == []


def a_signed_call_is_forwarded_and_listed(calls):
    form = inbound(calls.carrier, calls.sid())
    document = calls.document(calls.post("voice", form))
    assert TARGET in document, document
    listed = calls.business.calls()
    assert len(listed) == 1, listed
    assert listed[0]["number_id"] == calls.number["id"], listed
    assert listed[0]["caller"] == CALLER, listed
    assert listed[0]["source"] == "Search", listed

    # Again: carriers repeat a webhook when they are in doubt.
    calls.document(calls.post("voice", form))
    assert calls.business.calls() == listed

    ended = form | {"CallStatus": "completed", "CallDuration": "17", "Timestamp": "Tue, 24 Nov 2026 03:00:17 +0000"}
    answer = calls.post("status", ended)
    assert answer.status in (200, 204), f"answered {answer.status}"
    after = calls.business.calls()
    assert [call["id"] for call in after] == [listed[0]["id"]], after
    assert after[0]["status"] == "missed" and after[0]["duration_seconds"] == 17, after


def a_signature_over_the_address_with_its_port_is_accepted(calls):
    form = inbound(calls.carrier, calls.sid())
    calls.document(calls.post("voice", form, signed_as=f"{PUBLIC_URL}:443{calls.business.path('voice')}"))


def the_fallback_forwards_to_the_same_target(calls):
    form = inbound(calls.carrier, calls.sid()) | {"ErrorCode": "11200", "ErrorUrl": f"{PUBLIC_URL}/x"}
    document = calls.document(calls.post("fallback", form))
    assert TARGET in document, document


EVERY = {"twilio", "signalwire", "telnyx"}
SIGNS_THE_ADDRESS = {"twilio", "signalwire"}
SIGNS_THE_TIME = {"telnyx"}

# Each check and its carriers, in this order: the refused ones come before those that store a call.
CHECKS = [
    (a_call_without_a_signature_is_refused, EVERY),
    (a_call_signed_with_another_secret_is_refused, EVERY),
    (a_call_changed_after_signing_is_refused, EVERY),
    (a_call_signed_for_another_address_is_refused, SIGNS_THE_ADDRESS),
    (a_webhook_older_than_its_scheme_allows_is_refused, SIGNS_THE_TIME),
    (a_caller_of_an_unknown_number_hears_a_sentence, EVERY),
    (a_signed_call_is_forwarded_and_listed, EVERY),
    (a_signature_over_the_address_with_its_port_is_accepted, SIGNS_THE_ADDRESS),
    (the_fallback_forwards_to_the_same_target, EVERY),
]
