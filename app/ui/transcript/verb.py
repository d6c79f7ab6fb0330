"""What one can do with a message. Who only names it needs no transcript for that."""

from enum import StrEnum


class Verb(StrEnum):
    COPY = "copy"
    EDIT = "edit"
    RETRY = "retry"
    BRANCH = "branch"
    READ = "read"
    HIDE = "hide"
    OUTGOING = "outgoing"
    DELETE = "delete"
