"""The manual page, made from the command line itself: it can't say anything else than `--help` does."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from project import AUTHOR, DESCRIPTION, HOMEPAGE, NAME, SUMMARY, TITLE, VERSION, source_date_epoch

from app.boot.profile import Profile
from app.cli import command_line

PLACE = f"~/.local/share/{NAME}"


def manual_page() -> str:
    """Its source, for troff's macros “man”."""
    day = dt.datetime.fromtimestamp(source_date_epoch(), dt.UTC).date()
    parser = command_line()
    lines = [
        f'.TH {NAME.upper()} 1 "{day}" "{TITLE} {_plain(VERSION)}" "User Commands"',
        ".SH NAME",
        f"{NAME} \\- {_plain(SUMMARY[0].lower() + SUMMARY[1:])}",
        ".SH SYNOPSIS",
        *_synopsis(parser),
        ".SH DESCRIPTION",
        _plain(parser.description or ""),
    ]
    for paragraph in DESCRIPTION:
        lines += [".PP", _plain(paragraph)]
    for group in _groups(parser):
        lines += [f'.SH "{_plain((group.title or "").upper())}"', *_options(group)]
    lines.append(".SH COMMANDS")
    for name, command in _commands(parser):
        lines += _command(name, command)
    lines += [*_epilog(parser.epilog or "", ".SH"), *_files()]
    lines += [".SH AUTHOR", _plain(AUTHOR), ".SH SEE ALSO", f".UR {_plain(HOMEPAGE)}", ".UE"]
    return "\n".join(lines) + "\n"


def _synopsis(parser: argparse.ArgumentParser) -> list[str]:
    usage = parser.format_usage().removeprefix("usage: ")
    program, _, rest = " ".join(usage.split()).partition(" ")
    return [f".B {_plain(program)}", _plain(rest)]


def _groups(parser: argparse.ArgumentParser) -> Iterator[argparse._ArgumentGroup]:
    """Those of its options, in the help's order. Commands have a section of their own."""
    for group in parser._action_groups:
        if _own_actions(group) and not _is_commands(group):
            yield group


def _own_actions(group: argparse._ArgumentGroup) -> list[argparse.Action]:
    return [action for action in group._group_actions if action.help is not argparse.SUPPRESS]


def _is_commands(group: argparse._ArgumentGroup) -> bool:
    return any(isinstance(action, argparse._SubParsersAction) for action in group._group_actions)


def _options(group: argparse._ArgumentGroup) -> list[str]:
    lines = []
    for action in _own_actions(group):
        lines += [".TP", _named(action), _plain(_explained(action))]
    return lines


def _named(action: argparse.Action) -> str:
    value = action.metavar if isinstance(action.metavar, str) else "|".join(map(str, action.choices or ()))
    placed = rf"\fI{_plain(value)}\fR" if value else ""
    if not action.option_strings:
        return placed
    names = ", ".join(rf"\fB{_plain(name)}\fR" for name in action.option_strings)
    return f"{names} {placed}".rstrip() if action.nargs != 0 else names


def _explained(action: argparse.Action) -> str:
    text = action.help or "what to do with it"
    return f"{text[0].upper()}{text[1:]}."


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _command(name: str, parser: argparse.ArgumentParser) -> list[str]:
    """A command, with what it takes beside the options for every command."""
    lines = [f'.SS "{name}"', *_synopsis(parser), ".PP", _plain(parser.description or "")]
    for group in _groups(parser):
        if group.title in ("positional arguments", "options"):
            lines += _options(group)
    return lines + _epilog(parser.epilog or "", ".PP")


def _epilog(text: str, heading: str) -> list[str]:
    """Paragraphs. One that begins with a word and a colon has that as its heading."""
    lines: list[str] = []
    for block in text.strip().split("\n\n"):
        first, _, rest = block.partition("\n")
        if titled := re.fullmatch(r"([a-z ]+):", first):
            title = titled[1].upper() if heading == ".SH" else f"{titled[1].capitalize()}:"
            lines += [f'{heading} "{title}"'] if heading == ".SH" else [heading, title]
            block = rest
        else:
            lines.append(".PP")
        as_it_is = [line for line in block.splitlines() if line.startswith("  ")]
        flowing = [line for line in block.splitlines() if not line.startswith("  ")]
        lines += [_plain(line) for line in flowing]
        if as_it_is:
            lines += [".PP", ".nf", ".RS 2", *(_plain(line[2:]) for line in as_it_is), ".RE", ".fi"]
    return lines


def _files() -> list[str]:
    profile = Profile(Path(PLACE))
    lines = [".SH FILES"]
    for path, text in (
        (profile.history, "all conversations, in one SQLite file"),
        (profile.settings, "the settings"),
        (profile.backups, "histories that were damaged, as they were"),
        (profile.logs, "what went wrong, and what the self-test has found; never a key"),
    ):
        lines += [".TP", rf"\fI{_plain(str(path))}\fR", f"{text[0].upper()}{text[1:]}."]
    return [*lines, ".PP", _plain("With --profile they lie below the folder that it names.")]


def _plain(text: str) -> str:
    """A text in which nothing is taken for a request or an escape."""
    text = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq").replace("`", r"\(ga")
    text = text.replace("^", r"\(ha").replace("~", r"\(ti").replace('"', r"\(dq")
    return "\n".join(rf"\&{line}" if line.startswith(".") else line for line in text.split("\n"))
