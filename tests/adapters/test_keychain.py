"""The keychain on a real Secret Service: keys are kept per host, and every failure is a sentence in time."""

import asyncio
import dataclasses
import gc
import time
import traceback

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.adapters.keychain import SystemKeychain
from app.domain.problem import EnvironmentFault
from app.domain.provider import GUIDE_PROVIDER, OPENAI_PROVIDER
from tests.keyring_session import bus_session

pytestmark = [
    pytest.mark.secrets,
    # WORKAROUND(keyring 25.7.0): where it fails, it leaves its connection to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]

CANARY = "sk-canary-0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def bare_bus(tmp_path, monkeypatch):
    """A session bus without a keyring, which this process is on as well."""
    with bus_session(tmp_path) as session:
        for name, value in session.environment.items():
            monkeypatch.setenv(name, value)
        yield session
    gc.collect()


@pytest.fixture
def keyring(bare_bus):
    bare_bus.unlock()
    return bare_bus


def at(base_url: str):
    return dataclasses.replace(OPENAI_PROVIDER, base_url=base_url)


async def fault_of(request) -> str:
    """The sentence with which a request fails, having looked for the key in all that a report would show."""
    with pytest.raises(EnvironmentFault) as caught:
        await request
    assert CANARY not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__cause__ is None
    return str(caught.value)


async def test_a_key_is_kept_read_and_removed(keyring):
    keychain = SystemKeychain()
    assert await keychain.read(OPENAI_PROVIDER) is None
    assert not await keychain.remove(OPENAI_PROVIDER)
    await keychain.write(OPENAI_PROVIDER, "sk-old")
    await keychain.write(OPENAI_PROVIDER, f"  {CANARY}\n")
    assert await SystemKeychain().read(OPENAI_PROVIDER) == CANARY
    assert await keychain.remove(OPENAI_PROVIDER)
    assert await keychain.read(OPENAI_PROVIDER) is None
    assert await keychain.place() == "the Secret Service keyring (GNOME Keyring or KWallet)"


@pytest.mark.parametrize(
    "base_url",
    [
        "https://api.openai.com.evil.example/v1",
        "https://api.openai.com:8443/v1",
        "http://api.openai.com/v1",
        "https://api.openai.com@evil.example/v1",
    ],
)
async def test_a_key_never_goes_to_another_host(keyring, base_url):
    keychain = SystemKeychain()
    await keychain.write(OPENAI_PROVIDER, CANARY)
    assert await keychain.read(at(base_url)) is None
    assert await keychain.read(dataclasses.replace(OPENAI_PROVIDER, name="other")) is None


async def test_a_key_follows_the_host_however_it_is_written(keyring):
    keychain = SystemKeychain()
    await keychain.write(OPENAI_PROVIDER, CANARY)
    assert await keychain.read(at("HTTPS://API.openai.com:443/v2/")) == CANARY
    await keychain.write(at("http://[::1]:8080/v1"), "sk-local")
    assert await keychain.read(at("http://[::1]:8080")) == "sk-local"


@pytest.mark.parametrize("base_url", ["", "api.openai.com/v1", "http://[::1/", "https://host:99999999/"])
async def test_a_provider_without_an_address_has_no_key(base_url):
    assert "no address" in await fault_of(SystemKeychain().read(at(base_url)))
    assert "no address" in await fault_of(SystemKeychain().write(GUIDE_PROVIDER, CANARY))


@given(st.text(min_size=1).filter(lambda text: not text.strip().isascii()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_text_that_no_header_can_carry_is_refused_before_it_is_stored(text):
    sentence = asyncio.run(fault_of(SystemKeychain().write(OPENAI_PROVIDER, text)))
    assert sentence.startswith("This is not an API key")


@pytest.mark.parametrize("text", ["", " \n", "sk-two words", f"{CANARY}\nX-Header: 1", "sk-\x00", "sk-\x7f"])
async def test_what_is_no_key_is_refused(text):
    assert "not an API key" in await fault_of(SystemKeychain().write(OPENAI_PROVIDER, text))


async def test_a_locked_keyring_says_so(keyring):
    keychain = SystemKeychain()
    await keychain.write(OPENAI_PROVIDER, CANARY)
    keyring.lock()
    begun = time.monotonic()
    for request in (
        keychain.read(OPENAI_PROVIDER),
        keychain.write(OPENAI_PROVIDER, CANARY),
        keychain.remove(OPENAI_PROVIDER),
    ):
        assert await fault_of(request) == "Your keyring is locked. Unlock it and try again."
    assert time.monotonic() - begun < 10


async def test_only_saving_a_key_asks_for_a_keyring_to_be_made(bare_bus):
    bare_bus.start()
    keychain = SystemKeychain(timeout=2)
    with bare_bus.silent_prompter() as asked:
        assert await keychain.place() == "the Secret Service keyring (GNOME Keyring or KWallet)"
        assert await keychain.read(OPENAI_PROVIDER) is None
        assert not await keychain.remove(OPENAI_PROVIDER)
        assert asked() == []
        assert "did not answer" in await fault_of(SystemKeychain(0.5).write(OPENAI_PROVIDER, CANARY))
        assert "BeginPrompting" in asked()
    assert not [*bare_bus.folder.rglob("*.keyring")]


async def test_a_key_is_found_where_no_collection_is_the_default_one_any_more(bare_bus):
    bare_bus.start()
    keychain, other = SystemKeychain(timeout=2), bare_bus.make_collection("other")
    bare_bus.set_default(other)
    await keychain.write(OPENAI_PROVIDER, CANARY)
    bare_bus.set_default("/")
    with bare_bus.silent_prompter() as asked:
        assert await keychain.read(OPENAI_PROVIDER) == CANARY
        assert await keychain.read(at("https://api.example.com")) is None
        bare_bus.lock(other)
        assert "did not answer" in await fault_of(SystemKeychain(0.5).read(OPENAI_PROVIDER))
        assert "BeginPrompting" in asked()


async def test_a_key_is_removed_where_no_collection_is_the_default_one_any_more(bare_bus):
    bare_bus.start()
    keychain = SystemKeychain(timeout=2)
    bare_bus.set_default(bare_bus.make_collection("other"))
    await keychain.write(OPENAI_PROVIDER, CANARY)
    bare_bus.set_default("/")
    assert await keychain.remove(OPENAI_PROVIDER)
    assert await keychain.read(OPENAI_PROVIDER) is None


async def test_a_bus_without_a_keyring_says_so(bare_bus):
    keychain = SystemKeychain()
    for request in (
        keychain.place(),
        keychain.read(OPENAI_PROVIDER),
        keychain.write(OPENAI_PROVIDER, CANARY),
    ):
        assert "no keyring that Rivulet can use" in await fault_of(request)


@pytest.mark.parametrize("address", ["unix:path=/nonexistent/bus", "nonsense", ""])
async def test_a_dead_bus_says_so(tmp_path, monkeypatch, address):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert "no keyring that Rivulet can use" in await fault_of(SystemKeychain().read(OPENAI_PROVIDER))


async def test_a_keyring_that_never_answers_is_given_up_and_the_next_request_starts_afresh(bare_bus):
    keychain = SystemKeychain(timeout=0.5)
    with bare_bus.mute_service():
        begun = time.monotonic()
        sentence = "Your keyring did not answer within 0.5 seconds."
        assert await fault_of(keychain.read(OPENAI_PROVIDER)) == sentence
        assert time.monotonic() - begun < 3
    bare_bus.unlock()
    await SystemKeychain().write(OPENAI_PROVIDER, CANARY)
    assert await keychain.read(OPENAI_PROVIDER) == CANARY


READ = """
    import asyncio
    from app.adapters.keychain import SystemKeychain
    from app.domain.provider import OPENAI_PROVIDER

    async def main():
        try:
            print(await SystemKeychain(timeout=1).read(OPENAI_PROVIDER))
        except Exception as fault:
            print(f"{type(fault).__name__}: {fault}")

    asyncio.run(main())
"""


async def test_a_stuck_keyring_does_not_keep_the_program_from_ending(bare_bus):
    with bare_bus.mute_service():
        begun = time.monotonic()
        done = await asyncio.to_thread(bare_bus.python, READ)
        assert time.monotonic() - begun < 6
    assert done.stdout == "EnvironmentFault: Your keyring did not answer within 1 seconds.\n"
    assert (done.returncode, done.stderr) == (0, "")


def test_the_environment_cannot_swap_the_keyring(keyring):
    (keyring.folder / "home/.config/python_keyring").mkdir(parents=True)
    config = keyring.folder / "home/.config/python_keyring/keyringrc.cfg"
    config.write_text("[backend]\ndefault-keyring=keyring.backends.fail.Keyring\n")
    swap = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    write = READ.replace(".read(OPENAI_PROVIDER)", f".write(OPENAI_PROVIDER, {CANARY!r})")
    assert keyring.python(write, **swap).stdout == "None\n"
    assert keyring.python(READ).stdout == f"{CANARY}\n"


def test_the_key_is_on_no_disk_and_no_terminal_in_plain_text(keyring):
    write = READ.replace(".read(OPENAI_PROVIDER)", f".write(OPENAI_PROVIDER, {CANARY!r})")
    done = keyring.python("import logging; logging.basicConfig(level=0)\n" + write.replace("\n    ", "\n"))
    assert done.returncode == 0
    keyring.lock()
    failed = keyring.python(write)
    assert "locked" in failed.stdout
    assert CANARY not in done.stdout + done.stderr + failed.stdout + failed.stderr
    files = [path for path in keyring.folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".keyring" for path in files)
    assert not [path for path in files if CANARY.encode() in path.read_bytes()]


@pytest.mark.ui
async def test_the_window_stays_alive_while_the_keyring_is_stuck(qapp, bare_bus):
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.01)
            ticks += 1

    ticking = asyncio.create_task(tick())
    with bare_bus.mute_service():
        assert "did not answer" in await fault_of(SystemKeychain(timeout=0.5).read(OPENAI_PROVIDER))
    ticking.cancel()
    await asyncio.wait([ticking])
    assert ticks >= 10
    bare_bus.unlock()
    keychain = SystemKeychain()
    await keychain.write(OPENAI_PROVIDER, CANARY)
    assert await keychain.read(OPENAI_PROVIDER) == CANARY
