"""The write door of logs: judging a change, and recording it."""

from portal.logs.record.door import CHUNK, apply_answers, delete_log, delete_logs, record_answers, record_many
from portal.logs.record.listeners import on_refused
from portal.logs.record.verdicts import Conflict, LogChange, Merged, Recorded, evaluate_log, foresee, judge, merge

__all__ = [
    "CHUNK",
    "Conflict",
    "LogChange",
    "Merged",
    "Recorded",
    "apply_answers",
    "delete_log",
    "delete_logs",
    "evaluate_log",
    "foresee",
    "judge",
    "merge",
    "on_refused",
    "record_answers",
    "record_many",
]
