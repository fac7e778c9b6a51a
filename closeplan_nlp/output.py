"""Writing results: to stdout, or to a file that is either the old or the new one, never half of it."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from closeplan_nlp.errors import ClosePlanError, RequestError

STDOUT = "-"
ANOTHER_FILE = "Name another file with -o FILE"
MAKE_ROOM = "Make room on that disk, and run the command again"


def check_output(path: Path | None, source: Path | None = None) -> None:
    """Refuse, before any work, a `path` that cannot be written, or that is the `source` the result is made from."""
    if path is None or str(path) == STDOUT:
        return
    with _named(path):
        if path.is_dir():
            raise ClosePlanError("this is a folder", where=str(path), remedy="Give the name of a file")
        if not _is_special(path) and not os.access(path.resolve().parent, os.W_OK):
            reason = "you may not write there" if path.parent.is_dir() else "there is no such folder"
            raise ClosePlanError(f"the file cannot be written ({reason})", where=str(path), remedy=ANOTHER_FILE)
        if source is not None and source.is_file() and path.is_file() and path.samefile(source):
            raise RequestError("the result would replace the call itself", where=str(path), remedy=ANOTHER_FILE)


def folder_of(path: Path | None) -> Path:
    """The folder in which a result will lie; for stdout the current one."""
    return Path() if path is None or str(path) == STDOUT else path.parent


def make_folder(folder: Path) -> None:
    """Make a folder for results where there is none. Raises ClosePlanError where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"the folder cannot be made ({error.strerror})"
        raise ClosePlanError(reason, where=str(folder), remedy="Name another folder with -o DIR") from error


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Errors of the system become ours, with the file's name."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: links in a circle, ValueError: a NUL in a name
        raise unwritten(path, error) from error


def unwritten(path: Path, error: Exception) -> ClosePlanError:
    """The error for a file that could not be written: its name, the reason, what to do."""
    reason = getattr(error, "strerror", None) or str(error)
    remedy = MAKE_ROOM if is_full(error) else ANOTHER_FILE
    return ClosePlanError(f"the file cannot be written ({reason})", where=str(path), remedy=remedy)


def is_full(error: BaseException | None) -> bool:
    """Whether an error comes from a disk, or a share of one, that has no room left."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        error = error.__cause__
    return False


def _is_special(path: Path) -> bool:
    """A device or a pipe: what is written goes through it, there is nothing to replace."""
    return path.exists() and not path.is_file()


def write_result(text: str | bytes, path: Path | None) -> None:
    """Write text or bytes to `path`, or to stdout where that is None or `-`. Raises ClosePlanError where it cannot."""
    if path is None or str(path) == STDOUT:
        _write_stdout(text)
    elif isinstance(text, bytes):
        write_bytes(path, text)
    else:
        write_file(path, text)


def _write_stdout(text: str | bytes) -> None:
    """A reader who goes away raises BrokenPipeError, as everywhere."""
    if sys.stdout is None:
        raise ClosePlanError("standard output is closed", remedy=ANOTHER_FILE)
    try:
        if isinstance(text, bytes):
            if sys.stdout.isatty():
                raise RequestError("this format is no text for a terminal", remedy="Name a file with -o FILE")
            sys.stdout.buffer.write(text)
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ClosePlanError(f"the result cannot be written ({error.strerror})", where="standard output") from error


def write_file(path: Path, text: str, *, sync: bool = False) -> None:
    """Write a UTF-8 file atomically: a temporary file beside it, then a rename.

    A link keeps pointing where it points; a device or a pipe is written to as it stands. `sync` waits until the bytes
    are on the disk, so that a power cut leaves the old or the new file too.
    """
    check_output(path)
    with _named(path):
        if _is_special(path):
            path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        else:
            _replace(path.resolve(), text, sync)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a binary file, as `write_file` does a text."""
    check_output(path)
    with _named(path):
        if _is_special(path):
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data, sync=False)


def _replace(path: Path, text: str | bytes, sync: bool) -> None:
    """The file in one step, with the rights of the old one; whatever happens, nothing else is left behind."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode("utf-8", errors="replace"))
            if sync:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def tell(message: str) -> None:
    """One line on stderr; names of files and words of a call are shown without control characters."""
    line = "".join(char for char in " ".join(message.split()) if char.isprintable())
    if sys.stderr:
        print(f"closeplan: {line}", file=sys.stderr)
