"""Names of calls and deals as files and folders: short, safe on every system, the same in every run."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping

from closeplan_nlp.readers.reading import slug

LONGEST, MOST_BYTES = 80, 220
"""Characters and bytes of a name; file systems allow 255 bytes, of which marks and suffixes of ours need some."""
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
"""Names that Windows keeps for devices."""


def file_name(text: str) -> str:
    """A text as a file name: lower case, letters, digits and hyphens."""
    name = slug(unicodedata.normalize("NFC", text))
    if len(name) > LONGEST or len(name.encode()) > MOST_BYTES:
        short = name[: LONGEST - 9].encode()[: MOST_BYTES - 9].decode(errors="ignore")
        return f"{short.rstrip('-')}-{_hash(text)}"
    return f"{name}-{_hash(text)}" if name in RESERVED else name


def names_for(keys: Iterable[str], held: Mapping[str, str]) -> dict[str, str]:
    """A name for each key, no name twice; those `held` from an earlier run stay. A clash adds a hash of the key."""
    names = {key: held[key] for key in keys if key in held}
    taken = set(held.values())
    for key in sorted(key for key in keys if key not in held):
        name = file_name(key)
        names[key] = name if name not in taken else f"{name}-{_hash(key)}"
        taken.add(names[key])
    return names


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:8]
