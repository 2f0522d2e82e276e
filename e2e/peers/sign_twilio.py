"""Signs a webhook as Twilio does, by Twilio's own library. As a program it posts the webhook too."""

from twilio.request_validator import HMAC_SHA256, SIGNATURE_HEADER, SIGNATURE_SETTINGS_HEADER, RequestValidator

import webhook


def headers(url, form, _body, auth_token):
    """The signature with the account's auth token."""
    return {SIGNATURE_HEADER: RequestValidator(auth_token).compute_signature(url, form)}


def headers_with_shared_key(url, form, key_id, key_secret):
    """The signature with a shared key and SHA-256."""
    signature = RequestValidator(key_secret).compute_signature(url, form, HMAC_SHA256)
    return {SIGNATURE_HEADER: signature, SIGNATURE_SETTINGS_HEADER: f"key={key_id},algorithm={HMAC_SHA256}"}


if __name__ == "__main__":
    webhook.from_command_line(__doc__, headers)
