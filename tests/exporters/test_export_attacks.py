"""Untrusted text from every field into every export: each file stays one that its target takes, and no more."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from export_attacks import ATTACKS, armed
from export_readers import READERS

from closeplan_nlp.exporters import EXPORTERS, Job, export
from closeplan_nlp.exporters.mapping import Mapping
from closeplan_nlp.types import ClosePlan

ELSEWHERE = {"md", "json", "yaml", "html", "pdf"}


def job_of(text: str) -> Job:
    """A mapping with the text wherever a mapping takes one."""
    columns = {text: {"text": text}, "Condition of it": {"field": "condition"}}
    section = {"columns": columns}
    content = {
        "people": {text: {"email": text, "jira": text, "slack": text, "trello": text, "planner": text}},
        "asana": section | {"section": text},
        "monday": section | {"group": text, "statuses": {"agreed": text}},
        "salesforce": section | {"stage": text},
        "hubspot": section | {"owner": text},
        "jira": section | {"issue_type": text, "labels": [text]},
        "trello": {"list": text, "labels": {"customer": text}},
        "planner": {"plan": text, "bucket": text},
    }
    return Job(Mapping.model_validate(content))


def test_every_export_has_a_reader() -> None:
    assert set(READERS) | ELSEWHERE == set(EXPORTERS)


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_every_file_stays_valid(make: Any, text: str) -> None:
    plan, job = armed(make.hostile(text), text), job_of(text)
    for name, read in READERS.items():
        read(export(plan, name, today=make.today, job=job))
        read(export(plan, name, audience="customer"))


@pytest.mark.parametrize("text", ATTACKS, ids=range(len(ATTACKS)))
def test_the_shape_does_not_depend_on_the_words(make: Any, text: str) -> None:
    def shape(words: str) -> list[Any]:
        plan = armed(make.hostile(words), words)
        tables = [[len(row) for row in READERS[name](export(plan, name))] for name in ("asana", "jira", "hubspot")]
        names = [part.name for part in READERS["ics"](export(plan, "ics"))]
        elements = [element.tag for element in READERS["project"](export(plan, "project")).iter()]
        return [tables, names, [tag for tag in elements if "Resource" not in tag], export(plan, "mermaid").count("\n")]

    assert shape(text)[:2] == shape("word")[:2]
    assert shape(text)[3] == shape("word")[3]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_mermaids_own_parser_takes_all_of_them(make: Any, tmp_path: Path) -> None:
    """`npm install --prefix ~/.cache/closeplan-mermaid mermaid jsdom` makes this test run."""
    modules = Path.home() / ".cache" / "closeplan-mermaid" / "node_modules"
    if not (modules / "mermaid").is_dir():
        pytest.skip(f"mermaid is not installed under {modules}")
    plans: list[ClosePlan] = [make.large(400), *(armed(make.hostile(text), text) for text in ATTACKS)]
    files = []
    for number, plan in enumerate(plans):
        for name in ("mermaid", "mermaid-flow"):
            files.append(tmp_path / f"{number}-{name}.mmd")
            files[-1].write_text(str(export(plan, name, today=make.today)), encoding="utf-8")
    script = modules.parent / "check.mjs"
    shutil.copy(Path(__file__).with_name("mermaid_check.mjs"), script)
    done = subprocess.run(["node", script, *files], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("ok") == len(files)
