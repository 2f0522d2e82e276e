"""Signs a webhook as Telnyx does, with an Ed25519 key over the time and the raw body. As a program it posts it too.

Telnyx's library only verifies, so PyNaCl signs, and the library checks the result.
"""

import base64
import time

from nacl.signing import SigningKey
from telnyx.lib.webhook_verification import (
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    TIMESTAMP_TOLERANCE_SECONDS,
    WebhookVerificationError,
    verify_webhook_signature,
)

import webhook


def new_keys():
    """A key pair in base64: the secret one, and the public one that an account shows."""
    key = SigningKey.generate()
    return base64.b64encode(bytes(key)).decode(), base64.b64encode(bytes(key.verify_key)).decode()


def headers(_url, _form, body, secret_key, age_seconds=0):
    """The signature of a webhook that was sent `age_seconds` ago."""
    key = SigningKey(base64.b64decode(secret_key))
    sent = str(int(time.time()) - age_seconds)
    signature = key.sign(sent.encode() + b"|" + body).signature
    signed = {SIGNATURE_HEADER: base64.b64encode(signature).decode(), TIMESTAMP_HEADER: sent}
    accepted = is_accepted(body, signed, base64.b64encode(bytes(key.verify_key)).decode())
    assert accepted == (age_seconds < TIMESTAMP_TOLERANCE_SECONDS), "Telnyx's own library disagrees with the signature"
    return signed


def is_accepted(body, signed, public_key):
    """Whether Telnyx's library accepts a webhook."""
    try:
        verify_webhook_signature(body, signed, public_key)
    except WebhookVerificationError:
        return False
    return True


if __name__ == "__main__":
    webhook.from_command_line(__doc__, headers)
