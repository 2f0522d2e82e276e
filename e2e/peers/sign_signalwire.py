"""Signs a webhook as SignalWire does: Twilio's algorithm, by Twilio's library, with the space's signing key and a header
of SignalWire's own. As a program it posts the webhook too."""

from twilio.request_validator import RequestValidator

import webhook


def headers(url, form, _body, signing_key):
    """The signature with the space's signing key."""
    return {"X-SignalWire-Signature": RequestValidator(signing_key).compute_signature(url, form)}


if __name__ == "__main__":
    webhook.from_command_line(__doc__, headers)
