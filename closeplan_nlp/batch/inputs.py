"""The calls of a batch: files found, paired, named, and joined with what the manifest says of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from closeplan_nlp.batch.finding import RECORDING, Found, find, kind_of
from closeplan_nlp.batch.manifest import Row, read_manifest
from closeplan_nlp.batch.naming import names_for
from closeplan_nlp.batch.pairing import Group, pair
from closeplan_nlp.batch.records import Call, Facts, Trouble
from closeplan_nlp.errors import InputError
from closeplan_nlp.readers.call_date import parse_date


@dataclass(frozen=True)
class Inputs:
    """The calls, how many files of other kinds were left alone, by suffix, and what could not be read."""

    calls: tuple[Call, ...]
    others: Mapping[str, int]
    unreadable: tuple[str, ...]


def gather(
    inputs: Sequence[str],
    out: Path,
    *,
    manifest: Path | None = None,
    exclude: Sequence[str] = (),
    facts: Facts | None = None,
    names: Mapping[str, str] | None = None,
) -> Inputs:
    """All calls of folders, patterns, files and a manifest.

    `facts` hold for every call unless the manifest says otherwise, `names` are those given to keys in earlier runs.
    Raises InputError where there is no call at all.
    """
    found = find(inputs, out, exclude)
    if manifest:
        found.files = [each for each in found.files if each[0].resolve() != manifest.resolve()]
    rows = read_manifest(manifest) if manifest else []
    seen = {path.resolve() for path, _, _ in found.files}
    root = manifest.parent if manifest else Path()
    for file in dict.fromkeys(file for row in rows if not row.trouble for file in row.files):
        if file.resolve() not in seen:
            seen.add(file.resolve())
            found.files.append((file, root, kind_of(file, named=True) or RECORDING))
    calls = [*_calls(pair(found.files), rows, facts or Facts()), *_refused(rows), *_misnamed(found)]
    if not calls:
        raise InputError(
            _nothing(found), where=", ".join(inputs), remedy="Name a folder with transcripts or recordings"
        )
    named = names_for([call.key for call in calls], names or {})
    return Inputs(tuple(replace(c, name=named[c.key]) for c in calls), found.others, tuple(found.unreadable))


def _calls(groups: Iterable[Group], rows: Sequence[Row], common: Facts) -> list[Call]:
    by_file = {file.resolve(): row for row in rows if not row.trouble for file in row.files}
    calls = []
    for group in groups:
        files = (*group.transcripts, *([group.recording] if group.recording else []))
        row = next((row for file in files if (row := by_file.get(file.resolve()))), None)
        calls.append(
            Call(
                key=group.key,
                name="",
                transcripts=tuple(map(str, group.transcripts)),
                recording=str(group.recording) if group.recording else None,
                deal=row.deal if row else None,
                folder=group.folder,
                facts=_joined(common, row.facts) if row else common,
            )
        )
    return calls


def _joined(common: Facts, own: Facts) -> Facts:
    """What a row says, filled up with what holds for all."""
    return Facts(
        date=own.date or common.date,
        language=own.language or common.language,
        seller=tuple(dict.fromkeys((*own.seller, *common.seller))),
        customer=own.customer or common.customer,
        speakers=own.speakers or common.speakers,
        roles=own.roles,
    )


def _refused(rows: Iterable[Row]) -> list[Call]:
    """Rows that cannot be used, as calls that say why."""
    return [Call(key=row.where, name="", deal=row.deal, trouble=row.trouble) for row in rows if row.trouble]


def _misnamed(found: Found) -> list[Call]:
    """Files whose names cannot be written anywhere, as calls that say so."""
    trouble = Trouble("its name is not UTF-8", remedy="Rename it, or the folder that it lies in")
    return [Call(key=name, name="", trouble=trouble) for name in found.misnamed]


def _nothing(found: Found) -> str:
    others = sum(found.others.values())
    return f"no calls found{f' among {others} files' if others else ''}"


def day_of(call: Call) -> str:
    """The day of a call as far as it is known without reading it: manifest, name, else when its file was changed.

    It is empty where that says nothing: the file has gone, or its time is none that a calendar has.
    """
    named = call.facts.date or parse_date(Path(call.key).name).day
    if named or not call.files:
        return named or ""
    try:
        return dt.date.fromtimestamp(max(Path(file).stat().st_mtime for file in call.files)).isoformat()
    except (OSError, OverflowError, ValueError):
        return ""
