"""The command line. Loading it costs next to nothing: all else is loaded when its command is known."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from app import __version__

_DESCRIPTION = "A native desktop AI assistant. Without a command it opens its window."

_EXAMPLES = """\
examples:
  rivulet                                    open the window
  rivulet --offline                          the same, with the built-in Guide: no key, no network
  rivulet ask "Which day follows Monday?"    answer in the terminal
  rivulet --profile ./work                   keep this one's history and settings apart

exit status:
  0 done, 1 failed (the reason is on stderr), 2 wrong usage, 130 interrupted

environment:
  OPENAI_API_KEY     the key for this run; it is never stored
  OPENAI_BASE_URL    the server, if neither an option nor the settings name one
"""

_ASK_EXAMPLES = """\
examples:
  rivulet ask "Which day follows Monday?"
  git diff | rivulet ask -
  rivulet ask --offline "How do I change the model?"
  rivulet ask --base-url http://localhost:11434/v1 --model llama3.2 "Hello"
  rivulet ask --json "Hello" | jq -r 'select(.type == "text").text'

The reason for the end goes to stderr. The exit status is 0 only if the answer is complete.

With --json each line is one object. Exactly one "ended" comes, always last:
  {"type": "started", "id": …, "model": …}
  {"type": "text", "text": …}         also "reasoning" and "refusal"
  {"type": "tool_call", "name": …, "arguments": …}
  {"type": "usage", "input_tokens": …, "output_tokens": …}
  {"type": "ended", "end": …, "detail": …}
"""

_QUICK_EXAMPLES = """\
examples:
  rivulet quick                          ask something without leaving what you do
  rivulet quick "Translate: bonjour"     with a text in it, which is not sent yet
  wl-paste --primary | rivulet quick -   with what is selected, under Wayland

Bind it to a key in your desktop's settings, where no program can take a key by itself. An instance
that runs already shows the prompt, and this one ends. Else this one stays: in the tray, or where there
is neither a tray nor a hotkey, until its prompt has been hidden for five minutes. Ctrl+Q ends it at once.
"""

_EXPORT_EXAMPLES = """\
examples:
  rivulet export > history.json
  rivulet export -o history.json
  rivulet export --conversation ID -o one.json

It works while the window is open. A file is made for you alone, and replaced only by a whole one.
"""

_KEY_EXAMPLES = """\
examples:
  rivulet key set                        asks for the key without showing it
  pass show openai | rivulet key set     reads it from another program
  rivulet key status                     whether there is a key, and where
  rivulet key remove --provider openai

The key lies in the keyring of the operating system and nowhere else. It is never shown.
"""

_DEMO_EXAMPLES = """\
examples:
  rivulet demo-server
  rivulet demo-server --port 8080

It speaks OpenAI's protocol on this machine alone, with the model "guide". It needs no key. Ask it
"/demo" for its list of fixed answers: one for each way in which an answer can end.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program, and returns its exit status. Wrong usage raises SystemExit(2)."""
    _settle()
    parser = command_line()
    given = parser.parse_args(arguments)
    try:
        return _run(parser, given)
    except KeyboardInterrupt:
        return 130


def _settle() -> None:
    """Sees to what this process was begun with, before anything is opened or started."""
    if os.name == "posix" and None in (sys.stdin, sys.stdout, sys.stderr):
        from app.boot.standard_files import fill_in

        fill_in()
    if getattr(sys, "frozen", False):
        from app.boot.frozen import restore_environment

        restore_environment(os.environ)


def _run(parser: argparse.ArgumentParser, given: argparse.Namespace) -> int:
    from app.boot.start import start

    options, reports = start(
        folder=given.profile, offline=given.offline, base_url=given.base_url, model=given.model
    )

    def set_up_log() -> None:
        from app.boot.logs import set_up_logging

        set_up_logging(given.log_level, as_json=given.log_json)

    if given.self_test:
        if given.command is not None:
            parser.error(
                f"--self-test checks the program, and does nothing else: leave “{given.command}” out"
            )
        set_up_log()
        from app.boot.self_test.run import self_test

        return self_test(options.profile)
    if given.command in (None, "quick"):
        # The window is painted before there is anything to log.
        return _open_desktop(options, reports, set_up_log, _opening(parser, given))
    set_up_log()
    from app.boot.terminal import commands

    match given.command:
        case "ask":
            text = commands.prompt_text(given.text)
            if not text.strip():
                parser.error("ask: there is nothing to ask; give it TEXT, or pipe it in")
            return commands.ask(options, reports, text, save=given.save, as_json=given.json)
        case "export":
            return commands.export(options, given.conversation, given.output)
        case "key":
            return commands.key(options, given.what, given.provider)
        case _:
            return commands.demo_server(given.port)


def _opening(parser: argparse.ArgumentParser, given: argparse.Namespace) -> Any:
    from app.boot.opening import LONGEST, Opening, Verb, activation_token

    if given.command is None:
        verb = Verb.NEW_CHAT if given.new_chat else Verb.BACKGROUND if given.background else Verb.SHOW
        return Opening(verb, token=activation_token())
    text = given.text or ""
    if text == "-":
        from app.boot.terminal.commands import prompt_text

        text = prompt_text(text)
    text = text.encode(errors="replace").decode()  # an argument may be no text at all
    if len(text) > LONGEST:
        parser.error(f"quick: the text has more than {LONGEST:,} characters")
    return Opening(Verb.QUICK, text, activation_token())


def _open_desktop(options: Any, reports: Any, set_up_log: Callable[[], None], opening: Any) -> int:
    from app.boot.surroundings import window_obstacle

    if obstacle := window_obstacle():
        from app.boot.stderr import say

        say(obstacle)
        return 1
    from app.boot.loading import load_qt

    load_qt()
    from app.boot.desktop import run_desktop

    return run_desktop(options, reports, set_up_log, opening)


def command_line() -> argparse.ArgumentParser:
    """All that it takes: what parses it, writes its help, and is made into the manual page."""
    parser = argparse.ArgumentParser(
        prog="rivulet",
        usage="%(prog)s [options] [command]",
        description=_DESCRIPTION,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"Rivulet {__version__}")
    window = parser.add_mutually_exclusive_group()
    window.add_argument("--new-chat", action="store_true", help="open the window with a new chat")
    window.add_argument("--background", action="store_true", help="begin in the tray, without a window")
    parser.add_argument(
        "--self-test", action="store_true", help="check that the program is whole and works on this machine"
    )
    _add_options(parser)
    parser.set_defaults(
        profile=None, offline=False, base_url="", model="", log_level="warning", log_json=False
    )
    commands = parser.add_subparsers(dest="command", metavar="command", title="commands", prog="rivulet")
    _add_quick(commands)
    _add_ask(commands)
    _add_export(commands)
    _add_key(commands)
    _add_demo_server(commands)
    return parser


def _base_url(text: str) -> str:
    from urllib.parse import urlsplit  # most runs begin without a URL

    if not text:  # the default
        return text
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise argparse.ArgumentTypeError("it is not an address like https://api.openai.com/v1")
    return text


def _add_options(parser: argparse.ArgumentParser) -> None:
    """The options that stand before or after the command: the one that is left out changes nothing."""
    options = parser.add_argument_group("options for every command")

    def add(name: str, text: str, **details: Any) -> None:
        options.add_argument(name, default=argparse.SUPPRESS, help=text, **details)

    add("--profile", "everything that the program writes lies below DIR", metavar="DIR")
    add("--offline", "use the built-in Guide: no key, no network", action="store_true")
    add("--base-url", "the OpenAI-compatible server, for this run", metavar="URL", type=_base_url)
    add("--model", "the model, for this run", metavar="NAME")
    add(
        "--log-level",
        "log to stderr: debug, info, warning (default) or error",
        metavar="LEVEL",
        type=str.lower,
        choices=("debug", "info", "warning", "error"),
    )
    add("--log-json", "log one JSON object a line", action="store_true")


def _command(commands: Any, name: str, text: str, examples: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=text,
        description=f"{text[0].upper()}{text[1:]}.",
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    return parser


def _add_quick(commands: Any) -> None:
    parser = _command(
        commands,
        "quick",
        "show the quick prompt of the running instance, or of one that is started and stays",
        _QUICK_EXAMPLES,
    )
    parser.add_argument("text", metavar="TEXT", nargs="?", help="stands in the prompt; “-” reads stdin")
    _add_options(parser)


def _add_ask(commands: Any) -> None:
    parser = _command(commands, "ask", "print an answer in the terminal while it arrives", _ASK_EXAMPLES)
    parser.add_argument("text", metavar="TEXT", nargs="?", help="the prompt; “-”, or nothing, reads stdin")
    parser.add_argument("--save", action="store_true", help="keep question and answer in the history")
    parser.add_argument("--json", action="store_true", help="print one event a line")
    _add_options(parser)


def _add_export(commands: Any) -> None:
    parser = _command(commands, "export", "print the history, complete", _EXPORT_EXAMPLES)
    parser.add_argument("--format", choices=("json",), default="json", help="default: json")
    parser.add_argument("--conversation", metavar="ID", help="only this one")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of stdout")
    _add_options(parser)


def _add_key(commands: Any) -> None:
    parser = _command(commands, "key", "look after the key in the system's keyring", _KEY_EXAMPLES)
    parser.add_argument("what", choices=("set", "status", "remove"))
    parser.add_argument("--provider", metavar="NAME", help="whose key (default: the current provider's)")
    _add_options(parser)


def _add_demo_server(commands: Any) -> None:
    parser = _command(commands, "demo-server", "run the Guide as a server for other programs", _DEMO_EXAMPLES)
    parser.add_argument("--port", metavar="N", type=_port, default=0, help="default: a free one")
    _add_options(parser)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("ports go from 0 to 65535")
    return number
