"""A second start rings at the first one's door, and says what it wants to see."""

import asyncio
import os
import stat
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLockFile, QObject
from PySide6.QtNetwork import QLocalSocket

from app.boot import pipe_door
from app.boot.instance import Doorbell, fresh_pipe, hand_over, told_pipe
from app.boot.opening import LONGEST, Opening, Verb, activation_token, opening_of_line
from app.boot.profile import Profile

DOORS = {"pipe": pipe_door}
if sys.platform != "win32":
    from app.boot import socket_door

    DOORS["socket"] = socket_door

openings = st.builds(
    Opening,
    st.sampled_from(Verb),
    st.text(),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
)


def told(profile: Profile, wanted: Opening) -> bool:
    """Of an instance that runs."""
    return hand_over(profile, wanted, lambda: False)


class Door:
    def __init__(self, profile: Profile) -> None:
        self.rung: asyncio.Queue[Opening] = asyncio.Queue()
        self._owner = QObject()
        self.doorbell = Doorbell(profile, self.rung.put_nowait, self._owner)

    async def next(self) -> Opening:
        return await asyncio.wait_for(self.rung.get(), 5)


@pytest.fixture
def profile(tmp_path):
    made = Profile(tmp_path / "one")
    made.make()
    return made


@pytest.fixture(params=DOORS.values(), ids=DOORS)
def door(qapp, profile, request, monkeypatch):
    """As on all systems: what stands for Windows' pipes is a socket here, which Qt has made."""
    monkeypatch.setattr("app.boot.instance.Door", request.param.Door)
    monkeypatch.setattr("app.boot.instance.has_heard", request.param.has_heard)
    made = Door(profile)
    yield made
    made.doorbell.close()


def raw(profile: Profile, sent: bytes) -> bytes:
    """What comes back to somebody who says this."""
    socket = QLocalSocket()
    socket.connectToServer(str(profile.folder / "instance"))
    assert socket.waitForConnected(2000)
    socket.write(sent)
    end = time.monotonic() + 2
    while socket.state() is QLocalSocket.LocalSocketState.ConnectedState and time.monotonic() < end:
        socket.waitForReadyRead(50)
    return bytes(socket.readAll().data())


@pytest.mark.ui
async def test_what_a_second_start_wants_is_heard_by_the_instance_of_its_own_profile(door, profile, tmp_path):
    wanted = Opening(Verb.QUICK, "wörds\nin two lines 🎉", "token")
    assert await asyncio.to_thread(told, profile, wanted)
    assert await door.next() == wanted
    assert await asyncio.to_thread(told, profile, Opening())
    assert await door.next() == Opening(Verb.SHOW)
    assert door.rung.empty()


@pytest.mark.ui
async def test_a_long_text_arrives_whole(door, profile):
    wanted = Opening(Verb.QUICK, "🎉\x01" * (LONGEST // 2))
    assert await asyncio.to_thread(told, profile, wanted)
    assert await door.next() == wanted


@pytest.mark.ui
@pytest.mark.parametrize(
    "sent",
    [
        b"show\n",
        b"{}\n",
        b'{"verb": "run", "text": "x"}\n',
        b'{"verb": "quick", "text": 5}\n',
        b'{"verb": "quick", "text": "\\ud800"}\n',
        b'{"verb": "show", "token": "\\u0000"}\n',
        b"[" * 99_999,
    ],
    ids=["no-json", "no-verb", "other-verb", "other-type", "no-text", "no-token", "deep"],
)
async def test_nothing_but_the_fixed_verbs_is_understood(door, profile, sent):
    assert await asyncio.to_thread(raw, profile, sent + b"\n") == b""
    assert door.rung.empty()


@pytest.mark.ui
async def test_a_place_that_a_crash_left_behind_is_taken_again(qapp, profile):
    first, second = Door(profile), Door(profile)
    assert await asyncio.to_thread(told, profile, Opening())
    assert await second.next() == Opening()
    first.doorbell.close()
    second.doorbell.close()


@pytest.mark.ui
@pytest.mark.skipif(os.name != "posix", reason="a pipe's name is no file")
async def test_the_place_is_for_this_user_alone(qapp, tmp_path):
    for profile in (Profile(tmp_path / "one"), Profile(tmp_path / ("long" * 30))):
        profile.make()
        door = Door(profile)
        place = Path(door.doorbell.place)
        for one in (place, place.parent):
            assert stat.S_IMODE(one.stat().st_mode) & 0o077 == 0
        assert await asyncio.to_thread(told, profile, Opening())
        door.doorbell.close()


@pytest.mark.ui
async def test_who_comes_while_the_instance_ends_is_the_next_one(door, profile):
    lock = QLockFile(str(profile.lock))
    assert lock.tryLock(0)
    door.doorbell.close()
    next_one = QLockFile(str(profile.lock))
    handing_over = asyncio.create_task(
        asyncio.to_thread(hand_over, profile, Opening(Verb.QUICK, "x"), lambda: next_one.tryLock(0))
    )
    await asyncio.sleep(0.2)
    lock.unlock()
    assert not await handing_over
    assert next_one.isLocked()
    assert door.rung.empty()
    next_one.unlock()


@pytest.mark.ui
async def test_who_has_begun_to_speak_is_not_heard_after_the_end(door, profile):
    socket = QLocalSocket()
    socket.connectToServer(str(profile.folder / "instance"))
    assert socket.waitForConnected(2000)
    socket.write(b'{"verb": ')
    socket.flush()
    await asyncio.sleep(0.05)
    door.doorbell.close()
    socket.write(b'"show"}\n')
    socket.flush()
    await asyncio.sleep(0.05)
    assert socket.state() is QLocalSocket.LocalSocketState.UnconnectedState
    assert door.rung.empty()


@pytest.mark.ui
@pytest.mark.skipif(os.name != "posix", reason="a pipe's name is no file")
async def test_where_others_may_write_nobody_is_heard_in_our_place(qapp, profile, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    profile.folder.chmod(0o777)
    door = Door(profile)
    assert not Path(door.doorbell.place).is_relative_to(profile.folder)
    assert await asyncio.to_thread(told, profile, Opening())
    door.doorbell.close()
    (tmp_path / f"rivulet-{os.getuid()}").rmdir()
    (tmp_path / f"rivulet-{os.getuid()}").write_text("somebody's")
    assert Door(profile).doorbell.place == ""
    assert not hand_over(profile, Opening(), iter((False, True)).__next__)


def test_a_pipes_name_is_another_one_each_time_and_told_to_this_user_alone(profile):
    assert told_pipe(profile) is None
    one, other = fresh_pipe(profile), fresh_pipe(profile)
    assert one != other == told_pipe(profile)
    told_in = profile.folder / "instance"
    assert os.name != "posix" or stat.S_IMODE(told_in.stat().st_mode) == 0o600
    for nonsense in (b"", b"\\\\elsewhere\\pipe\\rivulet", b"\xff"):
        told_in.write_bytes(nonsense)
        assert told_pipe(profile) is None
    profile.folder.rename(profile.folder.with_name("gone"))
    profile.folder.write_text("")
    assert fresh_pipe(profile) is None


@pytest.mark.parametrize("token", ["\udcff", "\0"])
def test_a_token_that_is_none_is_not_handed_over(token):
    assert activation_token({"XDG_ACTIVATION_TOKEN": token}) == ""
    assert activation_token({"XDG_ACTIVATION_TOKEN": "one"}) == "one"


@given(openings)
def test_what_is_written_is_read_back(opening):
    assert opening_of_line(opening.to_line()) == opening


@given(st.binary(max_size=200) | st.text(max_size=50).map(str.encode))
def test_whatever_is_sent_never_raises(line):
    opening_of_line(line)
