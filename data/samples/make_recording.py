"""Voice the call `orchard-clinic` with espeak-ng: `orchard-clinic.ogg`, Opus, stereo.

    apt-get update && apt-get install espeak-ng ffmpeg
    python data/samples/make_recording.py --write-times
    python data/samples/make_formats.py

The seller's people are on the left channel, the customer's on the right. `--write-times` puts the times of the turns
in the recording into `orchard-clinic.json`, so that transcript and recording agree. Nothing is drawn by chance: the
same versions of espeak-ng, ffmpeg and libopus give the same file.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import tempfile
import wave
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

HERE = Path(__file__).parent
CALL = HERE / "orchard-clinic.json"
RECORDING = HERE / "orchard-clinic.ogg"
RATE = 22_050
BITRATE = "32k"
LEAD_IN = 1.5
LEAD_OUT = 2.0
LOUDNESS = 0.07
SILENCE = 0.01
Samples = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Voice:
    """How espeak-ng speaks as one person: voice, pitch (0 to 99), words a minute."""

    name: str
    pitch: int
    speed: int


VOICES = {
    "Joanna Whitlock": Voice("en-us+f3", 52, 172),
    "Tomasz Berek": Voice("en-us+m3", 38, 160),
    "Farida Osei": Voice("en-gb-x-rp+f5", 45, 168),
    "Callum Strachan": Voice("en-gb-scotland+m7", 46, 176),
}


@dataclass(frozen=True)
class Placed:
    """A turn on the timeline: where it starts, in samples, on which channel, and how it sounds."""

    at: int
    channel: int
    sound: Samples

    @property
    def times(self) -> tuple[float, float]:
        """Start and end in seconds."""
        return round(self.at / RATE, 2), round((self.at + len(self.sound)) / RATE, 2)


def speak(text: str, voice: Voice) -> Samples:
    """The text as sound between -1 and 1, without the silence around it, at the same loudness for everybody."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "turn.wav")
        options = ["-v", voice.name, "-p", str(voice.pitch), "-s", str(voice.speed), "-w", str(path)]
        subprocess.run(["espeak-ng", *options, "--", text], check=True)
        with wave.open(str(path)) as file:
            if file.getframerate() != RATE:
                raise SystemExit(f"espeak-ng speaks at {file.getframerate()} Hz, expected {RATE}")
            sound = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768
    loud = np.flatnonzero(np.abs(sound) > SILENCE)
    sound = sound[loud[0] : loud[-1] + 1]
    level = float(np.sqrt(np.mean(sound**2)))
    return np.clip(sound * (LOUDNESS / level), -0.98, 0.98)


def pause_before(number: int, text_before: str) -> float:
    """Seconds of silence before a turn: short after a question, otherwise longer, and never quite the same."""
    base = 0.25 if text_before.endswith("?") else 0.4
    return base + 0.06 * (number * 7 % 5)


def place(call: dict[str, Any]) -> list[Placed]:
    """All turns one after the other on the timeline."""
    sides = {person["name"]: person["side"] for person in call["participants"]}
    placed: list[Placed] = []
    at, before = LEAD_IN, "?"
    for number, turn in enumerate(call["turns"]):
        at += pause_before(number, before)
        sound = speak(turn["text"], VOICES[turn["speaker"]])
        channel = 0 if sides[turn["speaker"]] == "seller" else 1
        placed.append(Placed(round(at * RATE), channel, sound))
        at += len(sound) / RATE
        before = turn["text"]
    return placed


def mix(placed: list[Placed]) -> Samples:
    """The timeline as two columns of samples, with a little noise so that silence is not dead."""
    length = placed[-1].at + len(placed[-1].sound) + round(LEAD_OUT * RATE)
    sound = np.random.default_rng(20260303).normal(0, 0.0006, (length, 2))
    for turn in placed:
        sound[turn.at : turn.at + len(turn.sound), turn.channel] += turn.sound
    return np.clip(sound, -1, 1)


def encode(sound: Samples, path: Path) -> None:
    """Write the samples as Opus in Ogg, without dates or versions in the file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 32767).astype("<i2").tobytes())
    options = ["-c:a", "libopus", "-b:a", BITRATE, "-ar", "24000"]
    plain = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact"]
    command = ["ffmpeg", "-v", "error", "-y", "-f", "wav", "-i", "pipe:0", *options, *plain, str(path)]
    subprocess.run(command, input=buffer.getvalue(), check=True)


def write_times(call: dict[str, Any], times: Iterable[tuple[float, float]], path: Path) -> None:
    """The call with new times, one participant or turn a line."""
    turns = [{**turn, "start": start, "end": end} for turn, (start, end) in zip(call["turns"], times, strict=True)]
    path.write_text(as_lines({**call, "turns": turns}), encoding="utf-8", newline="\n")


def as_lines(call: dict[str, Any]) -> str:
    """The call as JSON with one entry of each list a line, so that changes are easy to read."""
    fields = []
    for key, value in call.items():
        text = json.dumps(value, ensure_ascii=False)
        if isinstance(value, list):
            rows = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in value)
            text = f"[\n{rows}\n ]"
        fields.append(f" {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(fields) + "\n}\n"


def main() -> None:
    """Make the recording, and on request the times."""
    parser = argparse.ArgumentParser(description="Voice the call orchard-clinic with espeak-ng.")
    parser.add_argument("-o", "--out", type=Path, default=RECORDING, help="where to write the recording")
    parser.add_argument("--write-times", action="store_true", help="put the times of the turns into the JSON")
    options = parser.parse_args()
    call = json.loads(CALL.read_text(encoding="utf-8"))
    placed = place(call)
    encode(mix(placed), options.out)
    if options.write_times:
        write_times(call, (turn.times for turn in placed), CALL)


if __name__ == "__main__":
    main()
