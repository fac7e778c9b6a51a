"""Writing results: to stdout, or to a file that is either the old or the new one, never half of it."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from closeplan_nlp.errors import ClosePlanError


def write_result(text: str, path: Path | None) -> None:
    """Write `text` to `path`, or to stdout where that is None or `-`. Raises ClosePlanError where it cannot."""
    if path is None or str(path) == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_file(path, text)


def write_file(path: Path, text: str) -> None:
    """Write a UTF-8 file atomically: a temporary file beside it, then a rename."""
    if path.is_dir():
        raise ClosePlanError("this is a folder", where=str(path), remedy="Give the name of a file")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise ClosePlanError(f"the file cannot be written ({error.strerror})", where=str(path)) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        os.chmod(name, mode)
        os.replace(name, path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise ClosePlanError(f"the file cannot be written ({error.strerror})", where=str(path)) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
