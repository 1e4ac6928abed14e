"""Lease: the lock of a study in a storage, which has none: a file that one driver renews."""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from relsearch.errors import StorageError, StudyError
from relsearch.study.storage import Storage

NAME = "lease.json"
TERM = 30.0  # seconds; a driver that renews nothing for so long is dead
RENEWALS = 4  # in a term


@dataclass(frozen=True)
class Held:
    """What the lease says: whose it is, for people and for programs, and until when (epoch s).

    When it ends is by its owner's clock, which another machine's need not agree with: only that it
    changes tells another driver something.
    """

    owner: str
    token: str
    expires: float


class Lease:
    """The lease of one driver, known by its ``token``.

    Storages offer no way to write only where nothing is, so that whoever writes the lease reads it
    again after a while: of two drivers at once the one that wrote last goes on.
    """

    def __init__(self, storage: Storage, *, token: str, term: float = TERM) -> None:
        self.storage, self.token, self.term = storage, token, term

    @contextmanager
    def held(self, say: Callable[[str], None]) -> Iterator[None]:
        """Take the lease, renew it while the body runs, and give it back.

        A lease of an earlier driver with the same token is taken at once, another's when it has
        not changed for a term. Raises StudyError naming the driver that renews it.
        """
        self._await_its_end(say)
        self._take()
        done = threading.Event()
        renewing = threading.Thread(target=self._renew_until, args=(done,), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            done.set()
            renewing.join()
            if self._is_ours():
                self.storage.remove(NAME)

    def check(self) -> None:
        """Raise StudyError when another driver has taken the lease."""
        held = self._read()
        if held and held.token != self.token:
            raise StudyError(
                f"the study in {self.storage.url} was taken over by {held.owner} while this driver"
                " could not be seen; this one stops and leaves it to the other"
            )

    def _await_its_end(self, say: Callable[[str], None]) -> None:
        """Watch it for a term by the clock of this machine: whoever is alive renews it."""
        before = self._read()
        if before is None or before.token == self.token:
            return
        say(f"waiting {self.term:.0f} s: is {before.owner}, the study's last driver, still there?")
        deadline = time.monotonic() + self.term
        while time.monotonic() < deadline:
            time.sleep(self.term / RENEWALS / 2)
            now = self._read()
            if now is None:
                return
            if now != before:
                raise StudyError(
                    f"the study in {self.storage.url} is being tuned by {now.owner};"
                    " wait for it, or stop it (Ctrl-C keeps everything) and resume"
                )

    def _take(self) -> None:
        self._write()
        time.sleep(min(1.0, self.term / RENEWALS))
        self.check()

    def _renew_until(self, done: threading.Event) -> None:
        while not done.wait(self.term / RENEWALS):
            try:
                if not self._is_ours():
                    return  # `check` says so before anything more is written
                self._write()
            except StorageError:
                continue  # the next renewal may come through

    def _is_ours(self) -> bool:
        held = self._read()
        return held is not None and held.token == self.token

    def _write(self) -> None:
        owner = f"process {os.getpid()} on {socket.gethostname()}"
        held = Held(owner, self.token, time.time() + self.term)
        self.storage.write(NAME, json.dumps(asdict(held)))

    def _read(self) -> Held | None:
        text = self.storage.read(NAME)
        return Held(**json.loads(text)) if text else None
