"""Batches that end before their time: told to stop, or on a disk that is full."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from batch_work import Inline, quick

from closeplan_nlp.batch import batch as batches
from closeplan_nlp.batch.batch import run_batch
from closeplan_nlp.batch.engines import ENGINES, Plan
from closeplan_nlp.batch.planning import Choice
from closeplan_nlp.batch.progress import Silent
from closeplan_nlp.batch.records import ANALYSE, DEALS, Outcome
from closeplan_nlp.batch.request import BatchRequest
from closeplan_nlp.batch.store import Store
from closeplan_nlp.errors import ClosePlanError


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BatchRequest:
    """Six calls of two deals."""
    monkeypatch.setitem(ENGINES, "local", Inline)
    for name in ("acme/1", "acme/2", "acme/3", "birch/1", "birch/2", "birch/3"):
        path = tmp_path / "calls" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name} is late")
    return BatchRequest((str(tmp_path / "calls"),), tmp_path / "out", plan=Plan(perform=quick))


class Stopping(Silent):
    """Ends the run when so many calls are done."""

    def __init__(self, after: int, error: BaseException) -> None:
        super().__init__()
        self.after, self.error = after, error

    def note(self, outcome: Outcome, path: str) -> None:
        super().note(outcome, path)
        if self.tally.done[ANALYSE] == self.after + 1:
            raise self.error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ClosePlanError("no worker starts")])
def test_tables_and_overview_show_what_is_done(asked: BatchRequest, error: BaseException) -> None:
    with pytest.raises(type(error)):
        run_batch(asked, Stopping(4, error))
    calls = pd.read_parquet(asked.out / "calls.parquet")
    assert dict(calls["state"].value_counts()) == {"done": 4, "waiting": 2}
    assert len(pd.read_csv(asked.out / "items.csv")) == 4
    assert "not done yet" in (asked.out / "overview.html").read_text()
    assert not list(asked.out.glob("deals/*.plan.yaml"))
    summary = run_batch(BatchRequest(asked.inputs, asked.out, plan=asked.plan, choice=Choice(limit=0)))
    assert (summary.done_now, summary.deals) == (0, 2)  # plans of what is done so far
    summary = run_batch(asked)
    assert (summary.done_now, summary.counts) == (2, {"done": 6})


def _no_room(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("what", ["closeplan_nlp.output._replace", "closeplan_nlp.batch.tables.os.replace"])
def test_a_full_disk_is_told_with_what_helps(asked: BatchRequest, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """While calls are written, deals merged, and tables; nothing is then to blame but the disk."""
    if "output" in what:
        run_batch(BatchRequest(asked.inputs, asked.out, plan=asked.plan, choice=Choice(limit=3)))
    with monkeypatch.context() as full:
        full.setattr(what, _no_room)
        with pytest.raises(ClosePlanError) as caught:
            run_batch(asked)
    assert "the file cannot be written (No space left on device)" in str(caught.value)
    assert caught.value.remedy == "Make room on that disk, and run the command again"
    assert list(asked.out.glob(".*.part")) == []
    summary = run_batch(asked)
    assert summary.good
    assert summary.counts == {"done": 6}


def test_a_full_disk_fails_no_deal(asked: BatchRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, *rest: Any, **more: Any) -> None:
        (_no_room if path.parent.name == DEALS else write)(path, *rest, **more)

    from closeplan_nlp import output

    write = output._replace
    with monkeypatch.context() as patched:
        patched.setattr(output, "_replace", full)
        with pytest.raises(ClosePlanError, match="Make room on that disk") as caught:
            run_batch(asked)
    assert caught.value.where is not None
    assert f"/{DEALS}/" in caught.value.where
    assert "calls in no deals" in (asked.out / "overview.html").read_text()
    assert run_batch(asked).broken == ()


def test_a_folder_that_may_not_be_written_has_a_remedy_of_batches(
    asked: BatchRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *rest: Any, **more: Any) -> None:
        if path.parent.name == DEALS or (is_late and path.name == batches.OVERVIEW):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        write(path, *rest, **more)

    from closeplan_nlp import output

    is_late, write, remedy = False, output._replace, "See who may write there, or name another folder with -o DIR"
    monkeypatch.setattr(output, "_replace", refuse)
    assert {deal.trouble and deal.trouble.remedy for deal in run_batch(asked).broken} == {remedy}
    is_late = True
    with pytest.raises(ClosePlanError, match=remedy):
        run_batch(asked)


def test_many_deals_that_fail_are_noted_one_by_one(
    asked: BatchRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not each of them by reading all of them."""
    run_batch(asked)
    read: list[None] = []
    all_deals = Store.deals
    monkeypatch.setattr(Store, "deals", lambda self: read.append(None) or all_deals(self))
    for name in ("acme", "birch"):
        (asked.out / DEALS / f"{name}.plan.yaml").write_text("deal: [")
    assert len(run_batch(asked).broken) == 2
    with_two = len(read)
    read.clear()
    (asked.out / DEALS / "birch.plan.yaml").unlink()
    (tmp_path / "calls" / "acme" / "4.txt").write_text("more is late")
    assert len(run_batch(asked).broken) == 1
    assert len(read) == with_two
    assert batches.OVERVIEW in {path.name for path in asked.out.iterdir()}
