"""Recordings as sound: any container and rate, every track, in bounded memory. PyAV is imported here alone.

`inspect_recording` says what is in a file; `read_sound` decodes it in pieces of a fixed length, one row per channel
that is asked for. Gaps in a track's clock (silence that a recorder did not write, a track that begins later) become
silence, so that times are those of the recording. Packets that cannot be decoded are left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from closeplan_nlp.audio.buffering import Buffer
from closeplan_nlp.audio.endings import has_end, promised_share
from closeplan_nlp.audio.sound import RATE, Sound
from closeplan_nlp.errors import InputError

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

PIECE = 30.0
"""Seconds of sound given out at a time."""
CLOCK = 0.25
"""Seconds by which a track's clock may be ahead of its samples before silence is put in."""
AHEAD = 60.0
"""Seconds by which one track may be ahead of another before the other one is taken to be silent."""
CANCELLED = 0.05
"""Share of the channels' power below which their mix is no mix: one is the other upside down."""
LONGEST_GAP = 12 * 3600.0
"""A jump of the clock by more seconds is a fault of the file, no silence."""


@dataclass(frozen=True)
class Track:
    """An audio track: its number among the audio tracks, channels, samples a second and codec."""

    number: int
    channels: int
    rate: int
    codec: str


@dataclass(frozen=True)
class Recording:
    """A file with sound. `duration` is in seconds, as its header says; None where it does not.

    `whole` is false where the file stops before its end.
    """

    path: Path
    container: str
    tracks: tuple[Track, ...]
    duration: float | None
    whole: bool = True

    @property
    def rows(self) -> int:
        """Channels that can be told apart: the tracks, or the channels of a single one."""
        return len(self.tracks) if len(self.tracks) > 1 else self.tracks[0].channels


@dataclass
class Decoded:
    """What decoding met, filled in on the way: packets, those that were damaged, seconds of sound."""

    packets: int = 0
    damaged: int = 0
    seconds: float = 0.0


@dataclass
class _Row:
    """A track on its way to samples: its resampler, its buffer, and whether its clock is trusted."""

    resampler: Any
    buffer: Buffer
    clock: bool = True
    first: float | None = field(default=None)


def inspect_recording(path: Path) -> Recording:
    """What is in the file. Raises InputError where it cannot be read, holds no sound or is protected."""
    with _opened(path) as container:
        streams = [stream for stream in container.streams.audio if _is_decodable(stream)]
        if not container.streams.audio:
            raise InputError("there is no sound in it", remedy="Give the file that holds the audio")
        if not streams:
            reason = "its sound is protected (DRM) or of a codec that is not known"
            raise InputError(reason, remedy="Export it as WAV, MP3, M4A or FLAC from the program that made it")
        tracks = tuple(
            Track(number, stream.codec_context.channels, stream.codec_context.sample_rate, stream.codec_context.name)
            for number, stream in enumerate(streams)
        )
        name, duration = container.format.name, _duration(container, streams)
        promised = duration * promised_share(path, name) if duration else None
        return Recording(path, name, tracks, promised, has_end(path, name))


def _is_decodable(stream: AudioStream) -> bool:
    context = stream.codec_context
    return context is not None and context.codec_tag not in ("drms", "enca") and bool(context.sample_rate)


def _duration(container: InputContainer, streams: list[AudioStream]) -> float | None:
    """Seconds, as the container or else a stream says."""
    if container.duration:
        return float(container.duration) / 1_000_000
    lengths = [float(s.duration * s.time_base) for s in streams if s.duration and s.time_base]
    return max(lengths, default=None)


def read_sound(recording: Recording, rows: int, decoded: Decoded | None = None) -> Iterator[Sound]:
    """The sound in pieces of `PIECE` seconds (the last one shorter), each of shape (rows, samples).

    With one row everything is mixed down; else a row is a track, or one of the channels of the only track.
    `decoded` is filled in on the way. Raises InputError where nothing can be decoded.
    """
    seen = decoded if decoded is not None else Decoded()
    widths = [track.channels for track in recording.tracks]
    with _opened(recording.path) as container:
        streams = [stream for stream in container.streams.audio if _is_decodable(stream)]
        found = {
            stream.index: _Row(_resampler(width), Buffer(width)) for stream, width in zip(streams, widths, strict=True)
        }
        buffers = [row.buffer for row in found.values()]
        for stream_index, sound in _sounds(container, streams, found, seen):
            found[stream_index].buffer.add(sound)
            _wait_for_nobody(buffers)
            while min(buffer.held for buffer in buffers) >= PIECE * RATE:
                yield _joined([buffer.take(round(PIECE * RATE)) for buffer in buffers], rows, seen)
        yield from _rest(buffers, rows, seen)
    if not seen.seconds:
        raise InputError("no sound could be decoded", remedy="The file is damaged; copy or export it again")


def _rest(buffers: list[Buffer], rows: int, seen: Decoded) -> Iterator[Sound]:
    """What the buffers still hold, the shorter tracks filled up with silence."""
    while longest := max(buffer.held for buffer in buffers):
        count = min(longest, round(PIECE * RATE))
        yield _joined([buffer.take(count) for buffer in buffers], rows, seen)


def _joined(parts: list[Sound], rows: int, seen: Decoded) -> Sound:
    """The parts of all tracks as rows; mixed where one row is asked for."""
    seen.seconds += parts[0].shape[1] / RATE
    if len(parts) == 1 and len(parts[0]) == rows:
        return parts[0]
    sound = np.concatenate([_mono(part) for part in parts])
    return sound if len(sound) == rows else np.clip(sound.sum(axis=0, keepdims=True), -1, 1)


def _mono(part: Sound) -> Sound:
    """A track as one row: its channels mixed, or the first one where they would cancel each other out.

    Of many channels few have talk at a time; it is not made weaker than that of a side of two.
    """
    mixed = np.clip(part.sum(axis=0, keepdims=True) / min(len(part), 2), -1, 1)
    return mixed if np.mean(mixed**2) >= CANCELLED * np.mean(part**2) else part[:1]


def _wait_for_nobody(buffers: list[Buffer]) -> None:
    """A track without packets for long is silent so far; the others must not fill the memory meanwhile."""
    front = max(buffer.held for buffer in buffers)
    for buffer in buffers:
        if front - buffer.held > AHEAD * RATE:
            buffer.add_silence(front - buffer.held)


def _sounds(
    container: InputContainer, streams: list[AudioStream], rows: dict[int, _Row], seen: Decoded
) -> Iterator[tuple[int, Sound]]:
    """Every track's samples in the order of the file, silence put in where its clock jumps ahead."""
    for packet in container.demux(streams):
        row = rows[packet.stream.index]
        seen.packets += 1
        for frame in _frames(packet, seen):
            yield from ((packet.stream.index, silence) for silence in _gap(row, frame))
            yield from ((packet.stream.index, sound) for sound in _resampled(row, frame))
    for index, row in rows.items():
        yield from ((index, sound) for sound in _resampled(row, None))


def _frames(packet: Any, seen: Decoded) -> Iterator[Any]:
    import av

    try:
        yield from packet.decode()
    except (av.error.FFmpegError, ValueError):
        seen.damaged += 1


def _gap(row: _Row, frame: Any) -> Iterator[Sound]:
    """Silence up to the frame's time, in pieces; nothing where the clock agrees with the samples."""
    if frame.pts is None or frame.time_base is None or not row.clock:
        return
    time = float(frame.pts * frame.time_base)
    ahead = time - row.buffer.total / RATE
    if ahead > LONGEST_GAP or time < 0:
        row.clock = False
    elif ahead > CLOCK:
        yield from row.buffer.silence(round(ahead * RATE))


def _resampled(row: _Row, frame: Any) -> Iterator[Sound]:
    if frame is not None:
        frame.pts = None
    for piece in row.resampler.resample(frame):
        sound = _of_width(np.asarray(piece.to_ndarray(), np.float32), row.buffer.rows)
        # files of floating point may hold what is no number; one of it would silence all that comes after it
        yield np.nan_to_num(sound, copy=False, nan=0.0, posinf=1.0, neginf=-1.0)


def _of_width(sound: Sound, rows: int) -> Sound:
    """The sound with so many rows, also where a frame has others than the track promised."""
    return sound if len(sound) == rows else np.repeat(_mono(sound), rows, axis=0)


def _resampler(channels: int) -> Any:
    """More than two channels stay as they are: mixed as those of a cinema, the one for deep tones would be lost."""
    import av

    return av.AudioResampler(format="fltp", layout={1: "mono", 2: "stereo"}.get(channels), rate=RATE)


@contextmanager
def _opened(path: Path) -> Iterator[InputContainer]:
    """The file, opened by PyAV; its errors become ours."""
    import av

    try:
        if path.is_file() and path.stat().st_size == 0:
            raise InputError("the file is empty", remedy="Check that the recording was saved, or copy it again")
        with av.open(str(path), mode="r", metadata_errors="ignore") as container:
            yield container
    except FileNotFoundError as error:
        raise InputError("there is no such file", remedy="Check the path") from error
    except (av.error.FFmpegError, OSError) as error:
        reason = f"it cannot be read as a recording ({getattr(error, 'strerror', None) or error})"
        raise InputError(reason, remedy="It is no recording, damaged, or cut off; copy or export it again") from error
