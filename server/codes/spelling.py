"""How a short code looks, and how it is read back from whatever a person has typed."""

from __future__ import annotations

import hmac
import re
import secrets

#: Sixteen signs that neither eye nor ear takes for each other: no vowels (so no words), no 0/O, 2/Z, 5/S,
#: 8/B, U/V, and of the letters that rhyme when spelt out (B D G P T, M N, F S) one each.
ALPHABET = "FHJKLMQRTWX34679"
LENGTH = 8
_TYPED_FOR = str.maketrans({"I": "L", "1": "L", "N": "M", "D": "T", "S": "F"})
_BETWEEN = re.compile(r"[\s.\-\u2010-\u2015]+")


def new_code() -> str:
    """Draw a code: 32 bits, enough for what lives half an hour and can be guessed at ten times a minute."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """The code as it is shown and read out: in two halves."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"


def read(typed: str) -> str | None:
    """The code that somebody typed, whatever its case and spacing; None if it cannot be one."""
    code = _BETWEEN.sub("", typed).upper().translate(_TYPED_FOR)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def digest(key: bytes, code: str) -> str:
    """What is stored in a code's place; without the server's key nobody can try them all against it."""
    return hmac.new(key, b"klangbro short code\0" + code.encode(), "sha256").hexdigest()
