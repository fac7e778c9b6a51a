"""Weights: found on disk without the network, else asked for once, checked and whole."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from closeplan_nlp.audio.engine import DEFAULTS, chosen_model
from closeplan_nlp.audio.pulling import pull
from closeplan_nlp.audio.sizes import SIZES, repository_of
from closeplan_nlp.audio.weights import find_weights, folder_for, held_weights, weights_folder
from closeplan_nlp.errors import ClosePlanError, ModelError, RequestError

ROOT = Path(__file__).resolve().parents[2]
FILES = {"model.bin": b"weights" * 1000, "config.json": b"{}", "tokenizer.json": b"[]", "README.md": b"read me"}


def put(folder: Path, *without: str) -> Path:
    folder.mkdir(parents=True)
    for name, data in FILES.items():
        if name not in without:
            (folder / name).write_bytes(data)
    return folder


def test_names() -> None:
    assert repository_of("small") == "Systran/faster-whisper-small"
    assert repository_of("turbo") == SIZES["large-v3-turbo"].repository
    assert repository_of("someone/whisper-ct2") == "someone/whisper-ct2"
    assert [repository_of(each) for each in ("smal", "a/b/c", "../x", "https://x/y")] == [None] * 4


def test_a_folder(tmp_path: Path) -> None:
    folder = put(tmp_path / "mine")
    assert find_weights(str(folder)) == folder
    with pytest.raises(ModelError, match="no such folder"):
        find_weights(str(tmp_path / "other"))
    with pytest.raises(ModelError, match="a file, no folder"):
        find_weights(str(folder / "model.bin"))
    with pytest.raises(ModelError, match=r"missing: model\.bin"):
        find_weights(str(put(tmp_path / "half", "model.bin")))


def test_our_folder_and_the_hub_cache(tmp_path: Path) -> None:
    assert find_weights("small") is None
    snapshot = put(tmp_path / "hub" / "hub" / "models--Systran--faster-whisper-small" / "snapshots" / "abc")
    assert find_weights("small") == snapshot
    own = put(folder_for("small"))
    assert find_weights("small") == own
    put(folder_for("someone/whisper"))
    put(weights_folder() / "broken", "config.json")
    assert [each.name for each in held_weights()] == ["small", "someone/whisper"]


def test_weights_are_found_by_the_names_that_are_listed() -> None:
    for name in ("mine", "someone/whisper", "large-v3"):
        put(folder_for(name))
    assert {each.name: each.folder for each in held_weights()} == {
        name: find_weights(name) for name in ("large-v3", "mine", "someone/whisper")
    }
    assert find_weights("large") == folder_for("large-v3")


def test_a_folder_that_is_called_like_a_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "small").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find_weights("small") is None
    with pytest.raises(ModelError, match="no complete CTranslate2 weights"):
        find_weights("./small")


def test_the_small_whisper_of_our_own_is_nobodys_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is it there for those who installed the package: it understands its own voices alone."""
    monkeypatch.chdir(ROOT)
    assert chosen_model(None, "cpu") == "small"
    assert {suits.model for suits in DEFAULTS.values()} <= set(SIZES)
    assert held_weights() == []
    with pytest.raises(RequestError, match="no weights called"):
        find_weights("espeak-whisper")


def test_a_name_that_means_nothing() -> None:
    with pytest.raises(RequestError, match="no weights called 'smal'"):
        find_weights("smal")


class Hub(HTTPServer):
    """A hub with one repository; `broken` says what is wrong with it, `asked` what was asked of it."""

    broken: str = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[tuple[str, str | None]] = []


class Answer(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.asked.append((self.path, wanted))
        name = self.path.rsplit("/", 1)[-1]
        if self.path == "/api/models/Systran/faster-whisper-tiny/tree/main":
            self._send(json.dumps([self._entry(name, data) for name, data in FILES.items()]).encode())
        elif name in FILES:
            data = FILES[name]
            if self.server.broken == "damaged" and name == "model.bin":
                data = data[:-1] + b"?"
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
            self._send(data[start:], 206 if wanted else 200)
        else:
            self.send_error(404)

    def _entry(self, name: str, data: bytes) -> dict[str, object]:
        sha = hashlib.sha256(data).hexdigest()
        large = {"lfs": {"oid": sha, "size": len(data)}} if name == "model.bin" else {}
        return {"path": name, "size": len(data), **large}

    def _send(self, data: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.delenv("HF_HUB_OFFLINE")
        yield server
        server.shutdown()
        thread.join()


def test_a_download(hub: Hub) -> None:
    seen: list[tuple[int, int]] = []
    folder = pull("tiny", lambda done, total: seen.append((done, total)))
    assert find_weights("tiny") == folder == folder_for("tiny")
    wanted = {name: data for name, data in FILES.items() if name != "README.md"}
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == wanted
    total = sum(map(len, wanted.values()))
    assert seen[-1] == (total, total)
    assert [path.name for path in weights_folder().iterdir()] == ["tiny"]


def test_a_download_goes_on_where_it_stopped(hub: Hub) -> None:
    part = weights_folder() / ".tiny.part"
    part.mkdir(parents=True)
    (part / "model.bin").write_bytes(FILES["model.bin"][:4000])
    (part / "config.json").write_bytes(FILES["config.json"])
    assert (pull("tiny") / "model.bin").read_bytes() == FILES["model.bin"]
    ranges = {path.rsplit("/", 1)[-1]: wanted for path, wanted in hub.asked[1:]}
    assert ranges == {"model.bin": "bytes=4000-", "tokenizer.json": None}


def test_damaged_files_are_not_kept(hub: Hub) -> None:
    hub.broken = "damaged"
    with pytest.raises(ModelError, match=r"model\.bin arrived damaged"):
        pull("tiny")
    assert find_weights("tiny") is None
    hub.broken = ""
    assert find_weights(str(pull("tiny")))


@pytest.mark.usefixtures("hub")
def test_a_repository_that_is_not_there() -> None:
    with pytest.raises(ModelError, match=r"refuses them \(HTTP 404\).*Put model.bin, config.json, tokenizer.json"):
        pull("someone/else")


def test_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match="HF_HUB_OFFLINE forbids"):
        pull("tiny")
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelError, match="the network does not answer") as caught:
        pull("tiny")
    assert str(folder_for("tiny")) in str(caught.value)


@pytest.mark.usefixtures("hub")
def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("closeplan_nlp.audio.pulling._put", full)
    with pytest.raises(ClosePlanError, match=r"No space left on device.*CLOSEPLAN_WEIGHTS"):
        pull("tiny")
