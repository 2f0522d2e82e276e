"""Posts a carrier's webhook."""

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass


@dataclass
class Answer:
    """The program's response."""

    status: int
    content_type: str
    body: str


def encode(form):
    """Encodes a form of (name, value) pairs or a dict."""
    return urllib.parse.urlencode(form).encode()


def post(url, body, headers):
    """Posts a form's body. A 4xx or 5xx is returned like any answer."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    return ask(urllib.request.Request(url, data=body, headers=headers, method="POST"))


def ask(request):
    """Sends a request to the program, without the environment's proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as response:
            return Answer(response.status, response.headers.get("Content-Type", ""), response.read().decode())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers.get("Content-Type", ""), error.read().decode(errors="replace"))


def from_command_line(description, headers_of):
    """The main of a signer: `URL SECRET NAME=VALUE…` posts the form and prints status and body."""
    import argparse
    import sys

    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("url")
    parser.add_argument("secret")
    parser.add_argument("fields", nargs="*", metavar="NAME=VALUE")
    options = parser.parse_args()
    form = dict(field.split("=", 1) for field in options.fields)
    body = encode(form)
    answer = post(options.url, body, headers_of(options.url, form, body, options.secret))
    print(answer.status)
    print(answer.body)
    sys.exit(0 if answer.status < 400 else 1)
