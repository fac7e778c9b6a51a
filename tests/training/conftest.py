"""An annotated call as a user may have it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from deals import Run, runner

CALL: dict[str, Any] = {
    "date": "2026-03-02",
    "language": "en",
    "participants": [{"name": "Ben Okafor", "side": "seller"}, {"name": "Dana Reyes", "side": "customer"}],
    "turns": [
        {"speaker": "Ben Okafor", "text": "Could you share your SSO metadata? I'll send the quote."},
        {"speaker": "Dana Reyes", "text": "Sure, by Friday. And it has to work with Okta."},
    ],
}
ITEM: dict[str, Any] = {
    "kind": "customer_commitment",
    "text": "Share the SSO metadata",
    "turns": [0, 1],
    "side": "customer",
    "owner": "Dana Reyes",
    "due": "2026-03-06",
    "status": "agreed",
    "evidence": [
        {"turn": 0, "role": "ask", "quote": "Could you share your SSO metadata?"},
        {"turn": 1, "role": "accept", "quote": "Sure, by Friday."},
    ],
}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write("one", ITEM, …)`: an annotated call in the folder `calls`, which is returned."""

    def make(name: str, *items: Any, call: Any = CALL, dropped: Any = ()) -> Path:
        folder = tmp_path / "calls"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.json").write_text(json.dumps(call), encoding="utf-8")
        gold = {"id": name, "items": list(items), "dropped": list(dropped)}
        (folder / f"{name}.items.json").write_text(json.dumps(gold), encoding="utf-8")
        return folder

    return make


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program in this process."""
    return runner(monkeypatch, capsys)
