"""Every container, rate and number of tracks; files that are damaged, empty, silent or no recordings."""

from __future__ import annotations

import struct
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sounds import tone

from closeplan_nlp.audio.decoding import PIECE, Decoded, inspect_recording, read_sound
from closeplan_nlp.audio.sound import RATE, Sound
from closeplan_nlp.errors import InputError

Record = Callable[..., Path]


def decoded(path: Path, rows: int = 1) -> Sound:
    return np.concatenate(list(read_sound(inspect_recording(path), rows)), axis=1)


def pitch(sound: Sound) -> float:
    """The loudest frequency in hertz."""
    spectrum = np.abs(np.fft.rfft(sound))
    return float(np.argmax(spectrum) * RATE / len(sound))


@pytest.mark.parametrize("suffix", ["wav", "mp3", "m4a", "ogg", "opus", "flac", "webm", "mp4", "mkv", "mov", "avi"])
def test_every_container(record: Record, suffix: str) -> None:
    path = record(f"call.{suffix}", np.stack([tone(2.0)] * 2), rate=48000)
    sound = decoded(path)
    assert sound.shape[0] == 1
    assert sound.shape[1] / RATE == pytest.approx(2.0, abs=0.12)
    assert pitch(sound[0]) == pytest.approx(440, abs=3)


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 44100, 96000])
def test_every_rate(record: Record, rate: int) -> None:
    sound = decoded(record("call.wav", tone(1.5), rate=rate))
    assert sound.shape[1] / RATE == pytest.approx(1.5, abs=0.01)
    assert pitch(sound[0]) == pytest.approx(440, abs=3)


def test_channels_stay_apart(record: Record) -> None:
    sound = decoded(record("call.wav", np.stack([tone(1.0, 300), tone(1.0, 900)])), rows=2)
    assert [round(pitch(row), -1) for row in sound] == [300, 900]


@pytest.mark.parametrize("count", [3, 4, 6])
def test_more_than_two_channels(tmp_path: Path, count: int) -> None:
    """People before a microphone each; as channels of a cinema one of them would be the one for deep tones."""
    sounds = np.stack([tone(2.0, 200 + 100 * number) for number in range(count)])
    with wave.open(str(tmp_path / "call.wav"), "wb") as file:
        file.setparams((count, 2, RATE, 0, "NONE", ""))
        file.writeframes((sounds.T * 32767).astype("<i2").tobytes())
    assert inspect_recording(tmp_path / "call.wav").rows == count
    rows = decoded(tmp_path / "call.wav", count)
    assert [round(pitch(row), -2) for row in rows] == [200 + 100 * number for number in range(count)]
    mixed = np.abs(np.fft.rfft(decoded(tmp_path / "call.wav")[0]))[::2]
    loudest = np.argsort(mixed)[-count:] * RATE / len(mixed) / 2
    assert sorted(loudest.round(-2)) == [200 + 100 * number for number in range(count)]


def test_channels_are_mixed(record: Record) -> None:
    sound = decoded(record("call.wav", np.stack([tone(1.0), np.zeros(RATE, np.float32)])))
    assert sound.shape == (1, RATE)
    assert 0.1 < np.abs(sound).max() < 0.3


@pytest.mark.parametrize("suffix", ["wav", "ogg"])
def test_a_channel_upside_down_does_not_silence_the_other(record: Record, suffix: str) -> None:
    sound = decoded(record(f"call.{suffix}", np.stack([tone(2.0), -tone(2.0)])))
    assert sound.shape[0] == 1
    assert np.sqrt(np.mean(sound**2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.05)


def test_what_is_no_number_becomes_silence(tmp_path: Path) -> None:
    sound = tone(1.0)
    sound[[10, 500, 900]] = np.nan, np.inf, -np.inf
    format_ = struct.pack("<IHHIIHH", 16, 3, 1, RATE, 4 * RATE, 4, 32)  # floating point, mono
    data = struct.pack("<I", 4 * len(sound)) + sound.astype("<f4").tobytes()
    path = tmp_path / "call.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", 36 + 4 * len(sound)) + b"WAVEfmt " + format_ + b"data" + data)
    (found,) = decoded(path)
    assert found[[10, 500, 900]].tolist() == [0.0, 1.0, -1.0]
    assert np.allclose(found[1000:], sound[1000:])


def test_tracks_are_rows_and_short_ones_end_in_silence(record: Record) -> None:
    path = record("call.mkv", tone(2.0, 300), tone(1.0, 900))
    assert inspect_recording(path).rows == 2
    sound = decoded(path, rows=2)
    assert sound.shape == (2, 2 * RATE)
    assert [round(pitch(row[:RATE]), -1) for row in sound] == [300, 900]
    assert np.abs(sound[1, RATE + 800 :]).max() < 0.01


def test_tracks_are_mixed(record: Record) -> None:
    sound = decoded(record("call.mkv", tone(1.0, 300), tone(1.0, 900)))
    spectrum = np.abs(np.fft.rfft(sound[0]))
    assert spectrum[300] > 100
    assert spectrum[900] > 100


def test_pieces_have_a_fixed_length(record: Record) -> None:
    lengths = [piece.shape[1] / RATE for piece in read_sound(inspect_recording(record("a.wav", tone(70.0))), 1)]
    assert lengths == [PIECE, PIECE, pytest.approx(10.0)]


def test_what_a_file_holds(record: Record) -> None:
    found = inspect_recording(record("call.flac", np.stack([tone(3.0)] * 2), rate=44100))
    assert found.container == "flac"
    assert (found.tracks[0].channels, found.tracks[0].rate, found.tracks[0].codec) == (2, 44100, "flac")
    assert found.duration == pytest.approx(3.0, abs=0.05)


def test_a_damaged_place_is_left_out(record: Record) -> None:
    path = record("call.mp3", tone(20.0), rate=16000)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 3000] = bytes(3000)
    path.write_bytes(data)
    sound = decoded(path)
    assert sound.shape[1] / RATE > 15


def test_a_truncated_file_is_read_to_its_end(record: Record) -> None:
    path = record("call.flac", tone(20.0))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    seen = Decoded()
    list(read_sound(inspect_recording(path), 1, seen))
    assert 5 < seen.seconds < 15


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.wav", b"", "the file is empty"),
        ("notes.m4a", b"Dear all, no sound here." * 20, "cannot be read as a recording"),
        ("half.wav", b"RIFF\x00\x00\x00\x00WAVE", "cannot be read|no sound"),
    ],
)
def test_no_recording(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError, match=said):
        decoded(path)


@pytest.mark.parametrize("suffix", ["wav", "ogg", "opus", "flac", "webm", "mp3"])
def test_a_file_that_was_copied_in_part_is_told(record: Record, suffix: str) -> None:
    """By its length or by its end; one that is whole is not suspected."""
    path = record(f"call.{suffix}", tone(20.0))
    data = path.read_bytes()
    for share in (1.0, 0.5):
        path.write_bytes(data[: round(share * len(data))])
        found = inspect_recording(path)
        assert found.duration
        ends = decoded(path).shape[1] / RATE
        assert (found.whole and ends > found.duration - 1) == (share == 1.0)


@pytest.mark.parametrize("size", [0, 0x7FFF_F024, 0xFFFF_FFFF])
def test_a_wav_header_that_knows_no_length_promises_none(record: Record, size: int) -> None:
    """As programs write it that do not know yet how long they will record."""
    path = record("call.wav", tone(5.0))
    data = path.read_bytes()
    path.write_bytes(data[:4] + struct.pack("<I", size) + data[8:])
    assert inspect_recording(path).duration == pytest.approx(5.0, abs=0.1)


def test_a_truncated_mp4_without_its_index(record: Record) -> None:
    path = record("call.mp4", tone(20.0), rate=44100)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match="damaged, or cut off"):
        decoded(path)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        inspect_recording(tmp_path / "call.wav")


def test_a_film_without_sound(tmp_path: Path) -> None:
    import av

    with av.open(str(tmp_path / "film.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8))))
        container.mux(stream.encode(None))
    with pytest.raises(InputError, match="there is no sound in it"):
        inspect_recording(tmp_path / "film.mp4")


def test_protected_sound_is_refused(record: Record) -> None:
    path = record("call.m4a", tone(2.0), rate=44100)
    path.write_bytes(path.read_bytes().replace(b"mp4a", b"drms"))
    with pytest.raises(InputError, match=r"protected \(DRM\)|cannot be read"):
        decoded(path)


def test_a_gap_in_the_clock_becomes_silence(record: Record, tmp_path: Path) -> None:
    import av

    source = record("call.mkv", tone(4.0))
    path = tmp_path / "gap.mkv"
    with av.open(str(source)) as old, av.open(str(path), "w") as new:
        track = new.add_stream_from_template(old.streams.audio[0])
        for packet in old.demux(audio=0):
            if packet.pts is None:
                continue
            if packet.pts * packet.time_base >= 2:
                packet.pts += round(5 / packet.time_base)
                packet.dts = packet.pts
            packet.stream = track
            new.mux(packet)
    sound = decoded(path)[0]
    assert len(sound) / RATE == pytest.approx(9.0, abs=0.2)
    assert np.abs(sound[3 * RATE : 6 * RATE]).max() == 0
    assert pitch(sound[7 * RATE + RATE // 2 :]) == pytest.approx(440, abs=3)
