"""Log lines as JSON, one event a line, for the log store in production."""

import json
import logging
from datetime import UTC, datetime


class JsonFormatter(logging.Formatter):
    """Keeps multi-line tracebacks inside one event."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, object] = {
            # The record's own time: a log says when it was written, whatever clock the portal pretends.
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if record.exc_info:
            event["exception"] = record.exc_text or self.formatException(record.exc_info)
        status = getattr(record, "status_code", None)
        if status is not None:
            event["status"] = status
        return json.dumps(event, ensure_ascii=False)
