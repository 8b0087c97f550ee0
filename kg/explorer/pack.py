"""Pack data so that they may stand in a page: compressed and in letters, or as JSON that no text in it can break out of."""

from __future__ import annotations

import base64
import gzip
import json

_BREAKS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def packed(data: bytes, level: int = 7) -> str:
    """Bytes compressed by gzip (RFC 1952, no time in it) and written in base64; `page/unpack.js` undoes it."""
    return base64.b64encode(gzip.compress(data, level, mtime=0)).decode()


def packed_json(value: object) -> str:
    """A value as JSON, packed."""
    return packed(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def script_json(value: object) -> str:
    """A value as JSON that is safe inside a script element.

    >>> script_json("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(_BREAKS.get(ch, ch) for ch in text)
