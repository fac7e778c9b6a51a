r"""Transcript files in, `Transcript` out: `read_transcript("call.vtt", date="2026-03-02")`.

`READERS` holds one `Reader` per format; the file's content decides which of them reads it.

How to add a format
-------------------

1. Write a module `readers/<name>.py` (150 lines at most) that ends with
   `READER = Reader(name, title, extensions, sniff, read)`:

   * `sniff(text)` looks at the decoded text (newlines are `\n`, no BOM) and returns how sure it is, 0 to 1, best
     with a reason: `(0.95, "starts with WEBVTT")`. It never raises, and looks at the first lines only. Use 0.9 and
     more for a signature that no other format has, 0.7 for a strong likeness, 0 for "not mine". The reader with the
     highest score reads the file; the extension only breaks ties.
   * `read(text)` returns a `Transcript` with turns, and participants, title, date, language and organisations where
     the file names them. `Turn.speaker` is exactly what the recorder shows. What is damaged goes into `problems`
     (with a place: a line, a cue, a field) and the rest is read; no usable turns at all is not the reader's business.
     A file that is not this format after all raises `FormatError`. Neither knows the file's name.

2. Add one line to `registry.py`.
3. Add a sample and a test in `tests/readers/` (the tests of `READERS` as a whole pick the new format up by themselves).

Text exports in which a line opens each turn are rows of a table (`text_exports`, a `TextFormat` each); other ways to
write plain text are patterns in `plain_shapes`. A Word document reaches every reader as text (`docx_text`): paragraphs
are parted by blank lines, line breaks inside them are line ends.

What helps: `cleaning.clean` (control characters), `times` (time stamps and their checks), `cues` and `cue_turns`
(blocks with time lines), `labels` (is `Name: text` a speaker?), `headers` (`Date: …` lines), `call_date.header_date`,
`json_text.load_json`.
Decoding, the date in the file name, people options and `Transcript.source` are done once, in `reading`.
"""

from __future__ import annotations

from closeplan_nlp.readers.detection import Detection, detect
from closeplan_nlp.readers.reader import Reader
from closeplan_nlp.readers.reading import read_transcript
from closeplan_nlp.readers.registry import READERS

__all__ = ["READERS", "Detection", "Reader", "detect", "read_transcript"]
