"""The names in a list of models, in the shapes that servers give it."""

import json

from app.adapters.openai.answer_body import BodyKind, body_kind, not_an_api
from app.adapters.openai.error_body import ServerError, kind_of, read_error
from app.adapters.openai.server_problem import server_problem
from app.domain.problem import TurnError


def model_names(body: bytes, key: str) -> list[str]:
    """The names, sorted. Raises TurnError when the body is no list of models, ValueError for broken JSON."""
    kind = body_kind("", body.lstrip(), complete=True) or BodyKind.FOREIGN
    if kind is not BodyKind.JSON:
        raise TurnError(not_an_api(kind, body, key))
    parsed = json.loads(body.decode(errors="replace"))
    match parsed:
        case {"data": list(entries)} | {"models": list(entries)} | list(entries):
            names = {_name(entry) for entry in entries} - {""}
            if names or not entries:
                return sorted(names, key=lambda name: (name.casefold(), name))
    error = read_error(parsed)
    if error == ServerError():
        error = ServerError("The answer held no list of models.")
    raise TurnError(server_problem(kind_of(None, error), error, key))


def _name(entry: object) -> str:
    match entry:
        case str(name) | {"id": str(name)} | {"name": str(name)} | {"model": str(name)}:
            return name
        case _:
            return ""
