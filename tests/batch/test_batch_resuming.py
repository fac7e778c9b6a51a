"""Batches from beginning to end with quick work: what a second run does, and what becomes of plans and tables."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from batch_work import Inline, quick

from closeplan_nlp.batch.batch import opened, run_batch
from closeplan_nlp.batch.engines import ENGINES, Plan
from closeplan_nlp.batch.planning import Choice
from closeplan_nlp.batch.progress import Silent
from closeplan_nlp.batch.records import Settings
from closeplan_nlp.batch.request import BatchRequest, BatchSummary
from closeplan_nlp.errors import ClosePlanError
from closeplan_nlp.plan.planfile import read_plan

Run = Callable[..., tuple[BatchSummary, list[str]]]


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """Two deals with three calls each, and one bad call."""
    for deal in ("acme", "birch"):
        for number in range(3):
            path = tmp_path / "calls" / deal / f"2026-03-0{number + 1}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{deal} is slow to sign paper number {number}")
    (tmp_path / "calls" / "acme" / "z.txt").write_text("bad")
    return tmp_path / "calls"


@pytest.fixture
def run(tmp_path: Path, calls: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run(**fields of the request)`: a batch over the calls; its summary and the jobs in the order of their end."""

    def batch(**fields: Any) -> tuple[BatchSummary, list[str]]:
        engines: list[Inline] = []
        monkeypatch.setitem(ENGINES, "local", lambda plan: engines.append(Inline(plan)) or engines[-1])
        request = BatchRequest((str(calls),), tmp_path / "out", plan=Plan(perform=quick))
        summary = run_batch(replace(request, **fields), Silent())
        return summary, engines[0].done if engines else []

    return batch


def files(out: Path) -> dict[str, bytes]:
    """What a batch wrote, without its manifest and locks."""
    paths = (
        path for path in out.rglob("*") if path.is_file() and "sqlite" not in path.name and ".lock" not in path.name
    )
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


def test_results_lie_where_they_are_looked_for(run: Run, tmp_path: Path) -> None:
    summary, jobs = run()
    assert summary.counts == {"done": 6, "failed": 1}
    assert not summary.good
    assert len(jobs) == 9
    assert set(files(tmp_path / "out")) == {
        *(f"calls/{d}-2026-03-0{n}/items.json" for d in ("acme", "birch") for n in (1, 2, 3)),
        *(f"calls/{d}-2026-03-0{n}/transcript.json" for d in ("acme", "birch") for n in (1, 2, 3)),
        *(f"deals/{d}.{suffix}" for d in ("acme", "birch") for suffix in ("plan.yaml", "html")),
        "deals/.closeplan.schema.json",
        *(f"{table}.{suffix}" for table in ("calls", "items") for suffix in ("csv", "parquet")),
        "overview.html",
    }  # fmt: skip
    plan = read_plan(tmp_path / "out" / "deals" / "acme.plan.yaml")
    assert plan.deal.name == "acme"
    assert [source.id for source in plan.sources] == ["acme-2026-03-01", "acme-2026-03-02", "acme-2026-03-03"]


def test_a_second_run_does_nothing_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    run()
    before = files(tmp_path / "out")
    summary, jobs = run()
    assert jobs == []
    assert summary.done_now == 0
    assert files(tmp_path / "out") == before


def test_only_what_is_new_or_changed_is_done(run: Run, calls: Path) -> None:
    run()
    (calls / "acme" / "2026-03-02.txt").write_text("acme is quick now")
    (calls / "birch" / "new.txt").write_text("birch has a new sponsor")
    os.utime(calls / "birch" / "2026-03-01.txt")  # touched, not changed
    assert set(run()[1]) == {"analyse acme-2026-03-02", "analyse birch-new", "merge acme", "merge birch"}


def test_a_folder_of_calls_may_be_moved(run: Run, calls: Path, tmp_path: Path) -> None:
    """Its own name is no part of a call's; that of a folder below it is."""
    run()
    before = files(tmp_path / "out")
    moved = calls.rename(tmp_path / "renamed")
    assert run(inputs=(str(moved),))[1] == []
    after = files(tmp_path / "out")
    assert {name for name in before if before[name] != after[name]} == {"calls.csv", "calls.parquet", "overview.html"}
    (moved / "birch").rename(moved / "cedar")
    summary, jobs = run(inputs=(str(moved),))
    assert len(jobs) == 4
    assert summary.deals == 2
    assert "birch" not in (tmp_path / "out" / "calls.csv").read_text()


@pytest.mark.parametrize("settings", [Settings(min_confidence=0.5), Settings(language="en")])
def test_other_settings_do_everything_again(run: Run, settings: Settings) -> None:
    run()
    assert len(run(settings=settings)[1]) == 9


def test_another_model_does_everything_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    monkeypatch.setattr("closeplan_nlp.batch.models.model_key", lambda folder: "newer")
    assert len(run()[1]) == 9


def test_old_results_are_shown_until_there_are_new_ones(run: Run, tmp_path: Path) -> None:
    run()
    before = files(tmp_path / "out")
    summary, jobs = run(settings=Settings(min_confidence=0.5), choice=Choice(limit=1))
    assert jobs == ["analyse acme-2026-03-01", "merge acme"]
    assert summary.counts == {"done": 1, "waiting": 6}
    after = files(tmp_path / "out")
    assert {name for name in before if before[name] != after[name]} == {"calls.csv", "calls.parquet", "overview.html"}
    assert len(run(settings=Settings(min_confidence=0.5))[1]) == 8
    assert files(tmp_path / "out") == before


def test_an_engine_is_told_of_recordings(run: Run, calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (calls / "call.ogg").write_bytes(b"OggS" + bytes(9))
    monkeypatch.setattr("closeplan_nlp.batch.models.weights_key", lambda folder: "weights")
    seen: list[Plan] = []

    def start(plan: Plan) -> Any:
        seen.append(plan)
        raise ClosePlanError("enough")

    monkeypatch.setitem(ENGINES, "ray", start)
    with pytest.raises(ClosePlanError, match="enough"):
        run(engine="ray")
    assert seen[0].audio
    (calls / "call.ogg").unlink()
    with pytest.raises(ClosePlanError, match="enough"):
        run(engine="ray")
    assert not seen[1].audio


def test_limits_of_time_do_nothing_again(run: Run) -> None:
    run()
    assert run(settings=Settings(timeout=5))[1] == []


def test_results_that_were_deleted_are_made_again(run: Run, tmp_path: Path) -> None:
    run()
    before = files(tmp_path / "out")
    (tmp_path / "out" / "calls" / "acme-2026-03-01" / "items.json").unlink()
    (tmp_path / "out" / "calls" / "birch-2026-03-01" / "transcript.json").write_text("")
    (tmp_path / "out" / "deals" / "birch.html").unlink()
    assert set(run()[1]) == {"analyse acme-2026-03-01", "analyse birch-2026-03-01", "merge birch"}
    after = files(tmp_path / "out")
    assert after == before


def test_what_failed_is_tried_again_when_asked(run: Run, calls: Path, tmp_path: Path) -> None:
    run()
    assert run(choice=Choice(retry_failed=True))[1] == ["analyse acme-z"]
    row = pd.read_csv(tmp_path / "out" / "calls.csv").set_index("call").loc["acme-z"]
    assert (row["state"], row["stage"], row["remedy"]) == ("failed", "analyse", "Say it better")
    assert row["reason"] == "bad words"
    (calls / "acme" / "z.txt").write_text("good words")  # a changed file needs no asking
    assert run()[0].good


def test_a_limit_and_a_day(run: Run) -> None:
    assert len([job for job in run(choice=Choice(limit=2))[1] if "analyse" in job]) == 2
    assert run(choice=Choice(since="2026-03-03", limit=1))[1] == ["analyse acme-2026-03-03", "merge acme"]
    assert run()[0].counts == {"done": 6, "failed": 1}


def test_removed_calls_leave_tables_and_plans(run: Run, calls: Path, tmp_path: Path) -> None:
    run()
    (calls / "acme" / "2026-03-02.txt").unlink()
    for path in (calls / "birch").iterdir():
        path.unlink()
    summary, jobs = run()
    assert jobs == ["merge acme"]
    assert summary.deals == 1
    assert not (tmp_path / "out" / "deals" / "birch.plan.yaml").exists()
    plan = read_plan(tmp_path / "out" / "deals" / "acme.plan.yaml")
    assert [source.id for source in plan.sources] == ["acme-2026-03-01", "acme-2026-03-03"]
    assert set(pd.read_parquet(tmp_path / "out" / "items.parquet")["call"]) == {"acme-2026-03-01", "acme-2026-03-03"}


def test_an_empty_folder_is_an_error_and_touches_nothing(run: Run, calls: Path, tmp_path: Path) -> None:
    run()
    before = files(tmp_path / "out")
    calls.rename(tmp_path / "away")
    calls.mkdir()
    with pytest.raises(ClosePlanError, match="no calls found"):
        run()
    assert files(tmp_path / "out") == before


def test_what_people_wrote_into_a_plan_stays(run: Run, calls: Path, tmp_path: Path) -> None:
    run()
    path = tmp_path / "out" / "deals" / "acme.plan.yaml"
    path.write_text(
        path.read_text().replace("text: acme is slow to sign paper number 1", "text: They are slow  # I asked")
    )
    (calls / "acme" / "new.txt").write_text("acme has a new sponsor")
    assert set(run()[1]) == {"analyse acme-new", "merge acme"}
    assert "They are slow  # I asked" in path.read_text()
    assert len(read_plan(path).sources) == 4
    (calls / "acme" / "2026-03-01.txt").unlink()
    assert run()[1] == ["merge acme"]
    assert "They are slow  # I asked" in path.read_text()
    assert "acme-2026-03-01" not in path.read_text()
    before = path.read_bytes()
    assert run()[1] == []
    assert path.read_bytes() == before


def test_a_plan_of_people_outlives_all_its_calls(run: Run, calls: Path, tmp_path: Path) -> None:
    run()
    path = tmp_path / "out" / "deals" / "birch.plan.yaml"
    path.write_text(path.read_text() + "# mine\n")
    for call in (calls / "birch").iterdir():
        call.unlink()
    run()
    assert "# mine" in path.read_text()
    assert read_plan(path).sources == ()
    assert run()[1] == []


def test_a_plan_that_was_there_before_is_imported_into(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "out" / "deals" / "acme.plan.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("deal:\n  name: Ours  # from the CRM\n")
    run()
    assert "name: Ours  # from the CRM" in path.read_text()
    assert len(read_plan(path).sources) == 3


def test_a_broken_plan_fails_alone_and_is_left_alone(run: Run, calls: Path, tmp_path: Path) -> None:
    run()
    path = tmp_path / "out" / "deals" / "acme.plan.yaml"
    path.write_text("deal: [")
    (calls / "acme" / "new.txt").write_text("acme has a new sponsor")
    (calls / "birch" / "new.txt").write_text("birch has a new sponsor")
    summary, _ = run()
    assert [deal.name for deal in summary.broken] == ["acme"]
    assert path.read_text() == "deal: ["
    assert len(read_plan(tmp_path / "out" / "deals" / "birch.plan.yaml").sources) == 4
    assert "this is not YAML" in (tmp_path / "out" / "overview.html").read_text()
    path.unlink()
    assert run()[0].broken == ()


def test_the_same_file_twice_counts_once(run: Run, calls: Path, tmp_path: Path) -> None:
    text = (calls / "acme" / "2026-03-01.txt").read_text()
    (calls / "acme" / "copy.txt").write_text(text)
    summary, _ = run()
    assert summary.counts == {"done": 6, "failed": 1, "duplicate": 1}
    row = pd.read_csv(tmp_path / "out" / "calls.csv").set_index("call").loc["acme-copy"]
    assert row["reason"] == "the same call as acme-2026-03-01"
    (calls / "acme" / "2026-03-01.txt").unlink()
    assert run()[0].counts == {"done": 6, "failed": 1}


def test_any_order_of_work_gives_the_same_bytes(run: Run, calls: Path, tmp_path: Path) -> None:
    run()
    once = files(tmp_path / "out")
    chance = random.Random(3)
    names = sorted(calls.rglob("*.txt"))
    hidden = {path: path.read_text() for path in names}
    for order in range(2):
        for path in names:
            path.unlink(missing_ok=True)
        chance.shuffle(names)
        for path in names:  # one more call at a time
            path.write_text(hidden[path])
            run(out=tmp_path / f"other-{order}")
        assert files(tmp_path / f"other-{order}") == once


def test_what_killed_runs_left_is_swept(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    left = [
        out / ".calls.csv.part",
        out / "deals/.acme.html.x1.part",
        out / "calls/acme-2026-03-01/.items.json.x2.part",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("half of it")
    run()
    assert not any(path.exists() for path in left)


def test_a_folder_takes_one_batch_at_a_time(tmp_path: Path, calls: Path) -> None:
    request = BatchRequest((str(calls),), tmp_path / "out")
    with opened(request), pytest.raises(ClosePlanError, match="another batch works on this folder"), opened(request):
        pass
    with opened(request):
        pass


def test_results_inside_the_input_are_no_input(run: Run, calls: Path) -> None:
    first, _ = run(out=calls / "out")
    again, jobs = run(out=calls / "out")
    assert (first.counts, jobs) == (again.counts, [])


def test_formulas_and_markup_of_calls_do_no_harm(run: Run, calls: Path, tmp_path: Path) -> None:
    (calls / "acme" / "2026-03-01.txt").write_text('=HYPERLINK("http://x") is a risk')
    (calls / "acme" / "z.txt").rename(calls / "acme" / "<script>alert(1)<script>.txt")
    run()
    assert "'=HYPERLINK" in (tmp_path / "out" / "items.csv").read_text()
    assert pd.read_parquet(tmp_path / "out" / "items.parquet")["text"].str.startswith("=HYPERLINK").sum() == 1
    assert "<script>" not in (tmp_path / "out" / "overview.html").read_text()


def test_a_dry_run_changes_nothing_that_is_known(run: Run, tmp_path: Path, calls: Path) -> None:
    """Else trying another setting, or a part of the folder, would have all calls done again."""
    run()
    store = tmp_path / "out" / "batch.sqlite"
    before = store.read_bytes()
    request = BatchRequest((str(calls),), tmp_path / "out", dry_run=True)
    with opened(replace(request, settings=Settings(min_confidence=0.9))) as other:
        assert len(other.look(Silent())[1]) == 7
    with opened(replace(request, inputs=(str(calls / "acme"),))) as part:
        assert len(part.look(Silent())[0].calls) == 4
    assert store.read_bytes() == before
    assert run()[1] == []
