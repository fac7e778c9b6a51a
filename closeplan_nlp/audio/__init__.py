"""Recordings: from sound to a transcript of who said what when.

    decoding → speech (where anybody talks) → engine (what is said) → channels or diarization (who) → turns

`engine` alone imports faster-whisper, `decoding` alone PyAV, `voices` alone the ONNX runtime. Times are seconds from
the start of the recording, sound is float32 between -1 and 1 at 16 kHz.
"""
