"""The bytes of a file, and errors that name it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from closeplan_nlp.errors import InputError, ModelError

STDIN = "-"


@contextmanager
def located(shown: str) -> Iterator[None]:
    """Errors of the readers, and of models that a file needs, get the name of the file in front of their place."""
    try:
        yield
    except (InputError, ModelError) as error:
        where = f"{shown}, {error.where}" if error.where else shown
        raise type(error)(error.reason, remedy=error.remedy, where=where) from error


def load(source: str | Path) -> bytes:
    """The bytes of a file or of standard input.

    Raises:
        InputError: there is no such file, or it cannot be read.
    """
    if str(source) == STDIN:
        return _from_stdin()
    path = Path(source)
    try:
        if not str(source):
            raise InputError("no file is named", remedy="Give a transcript, or - for standard input")
        if path.is_dir():
            raise InputError("this is a folder, not a transcript", remedy="Name one file")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("there is no such file", remedy="Check the path") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"the file cannot be read ({reason})", remedy="Check the path and its rights") from error


def _from_stdin() -> bytes:
    if sys.stdin is None:
        raise InputError("it is closed", remedy="Name a file")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise InputError(f"it cannot be read ({error.strerror})", remedy="Name a file") from error
