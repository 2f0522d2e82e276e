#!/usr/bin/env python3
"""Checks the mock carrier by the carriers' own libraries: check_mock_carrier.py PATH-OF-MOCK-CARRIER

The official Twilio client buys, configures and releases a number; the official Twilio and Telnyx verifiers check the
webhooks of a whole call. Exits with 0 if all checks pass, else with 1 and the failures.
"""

import base64
import json
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from nacl.signing import VerifyKey
from telnyx import Telnyx
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

CALLER = "+12125550123"
DESK = "+13035550111"


class Failed(Exception):
    """A check failed."""


def expect(is_true, message):
    if not is_true:
        raise Failed(message)


class Product(BaseHTTPRequestHandler):
    """Answers /voice with a document, and records every request."""

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, raw, dict(self.headers.items())))
        if self.path == "/voice?tag=a%20b":
            base = self.server.base
            body = (
                f'<Response><Dial action="{base}/dialled" record="record-from-answer-dual" '
                f'recordingStatusCallback="{base}/recorded"><Number statusCallback="{base}/leg" '
                f'statusCallbackEvent="initiated ringing answered completed">{DESK}</Number></Dial></Response>'
            )
        else:
            body = "<Response/>"
        body = body.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Carrier:
    """The program under test."""

    def __init__(self, binary, *arguments):
        self.process = subprocess.Popen(
            [binary, "serve", "--bind", "127.0.0.1:0", *arguments], stdout=subprocess.PIPE, text=True
        )
        try:
            line = self.process.stdout.readline().strip()
            expect(line.startswith("listening on "), f"the carrier printed {line!r}")
            self.url = line.removeprefix("listening on ")
            self.about = self.control("GET", "/control")
        except BaseException:
            self.__exit__()
            raise

    def control(self, method, path, body=None):
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def post(self, path, body):
        """Like control, where the answer has no body."""
        request = urllib.request.Request(
            self.url + path, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request, timeout=60).close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Loopback(TwilioHttpClient):
    """The official HTTP client, redirected to the mock carrier."""

    def __init__(self, base):
        super().__init__()
        self.base = base

    def request(self, method, url, **options):
        for own in ("https://api.twilio.com", "https://pricing.twilio.com"):
            url = url.replace(own, self.base)
        return super().request(method, url, **options)


def fields(raw):
    return dict(urllib.parse.parse_qsl(raw.decode(), keep_blank_values=True, strict_parsing=True))


def header(headers, name):
    return next((value for key, value in headers.items() if key.lower() == name.lower()), None)


def call(carrier, product, number):
    """Places an answered call and returns the requests that it caused."""
    product.requests.clear()
    script = {
        "from": CALLER,
        "to": number,
        "caller_name": "Žofie & Søn",
        "callee": {"kind": "answers", "after_ms": 3000, "talk_ms": 42000},
    }
    transcript = carrier.control("POST", "/control/calls", script)
    expect(transcript["problems"] == [], f"problems: {transcript['problems']}")
    expect(transcript["outcome"]["bridged"], "the call was not bridged")
    expect(transcript["outcome"]["talk_seconds"] == 42, f"outcome: {transcript['outcome']}")
    paths = [path for path, _, _ in product.requests]
    legs = ["/leg"] * 4
    expect(paths == ["/voice?tag=a%20b", *legs, "/dialled", "/ended", "/recorded"], f"requests: {paths}")
    return list(product.requests)


def rest(carrier, product):
    """The official client: credentials, search, purchase, configuration, list, release, prices, calls, texts, errors."""
    about = carrier.about
    client = Client(about["account"], about["secret"], http_client=Loopback(carrier.url))
    expect(client.api.accounts(about["account"]).fetch().status == "active", "the account is not active")
    stranger = Client(about["account"], "wrong", http_client=Loopback(carrier.url))
    try:
        stranger.api.accounts(about["account"]).fetch()
        raise Failed("a wrong secret opened the account")
    except TwilioRestException as error:
        expect((error.status, error.code) == (401, 20003), f"a wrong secret: {error}")

    available = client.available_phone_numbers("US").local.list(area_code="415", limit=7)
    expect(len(available) == 7, f"{len(available)} numbers found")
    bought = available[3].phone_number
    number = client.incoming_phone_numbers.create(phone_number=bought, friendly_name="Billboard")
    expect(number.phone_number == bought, f"bought {number.phone_number}")
    number = number.update(
        voice_url=f"{product.base}/voice?tag=a%20b", status_callback=f"{product.base}/ended", voice_method="POST"
    )
    expect(number.status_callback == f"{product.base}/ended", "the number was not configured")
    for candidate in available[4:]:
        client.incoming_phone_numbers.create(phone_number=candidate.phone_number)
    listed = client.incoming_phone_numbers.list(page_size=2)
    expect(len(listed) == 4, f"{len(listed)} numbers over pages of two")
    client.incoming_phone_numbers(listed[-1].sid).delete()
    try:
        client.incoming_phone_numbers(listed[-1].sid).fetch()
        raise Failed("a released number is still there")
    except TwilioRestException as error:
        expect((error.status, error.code) == (404, 20404), f"a released number: {error}")

    prices = client.pricing.v1.phone_numbers.countries("US").fetch()
    expect(prices.phone_number_prices[0]["current_price"] == "1.15", f"prices: {prices.phone_number_prices}")
    # Nobody is at the address of its document, so the call asks nothing of the product.
    placed = client.calls.create(to=DESK, from_=bought, url="http://127.0.0.1:9/document")
    expect((placed.direction, placed.to) == ("outbound-api", DESK), f"a placed call: {placed.direction}, {placed.to}")

    message = client.messages.create(from_=bought, to=CALLER, body="Hello")
    expect(message.direction == "outbound-api", f"direction {message.direction}")
    try:
        client.messages.create(from_=CALLER, to=bought, body="Hello")
        raise Failed("a text was sent from another's number")
    except TwilioRestException as error:
        expect(error.code == 21606, f"another's number: {error}")
    return client, bought


def twilio(binary, product):
    with Carrier(binary, "--seed", "11") as carrier:
        client, number = rest(carrier, product)
        validator = RequestValidator(carrier.about["secret"])
        requests = call(carrier, product, number)
        for path, raw, headers in requests:
            url, signature = product.base + path, header(headers, "X-Twilio-Signature")
            expect(validator.validate(url, fields(raw), signature), f"{path} is not well signed")
            altered = {**fields(raw), "AccountSid": "AC0"}
            expect(not validator.validate(url, altered, signature), f"{path} is well signed after a change")
        sid = fields(requests[0][1])["CallSid"]
        fetched = client.calls(sid).fetch()
        expect((fetched.status, fetched.duration) == ("completed", "45"), f"{fetched.status}, {fetched.duration}")
        legs = client.calls.list(parent_call_sid=sid)
        expect([leg.to for leg in legs] == [DESK], f"legs: {legs}")
        recordings = client.recordings.list(call_sid=sid)
        expect([recording.duration for recording in recordings] == ["42"], f"recordings: {recordings}")
        expect(recordings[0].delete(), "the recording was not deleted")

    with Carrier(binary, "--shared-key", "key7:a shared secret") as carrier:
        number = configure(carrier, product)
        validator = RequestValidator("a shared secret")
        for path, raw, headers in call(carrier, product, number):
            settings = header(headers, "X-Twilio-Webhooks-Signature-Settings")
            expect(settings == "key=key7,algorithm=HMAC_SHA256", f"{path}: settings {settings!r}")
            signature = header(headers, "X-Twilio-Signature")
            expected = validator.compute_signature(product.base + path, fields(raw), "HMAC_SHA256")
            expect(signature == expected, f"{path} is not well signed with the shared key")


def signalwire(binary, product):
    """SignalWire signs as Twilio does, in a header and with a key of its own."""
    with Carrier(binary, "--provider", "signalwire", "--signing-key", "PSK_1") as carrier:
        number = configure(carrier, product)
        validator = RequestValidator("PSK_1")
        for path, raw, headers in call(carrier, product, number):
            signature = header(headers, "X-SignalWire-Signature")
            expect(validator.validate(product.base + path, fields(raw), signature), f"{path} is not well signed")


def telnyx(binary, product):
    with Carrier(binary, "--provider", "telnyx") as carrier:
        number = configure(carrier, product)
        public_key = carrier.about["public_key"]
        key = VerifyKey(base64.b64decode(public_key))
        for path, raw, headers in call(carrier, product, number):
            signature = base64.b64decode(header(headers, "telnyx-signature-ed25519"))
            key.verify(header(headers, "telnyx-timestamp").encode() + b"|" + raw, signature)
        client = Telnyx(api_key=carrier.about["secret"], base_url=carrier.url + "/v2", public_key=public_key)
        listed = [entry.phone_number for entry in client.phone_numbers.list()]
        expect(listed == [number], f"numbers: {listed}")
        telnyx_rest(carrier, client)


def telnyx_rest(carrier, client):
    """The official client: balance, search, resources, an order that takes two looks, configuration, release."""
    expect(client.balance.retrieve().data.currency == "USD", "no balance")
    wanted = {"country_code": "US", "national_destination_code": "303", "features": ["sms"], "limit": 3}
    available = client.available_phone_numbers.list(filter=wanted).data
    expect([entry.phone_number[:5] for entry in available] == ["+1303"] * 3, f"available: {available}")
    voice = "https://calls.example/voice"
    application = client.texml_applications.create(friendly_name="Crewline", voice_url=voice).data
    profile = client.messaging_profiles.create(
        name="Crewline", whitelisted_destinations=["US"], webhook_url="https://calls.example/message"
    ).data
    carrier.post("/control/orders", {"looks": 1})
    order = client.number_orders.create(
        phone_numbers=[{"phone_number": available[0].phone_number}],
        connection_id=application.id,
        customer_reference="order-7",
    ).data
    states = [order.status, *(client.number_orders.retrieve(order.id).data.status for _ in range(2))]
    expect(states == ["pending", "pending", "success"], f"an order: {states}")
    ordered = [entry for entry in client.phone_numbers.list() if entry.phone_number == available[0].phone_number]
    expect([entry.connection_id for entry in ordered] == [application.id], f"the ordered number: {ordered}")
    settings = client.phone_numbers.messaging.update(ordered[0].id, messaging_profile_id=profile.id).data
    expect(settings.messaging_profile_id == profile.id, f"messaging settings: {settings}")
    client.phone_numbers.delete(ordered[0].id)
    left = [entry.phone_number for entry in client.phone_numbers.list()]
    expect(available[0].phone_number not in left, f"a released number is still there: {left}")


def configure(carrier, product):
    number = {
        "phone_number": "+14155550100",
        "voice_url": f"{product.base}/voice?tag=a%20b",
        "status_callback": f"{product.base}/ended",
    }
    return carrier.control("POST", "/control/numbers", number)["phone_number"]


def main():
    if len(sys.argv) != 2:
        print("usage: check_mock_carrier.py PATH-OF-MOCK-CARRIER", file=sys.stderr)
        return 2
    product = ThreadingHTTPServer(("127.0.0.1", 0), Product)
    product.requests = []
    product.base = f"http://127.0.0.1:{product.server_address[1]}"
    threading.Thread(target=product.serve_forever, daemon=True).start()
    has_failed = False
    for check in (twilio, signalwire, telnyx):
        try:
            check(sys.argv[1], product)
            print(f"{check.__name__}: ok")
        except Exception as error:  # the other peers are checked even if one fails
            has_failed = True
            print(f"{check.__name__}: {type(error).__name__}: {error}", file=sys.stderr)
    product.shutdown()
    return 1 if has_failed else 0


if __name__ == "__main__":
    sys.exit(main())
