"""Errors of impossible requests.

Bad *input* is not an error here: it is returned as a `Problem` beside the result and the rest of the work goes on.
A `ClosePlanError` says that what was asked for cannot be done; its text names the datum and the remedy, and the
command line prints it as one line on stderr.

    ClosePlanError
    ├── InputError           the file cannot be read: missing, empty, binary, not decodable
    │   └── FormatError      the file can be read but is no transcript that we understand
    ├── RequestError         an option or an argument that makes no sense (exit code 2)
    └── ModelError           a trained model is missing, damaged or of another version
"""

from __future__ import annotations


class ClosePlanError(Exception):
    """Base of all errors that reach the user. `exit_code` is what the command line returns."""

    exit_code = 1

    def __init__(self, reason: str, *, remedy: str | None = None, where: str | None = None) -> None:
        """`reason` in plain words, `where` the file or place it concerns, `remedy` what to do about it."""
        self.reason = reason
        self.remedy = remedy
        self.where = where
        super().__init__(str(self))

    def __str__(self) -> str:
        text = f"{self.where}: {self.reason}" if self.where else self.reason
        return f"{text}. {self.remedy}" if self.remedy else text


class InputError(ClosePlanError):
    """A file that cannot be read."""


class FormatError(InputError):
    """A readable file that is no transcript of a known format."""


class RequestError(ClosePlanError):
    """An option or argument that makes no sense."""

    exit_code = 2


class ModelError(ClosePlanError):
    """A trained model that is missing, damaged or of another version."""
