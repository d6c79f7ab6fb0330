"""Signs a bundle from the inside out, as Apple wants it: `codesign --deep` is for nobody."""

from __future__ import annotations

import base64
import os
import plistlib
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from environment import say
from macos.tools import run

ENTITLEMENTS = Path(__file__).with_name("entitlements.plist")
AD_HOC = "-"
MACH_O = {b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf"}
"""How 64-bit code begins, alone and for several processors."""

CERTIFICATE = ("MACOS_CERTIFICATE", "MACOS_CERTIFICATE_PASSWORD", "MACOS_IDENTITY")
"""Of the environment: the certificate and its key (PKCS 12, in base64), its password, and its name such as
`Developer ID Application: …`."""


@contextmanager
def identity() -> Iterator[str]:
    """With whose name is signed; AD_HOC where the environment has no certificate. Raises SetupError."""
    certificate, password, name = (os.environ.get(variable, "") for variable in CERTIFICATE)
    if not (certificate and name):
        say("Not signed with a certificate: MACOS_CERTIFICATE and MACOS_IDENTITY are not set.")
        yield AD_HOC
        return
    with tempfile.TemporaryDirectory() as folder:
        file, chain = Path(folder, "certificate.p12"), str(Path(folder, "rivulet.keychain-db"))
        file.touch(0o600)
        file.write_bytes(base64.b64decode(certificate))
        secret = secrets.token_hex(16)
        what = "Reading the certificate"
        run(what, "security", "create-keychain", "-p", secret, chain)
        try:
            run(what, "security", "set-keychain-settings", chain)  # no lock after a while
            run(what, "security", "unlock-keychain", "-p", secret, chain)
            run(what, "security", "import", str(file), "-k", chain, "-P", password, "-T", "/usr/bin/codesign")
            partitions = ("-S", "apple-tool:,apple:", "-s", "-k", secret)
            run(what, "security", "set-key-partition-list", *partitions, chain)
            known = run(what, "security", "list-keychains", "-d", "user").splitlines()
            others = [line.strip().strip('"') for line in known]
            run(what, "security", "list-keychains", "-d", "user", "-s", chain, *others)
            yield name
        finally:
            run("Removing the certificate", "security", "delete-keychain", chain)


def sign(bundle: Path, name: str) -> None:
    """Libraries, then frameworks, then the program itself with what it may do. Raises SetupError."""
    frameworks = sorted(bundle.rglob("*.framework"), key=lambda path: -len(path.parts))
    frameworks = [path for path in frameworks if not path.is_symlink()]
    libraries = [path for path in sorted(bundle.rglob("*")) if _is_code(path) and not _is_main(path, bundle)]
    if libraries:
        run("Signing the libraries", *_command(name), *map(str, libraries))
    for framework in frameworks:
        run(f"Signing {framework.name}", *_command(name), str(framework))
    with tempfile.TemporaryDirectory() as folder:
        # The reader of these stumbles over comments, which other readers of plists don't.
        bare = Path(folder, ENTITLEMENTS.name)
        bare.write_bytes(plistlib.dumps(plistlib.loads(ENTITLEMENTS.read_bytes())))
        allowed = [] if name == AD_HOC else ["--entitlements", str(bare)]
        run(f"Signing {bundle.name}", *_command(name), *allowed, str(bundle))
    run("Checking the signature", "codesign", "--verify", "--deep", "--strict", str(bundle))


def sign_file(file: Path, name: str) -> None:
    """Raises SetupError."""
    run(f"Signing {file.name}", "codesign", "--force", "--timestamp", "--sign", name, str(file))


def _command(name: str) -> list[str]:
    """Without a certificate also without the hardened runtime: it lets in none but libraries of one team."""
    if name == AD_HOC:
        return ["codesign", "--force", "--timestamp=none", "--sign", AD_HOC]
    return ["codesign", "--force", "--timestamp", "--options", "runtime", "--sign", name]


def _is_main(path: Path, bundle: Path) -> bool:
    """Whether it is signed with what it is the program or the library of."""
    return path.parent == bundle / "Contents" / "MacOS" or f"{path.name}.framework" in path.parts


def _is_code(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) in MACH_O
