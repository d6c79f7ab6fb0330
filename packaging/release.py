"""What the release workflow asks of a release.

python3 packaging/release.py check v0.1.0     whether this is that version, and CHANGELOG.md tells of it
python3 packaging/release.py sums dist        writes dist/SHA256SUMS
python3 packaging/release.py notes dist       prints the text of the release
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

import project
from system_parts import SetupError

SUMS = "SHA256SUMS"
TEMPLATE = Path(__file__).with_name("release_notes.md")
KINDS = {
    "-setup-x64.exe": "Windows 10 and 11: run it. `/S` installs silently.",
    "-arm64.dmg": "macOS on Apple silicon: open it, and drag Rivulet onto Applications.",
    "-x86_64.dmg": "macOS on Intel: open it, and drag Rivulet onto Applications.",
    ".deb": "Debian 12, Ubuntu 22.04 and later: `sudo apt install ./FILE`.",
    ".rpm": "Fedora and others with RPM: `sudo dnf install ./FILE`.",
    ".AppImage": "Any other Linux on x86-64: make it executable, and run it.",
    ".whl": "Python 3.11 to 3.13: `pipx install ./FILE`.",
    ".tar.gz": "The sources, as Python packs them.",
    ".cdx.json": "The bill of materials (CycloneDX) of the files for that system.",
    SUMS: "The checksums of all others.",
}
"""What each file is for, by how its name ends. FILE stands for its name."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("check").add_argument("tag")
    for step in ("sums", "notes"):
        steps.add_parser(step).add_argument("folder", type=Path)
    options = parser.parse_args()
    try:
        match options.step:
            case "check":
                check(options.tag)
            case "sums":
                print(write_sums(options.folder))
            case "notes":
                sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
                print(notes(options.folder), end="")
    except (SetupError, OSError) as error:
        sys.exit(f"Rivulet: {error}")


def check(tag: str) -> None:
    """Raises SetupError where the tag is not of this version, or this version is not told of with its day."""
    if tag != f"v{project.VERSION}":
        raise SetupError(f"The tag is {tag}, and app.__version__ is {project.VERSION}.")
    if project.released() is None:
        raise SetupError(f"CHANGELOG.md has no section “## {project.VERSION} - YYYY-MM-DD”.")


def write_sums(folder: Path) -> Path:
    """For `sha256sum --check`, of every file but itself, by the name that it will have in the release."""
    file = folder / SUMS
    for path in _files(folder):
        path.rename(folder / path.name.replace("~", "."))  # as GitHub does with what is uploaded
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in _files(folder)
        if path != file
    ]
    file.write_text("".join(lines), "utf-8", newline="\n")
    return file


def notes(folder: Path) -> str:
    """What each file is for, what has changed, and how a file is verified, in Markdown.

    Raises SetupError for a file that KINDS does not know.
    """
    names = sorted(
        (path.name for path in _files(folder)), key=lambda name: (list(KINDS).index(_kind(name)), name)
    )
    rows = [f"| `{name}` | {KINDS[_kind(name)].replace('FILE', name)} |" for name in names]
    return TEMPLATE.read_text("utf-8").format(
        changes=project.notes(),
        files="\n".join(["| file | for |", "|---|---|", *rows]),
        homepage=project.HOMEPAGE,
        repository=project.HOMEPAGE.removeprefix("https://github.com/"),
    )


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


def _kind(name: str) -> str:
    for ending in KINDS:
        if name.endswith(ending):
            return ending
    raise SetupError(f"What {name} is for is not known: packaging/release.py has to say it.")


if __name__ == "__main__":
    main()
