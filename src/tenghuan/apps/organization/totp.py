"""One-time passwords by time (RFC 6238: HMAC-SHA-1, 30 seconds, 6 digits) and the codes for a lost phone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from urllib.parse import quote

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

STEP_SECONDS, DIGITS = 30, 6
DRIFT = 1  # steps that a phone's clock may be behind or ahead
CODES = 10
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without signs that are taken for one another


def new_secret() -> str:
    """A secret of 160 bits, in base32 as authenticator programs take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of one step of 30 seconds since 1970 (RFC 4226, section 5.3)."""
    mac = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    place = mac[-1] & 15
    number = int.from_bytes(mac[place : place + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: str, code: str, now: float | None = None) -> int | None:
    """The step whose code was given, within the drift; None when it is no code of now."""
    present = int((time.time() if now is None else now) // STEP_SECONDS)
    told = "".join(code.split()).encode()
    # all are compared, whichever fits: the time taken says nothing
    fitting = [
        step
        for step in range(present - DRIFT, present + DRIFT + 1)
        if hmac.compare_digest(code_at(secret, step).encode(), told)
    ]
    return fitting[-1] if fitting else None


def address(secret: str, account: str, issuer: str) -> str:
    """The address that an authenticator program reads from the square code."""
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?secret={secret}&issuer={quote(issuer)}"


def new_codes() -> list[str]:
    """Recovery codes of 50 bits each, as they are shown: two groups of five signs."""
    signs = ("".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(CODES))
    return [f"{one[:5]}-{one[5:]}" for one in signs]


def mark_of(code: str) -> str:
    """What is kept of a recovery code."""
    bare = "".join(sign for sign in code.upper() if sign.isalnum())
    return hmac.new(_key(b"recovery"), bare.encode(errors="replace"), hashlib.sha256).hexdigest()


def seal(secret: str) -> str:
    """A secret as it is kept, encrypted with a key that comes from SECRET_KEY."""
    return _fernet(settings.SECRET_KEY).encrypt(secret.encode()).decode()


def unseal(kept: str) -> str | None:
    """The secret, with the present key or one of SECRET_KEY_FALLBACKS; None when neither opens it."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _fernet(key).decrypt(kept.encode()).decode()
        except InvalidToken:
            continue
    return None


def _key(purpose: bytes, secret_key: str | None = None) -> bytes:
    return hashlib.sha256(b"tenghuan." + purpose + (secret_key or settings.SECRET_KEY).encode()).digest()


def _fernet(secret_key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(b"totp", secret_key)))
