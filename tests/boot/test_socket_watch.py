"""The loop reads what comes at once, and of many busy sockets what has come within a frame."""

import asyncio
import socket
import time

import pytest

pytestmark = pytest.mark.ui


class Pairs:
    """Connected sockets whose near ends the loop reads, and the moments at which it did."""

    def __init__(self, count: int) -> None:
        self.read: list[list[tuple[float, bytes]]] = [[] for _ in range(count)]
        self.sockets = [socket.socketpair() for _ in range(count)]

    def __enter__(self) -> "Pairs":
        for number, (near, _) in enumerate(self.sockets):
            near.setblocking(False)
            self.watch(number)
        return self

    def watch(self, number: int) -> None:
        near = self.sockets[number][0]
        asyncio.get_running_loop().add_reader(near, self._read, number, near)

    def unwatch(self, number: int) -> None:
        asyncio.get_running_loop().remove_reader(self.sockets[number][0])

    def _read(self, number: int, near: socket.socket) -> None:
        self.read[number].append((time.monotonic(), near.recv(1000)))
        # As the HTTP stack does: nothing is looked at while nobody asks for it.
        self.unwatch(number)
        self.watch(number)

    def send(self, number: int, data: bytes) -> None:
        self.sockets[number][1].send(data)

    async def until_read(self, number: int, times: int) -> None:
        async with asyncio.timeout(5):
            while len(self.read[number]) < times:
                await asyncio.sleep(0.001)

    def __exit__(self, *_: object) -> None:
        for number, (near, far) in enumerate(self.sockets):
            self.unwatch(number)
            near.close()
            far.close()


async def busy(pairs: Pairs, seconds: float) -> int:
    """Each socket gets a byte every two milliseconds or so; how many it got."""
    sent, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        for number in range(len(pairs.sockets)):
            pairs.send(number, b".")
        sent += 1
        await asyncio.sleep(0.002)
    await asyncio.sleep(0.05)
    return sent


async def test_all_is_read_in_order_and_once(qapp):
    with Pairs(1) as pairs:
        for number in range(50):
            pairs.send(0, b"%d," % number)
            await asyncio.sleep(0)
        await asyncio.sleep(0.05)
        assert b"".join(data for _, data in pairs.read[0]) == b"".join(b"%d," % n for n in range(50))


async def test_a_socket_alone_never_waits(qapp):
    with Pairs(1) as pairs:
        for number in range(20):
            pairs.send(0, b".")
            await pairs.until_read(0, number + 1)
        took = [later[0] - before[0] for before, later in zip(pairs.read[0], pairs.read[0][1:], strict=False)]
        assert sorted(took)[10] < 0.004


async def test_many_busy_sockets_are_read_less_often_and_lose_nothing(qapp):
    with Pairs(12) as pairs:
        began = time.monotonic()
        sent = await busy(pairs, 0.5)
        most = (time.monotonic() - began) / (11 * 0.0008) + 3
        for reads in pairs.read:
            assert sum(len(data) for _, data in reads) == sent
            assert len(reads) < most


async def test_what_comes_after_a_silence_is_read_at_once_though_others_are_busy(qapp):
    with Pairs(12) as pairs:
        await busy(pairs, 0.3)
        loop = asyncio.get_running_loop()
        delays = []
        for _ in range(5):
            quiet, far = socket.socketpair()
            quiet.setblocking(False)
            others = asyncio.ensure_future(busy(pairs, 0.03))
            far.send(b"head")
            sent = time.monotonic()
            assert await loop.sock_recv(quiet, 100) == b"head"
            far.send(b"first token")
            assert await loop.sock_recv(quiet, 100) == b"first token"
            delays.append(time.monotonic() - sent)
            await others
            quiet.close()
            far.close()
        assert min(delays) < 0.008


async def test_what_nobody_watches_any_more_is_left_alone(qapp):
    with Pairs(12) as pairs:
        await busy(pairs, 0.1)
        pairs.unwatch(3)
        before = len(pairs.read[3])
        pairs.send(3, b"unread")
        await asyncio.sleep(0.05)
        assert len(pairs.read[3]) == before
        assert not asyncio.get_running_loop().remove_reader(pairs.sockets[3][0])
        pairs.watch(3)
        await pairs.until_read(3, before + 1)
        assert pairs.read[3][-1][1] == b"unread"


async def test_a_number_that_is_used_again_is_another_socket(qapp):
    loop = asyncio.get_running_loop()
    for text in (b"first", b"second"):
        near, far = socket.socketpair()
        near.setblocking(False)
        reading = asyncio.ensure_future(loop.sock_recv(near, 100))
        await asyncio.sleep(0.01)
        far.send(text)
        assert await reading == text
        near.close()
        far.close()
