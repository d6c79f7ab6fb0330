"""The package for Fedora, openSUSE and their kin."""

from __future__ import annotations

import platform
import shutil
import textwrap
from pathlib import Path

from artefact import artefact
from freezing.needs import needs
from linux.deb import debian_version
from linux.tree import PROGRAM, lay_out, settle, write
from packer import pack
from project import (
    AUTHOR,
    BUILD,
    DESCRIPTION,
    DIST,
    HOMEPAGE,
    NAME,
    ROOT,
    SUMMARY,
    VERSION,
)
from system_parts import SetupError

LICENCE = f"usr/share/licenses/{NAME}/LICENSE"
RECOMMENDS = ("(gnome-keyring or kf6-kwallet or keepassxc)", "xdg-utils")

SPEC = """\
Name: {name}
Version: {version}
Release: 1
Summary: {summary}
License: MIT AND LGPL-3.0-only
URL: {homepage}
Packager: {author}
AutoReqProv: no
{relations}

# Nothing is compiled, stripped or rewritten: the program is packed as it was tried.
%global debug_package %{{nil}}
%global _build_id_links none
%global __os_install_post %{{nil}}
%global _binary_payload w15T2.zstdio
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global _buildhost rivulet

%description
{description}

%files
{files}
"""


def build(payload: Path) -> Path:
    """The package of a frozen program: the same bytes each time. Raises SetupError."""
    if shutil.which("rpmbuild") is None:
        raise SetupError("An .rpm is made by rpmbuild, which is not here.")
    folder = BUILD / "rpm"
    shutil.rmtree(folder, ignore_errors=True)
    root = folder / "root"
    lay_out(root, payload)
    write(root / LICENCE, (ROOT / "LICENSE").read_bytes())
    settle(root)
    spec = folder / f"{NAME}.spec"
    write(spec, specification(root).encode())
    command = ["rpmbuild", "-bb", "--quiet", "--buildroot", str(root), "--noclean"]
    command += ["--define", f"_topdir {folder}", "--define", f"_rpmdir {folder}", str(spec)]
    pack("The .rpm", *command)
    (made,) = folder.glob(f"{platform.machine()}/*.rpm")
    kept = DIST / made.name
    with artefact(kept) as copied:
        shutil.copy(made, copied)
    shutil.rmtree(folder)
    return kept


def specification(root: Path) -> str:
    """What rpmbuild is told of a tree."""
    relations = [f"Requires: {one}" for one in requirements(root / PROGRAM)]
    relations += [f"Recommends: {one}" for one in RECOMMENDS]
    return SPEC.format(
        name=NAME,
        version=debian_version(VERSION),  # both have "~" for what comes before a release
        summary=SUMMARY,
        homepage=HOMEPAGE,
        author=AUTHOR,
        relations="\n".join(relations),
        description="\n\n".join(textwrap.fill(paragraph, 79) for paragraph in DESCRIPTION),
        files="\n".join(_files(root)),
    )


def requirements(program: Path) -> list[str]:
    """Libraries by their sonames, which are the same on every distribution, and the certificates for TLS."""
    found = needs(program)
    wanted = [f"{soname}()(64bit)" for soname in found.libraries if not soname.startswith("ld-linux")]
    for family, soname in (("GLIBC", "libc.so.6"), ("GLIBCXX", "libstdc++.so.6")):
        if version := found.versions.get(family):
            wanted.append(f"{soname}({family}_{'.'.join(map(str, version))})(64bit)")
    return [*sorted(wanted), "ca-certificates"]


def _files(root: Path) -> list[str]:
    """Each file, and the folders that are the program's own."""
    lines = []
    own = root / PROGRAM
    for path in sorted(root.rglob("*")):
        if path == own:
            lines.append(f"/{PROGRAM}/")
        elif own in path.parents or (path.is_dir() and not path.is_symlink()):
            continue
        else:
            inside = str(path.relative_to(root))
            lines.append(f"%license /{inside}" if inside == LICENCE else f"/{inside}")
    return ["%defattr(-,root,root,-)", *lines, f"%dir /{Path(LICENCE).parent}"]
