"""Whether the libraries that the program stands on are there, and work on this machine."""

import asyncio
import importlib
import os
import re
import ssl
import sys
import tempfile
from pathlib import Path

from app.adapters.keychain import SystemKeychain
from app.domain.network import Network
from app.domain.problem import EnvironmentFault
from app.domain.self_check import Found, Verdict

_OF_THE_SDK = ("chat.completions", "responses", "models", "moderations")
"""What we use of it. Each is loaded when it is first asked for."""
_BACK_ENDS = {
    "linux": ("secretstorage", "jeepney"),
    "win32": ("win32ctypes.pywin32.win32cred", "win32ctypes.pywin32.pywintypes"),
    "darwin": ("keyring.backends.macOS.api",),
}
"""What the keyring library leaves out in silence where it is missing."""
_WITHIN = 2.0
"""Seconds that the keyring has to say whether it is there."""
_HASHED = re.compile(r"[0-9a-fA-F]{8}\.\d+")


async def sdk() -> Found:
    import openai

    from app.adapters.openai.http_client import http_client

    # Without TLS it reads no certificates: whether there are any is a check of its own.
    here = "http://localhost"
    client = openai.AsyncOpenAI(api_key="none", base_url=here, http_client=http_client(here, Network()))
    try:
        for name in _OF_THE_SDK:
            resource: object = client
            for step in name.split("."):
                resource = getattr(resource, step)
    finally:
        await client.close()
    return Found(f"OpenAI {openai.__version__}")


async def certificates() -> Found:
    """Those by which the program would trust a server."""
    return await asyncio.to_thread(_certificates)


def _certificates() -> Found:
    from app.adapters.openai.http_client import trusted

    named = os.environ.get("SSL_CERT_FILE") or os.environ.get("SSL_CERT_DIR")
    try:
        context = trusted(Network())
    except OSError as error:
        words = f"The certificates of {named or 'the system'} cannot be read: {error.strerror or error}."
        raise EnvironmentFault(words) from None
    if sys.platform in ("win32", "darwin"):
        return Found("the system checks them itself")
    many = context.cert_store_stats()["x509_ca"]
    # Those of a folder are only counted there once they were needed.
    folder = Path(os.environ.get("SSL_CERT_DIR") or ssl.get_default_verify_paths().openssl_capath)
    if not many and folder.is_dir():
        named, many = str(folder), sum(bool(_HASHED.fullmatch(one.name)) for one in folder.iterdir())
    if not many:
        raise EnvironmentFault(
            "This system has no certificates to trust a server by. Install the package ca-certificates."
        )
    return Found(f"{many}, of {named or 'the system'}")


async def keyring() -> Found:
    """Which one keys would be kept in. None is read."""
    for name in _BACK_ENDS.get(sys.platform, ()):
        importlib.import_module(name)
    try:
        return Found(await SystemKeychain(_WITHIN).place())
    except EnvironmentFault as fault:
        return Found(str(fault), Verdict.NOTE)


async def database() -> Found:
    """On a real disk, as the history needs it."""
    with tempfile.TemporaryDirectory(prefix="rivulet-") as folder:
        return await asyncio.to_thread(_database, Path(folder) / "test.sqlite3")


def _database(path: Path) -> Found:
    import apsw

    try:
        connection = apsw.Connection(str(path))
        try:
            mode = connection.pragma("journal_mode", "wal")
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
            connection.execute("INSERT INTO words VALUES ('rivulet')")
            found = connection.execute("SELECT count(*) FROM words WHERE words MATCH 'rivulet'").get
            has_log = path.with_name(f"{path.name}-wal").exists()
        finally:
            connection.close()
    except apsw.Error as error:
        raise EnvironmentFault(f"SQLite cannot do what the history needs: {error}.") from None
    if mode != "wal" or not has_log or found != 1:
        raise EnvironmentFault("SQLite cannot keep its log (WAL) in the folder for temporary files.")
    return Found(f"SQLite {apsw.sqlite_lib_version()}, with WAL and FTS5")
