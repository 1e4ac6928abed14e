"""An S3 server in a process of its own: moto's, on loopback, its objects in memory."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

PROGRAM = "from moto.server import main; main()"
SECONDS = 240  # it imports for several; on a busy machine for a minute


@contextmanager
def running_s3() -> Iterator[str]:
    """Yield the URL of a folder in a bucket of its own; AWS_* leads every process there."""
    from pyarrow.fs import S3FileSystem

    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    words = [sys.executable, "-c", PROGRAM, "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", endpoint)
        patch.setenv("AWS_ACCESS_KEY_ID", "key")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        try:
            _await(server, port)
            S3FileSystem(endpoint_override=endpoint, allow_bucket_creation=True).create_dir(
                "bucket"
            )
            yield "s3://bucket/results"
        finally:
            server.kill()
            server.wait()


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, "the S3 server ended"
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise TimeoutError(f"no S3 server after {SECONDS} s")
