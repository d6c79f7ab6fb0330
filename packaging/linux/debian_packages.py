"""Which packages of Debian and Ubuntu bring the libraries that the frozen program leaves to the system."""

from __future__ import annotations

from pathlib import Path

from freezing.needs import needs
from system_parts import QT_LIBRARIES, SetupError

C_LIBRARY = "libc6"
CXX_LIBRARY = "libstdc++6"
PACKAGES = QT_LIBRARIES | {
    "ld-linux-aarch64.so.1": C_LIBRARY,
    "ld-linux-x86-64.so.2": C_LIBRARY,
    "libc.so.6": C_LIBRARY,
    "libdl.so.2": C_LIBRARY,
    "libm.so.6": C_LIBRARY,
    "libpthread.so.0": C_LIBRARY,
    "libresolv.so.2": C_LIBRARY,
    "librt.so.1": C_LIBRARY,
    "libutil.so.1": C_LIBRARY,
    "libstdc++.so.6": CXX_LIBRARY,
    "libgcc_s.so.1": "libgcc-s1",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdrm.so.2": "libdrm2",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb.so.1": "libxcb1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-render.so.0": "libxcb-render0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}
"""Since Debian 13 and Ubuntu 24.04, where times have 64 bits on all machines."""
CXX_RELEASES = {(3, 4, 28): "9", (3, 4, 29): "11", (3, 4, 30): "12", (3, 4, 31): "13", (3, 4, 33): "14"}
"""The release of GCC that brought each version of the C++ library's symbols."""


def dependencies(program: Path) -> list[str]:
    """What a `Depends` names, sorted. Raises SetupError for a library that no package is known of.

    Args:
        program: the frozen program's folder.
    """
    found = needs(program)
    unknown = [
        f"{name} ({', '.join(users[:3])})" for name, users in found.libraries.items() if name not in PACKAGES
    ]
    if unknown:
        raise SetupError(f"packaging/linux/debian_packages.py knows no package of {'; '.join(unknown)}.")
    packages = {PACKAGES[name] for name in found.libraries}
    c_version = ".".join(map(str, found.versions["GLIBC"]))
    cxx_version = next(
        (gcc for symbols, gcc in CXX_RELEASES.items() if symbols >= found.versions.get("GLIBCXX", ())), None
    )
    if cxx_version is None:
        raise SetupError("packaging/linux/debian_packages.py does not know so new a C++ library.")
    versions = {C_LIBRARY: c_version, CXX_LIBRARY: cxx_version}
    return [_named(package, versions.get(package)) for package in sorted(packages)]


def _named(package: str, version: str | None) -> str:
    if package in RENAMED:
        return f"{RENAMED[package]} | {package}"
    return f"{package} (>= {version})" if version else package
