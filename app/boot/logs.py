"""The log, on stderr: one line a record, and no key in it."""

import json
import logging
import re
import sys
from datetime import datetime

from app.boot.known_secrets import redacted
from app.boot.printable import one_line

_TALKATIVE = ("asyncio", "httpcore2", "httpx2", "openai", "qasync")
"""Libraries whose everyday news are of use to nobody but who debugs."""

_FILE = re.compile(r"(;base64,)[A-Za-z0-9+/]{16,}={0,2}")
"""What a request carries of an image."""


def set_up_logging(level: str = "warning", *, as_json: bool = False) -> None:
    """Sends the log to stderr, if there is one.

    Args:
        level: debug, info, warning or error. Only "debug" shows tracebacks.
        as_json: one JSON object a line.
    """
    root = logging.getLogger()
    for handler in list(root.handlers):
        if isinstance(handler, _StderrHandler):
            root.removeHandler(handler)
    if sys.stderr is not None:
        debug = level == "debug"
        handler = _StderrHandler(sys.stderr)
        handler.setFormatter(JsonFormatter(debug=debug) if as_json else LineFormatter(debug=debug))
        root.addHandler(handler)
    root.setLevel(level.upper())
    logging.captureWarnings(True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    # It tells the password of a proxy, which may be too short to be found in other texts.
    logging.getLogger("httpcore2.socks").setLevel(logging.WARNING)


class _StderrHandler(logging.StreamHandler):  # type: ignore[type-arg]
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """A terminal that is gone can be told nothing."""


class LineFormatter(logging.Formatter):
    """`2025-03-01T12:00:00.123 WARNING rivulet.history: what happened (ValueError: why)`."""

    def __init__(self, *, debug: bool) -> None:
        super().__init__()
        self._debug = debug

    def format(self, record: logging.LogRecord) -> str:
        line = f"{_time(record)} {record.levelname} {record.name}: {one_line(_message(record))}"
        if error := self._error(record):
            line += f"\n{error}" if self._debug else f" ({one_line(error)})"
        return redacted(line)

    def _error(self, record: logging.LogRecord) -> str:
        if not record.exc_info or record.exc_info[1] is None:
            return ""
        if self._debug:
            return self.formatException(record.exc_info)
        return f"{type(record.exc_info[1]).__name__}: {record.exc_info[1]}"


class JsonFormatter(LineFormatter):
    """The same as one JSON object: `time`, `level`, `logger`, `message`, and `error` if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted(_message(record)),
        }
        if error := self._error(record):
            entry["error"] = redacted(error)
        return json.dumps(entry)


def _message(record: logging.LogRecord) -> str:
    try:
        return _FILE.sub(r"\1…", record.getMessage())
    except (TypeError, ValueError):  # arguments that do not fit: what was meant is better than nothing
        return str(record.msg)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")
