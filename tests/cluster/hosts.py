"""Hosts: machines in one machine, each with a link, a disk, processes and an sshd of its own.

For the first process of private PID, mount and network namespaces: whatever is made here ends with
that process. Needs root, iproute2, openssh-server and util-linux.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PROJECT = Path(__file__).parents[2]
BRIDGE = "10.77.0.1"
SEEN = {
    PROJECT,
    Path(sys.prefix),
    Path(sys.base_prefix),
}  # the same on every host, wherever it lies

# The host's tree is the machine's, but for what a host has to itself. A path of $SEEN that lies
# in what was covered is shown again.
BOOT = """
set -e
mount --rbind / "$ROOT"
mount --bind "$DISK/home" "$ROOT/root"
mount --bind "$DISK/tmp" "$ROOT/tmp"
for place in run mnt dev/shm; do mount -t tmpfs own "$ROOT/$place"; done
mkdir -p "$ROOT/run/sshd" "$ROOT/mnt/relsearch"
mount --bind "$SHARED" "$ROOT/mnt/relsearch"
for path in $SEEN; do
  case $path in
    /root/*|/tmp/*) mkdir -p "$ROOT$path"; mount --bind "$path" "$ROOT$path";;
  esac
done
mount -t proc own "$ROOT/proc"
hostname "$NAME"
exec chroot "$ROOT" "$SSHD" -D -f /root/.ssh/sshd_config
"""

SSHD = """
HostKey /root/.ssh/host_key
AuthorizedKeysFile /root/.ssh/id_ed25519.pub
PermitRootLogin yes
StrictModes no
UsePAM no
MaxStartups 100
"""


def missing() -> str | None:
    """Return why no hosts can be made on this machine; None where they can."""
    if os.geteuid() != 0:
        return "private namespaces need root"
    wanted = ("ip", "unshare", "nsenter", "sshd", "ssh", "ssh-keygen", "rsync")
    absent = [name for name in wanted if not shutil.which(name)]
    if absent:
        return f"there is no {', '.join(absent)}: apt-get install iproute2 openssh-server rsync"
    try:
        sh("unshare", "-npfm", "--mount-proc", "ip", "link", "add", "test", "type", "bridge")
    except subprocess.CalledProcessError as error:
        return f"no namespaces or no bridges here: {error.stderr.strip()}"
    return None


def sh(*words: str | Path) -> str:
    """Run a command to its end and return what it prints."""
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def build_bridge() -> None:
    """Make the wire that all hosts hang on."""
    sh("ip", "link", "add", "wire", "type", "bridge")
    sh("ip", "address", "add", f"{BRIDGE}/24", "dev", "wire")
    sh("ip", "link", "set", "wire", "up")


@dataclass
class Host:
    """A machine called ``name``, with its disk in ``folder`` and ``shared`` at /mnt/relsearch."""

    name: str
    address: str
    folder: Path
    shared: Path
    _pid: int = field(default=0, init=False)

    def install(self, key: Path) -> None:
        """Give the host a disk, on which ``key`` opens it and opens others."""
        home = self.folder / "home"
        (home / ".ssh").mkdir(parents=True)
        for file in (key, key.with_suffix(".pub")):
            shutil.copy(file, home / ".ssh")
        sh("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", home / ".ssh" / "host_key")
        (home / ".ssh" / "sshd_config").write_text(SSHD)
        (home / ".bash_profile").write_text(". ~/.bashrc\n")

    def boot(self) -> None:
        """Start the host: its namespaces, its mounts, its link and its sshd."""
        for place in ("tmp", "root"):
            shutil.rmtree(self.folder / place, ignore_errors=True)
            (self.folder / place).mkdir()
        unshare = ("unshare", "--kill-child", "-npfmu", "sh", "-c", BOOT)
        process = psutil.Popen(unshare, env=self._environment(), stdin=subprocess.DEVNULL)
        while not (children := process.children()):
            assert process.poll() is None, f"{self.name} does not boot"
        self._pid = children[0].pid
        self._plug_in()

    def kill(self) -> None:
        """Cut the link first, so that no last word gets out, then end every process."""
        sh("ip", "link", "delete", self.name)
        psutil.Process(self._pid).kill()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command on the host, in the project's folder, and return all that it prints."""
        return subprocess.run(
            self._inside(words), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    def start(self, *words: str, log: Path) -> subprocess.Popen[bytes]:
        """Start a command on the host; what it prints goes to a file."""
        with log.open("ab") as file:
            return subprocess.Popen(self._inside(words), stdout=file, stderr=file)

    def processes(self) -> list[psutil.Process]:
        """Return whatever runs on the host."""
        return psutil.Process(self._pid).children(recursive=True)

    def _plug_in(self) -> None:
        inside = ("nsenter", "--target", str(self._pid), "--net", "ip")
        # The same card at every boot, or the others would go on calling the one that is gone.
        card = f"02:00:0a:4d:00:{int(self.address.rpartition('.')[2]):02x}"
        ends = ("peer", "name", "eth0", "address", card, "netns", str(self._pid))
        sh("ip", "link", "add", self.name, "type", "veth", *ends)
        sh("ip", "link", "set", self.name, "master", "wire", "up")
        sh(*inside, "address", "add", f"{self.address}/24", "dev", "eth0")
        sh(*inside, "link", "set", "lo", "up")
        sh(*inside, "link", "set", "eth0", "up")
        sh(*inside, "route", "add", "default", "via", BRIDGE)

    def _inside(self, words: Sequence[str]) -> list[str]:
        name_spaces = ("--mount", "--uts", "--net", "--pid", "--root")
        enter = ["nsenter", "--target", str(self._pid), *name_spaces, f"--wd={PROJECT}"]
        path = f"{sys.prefix}/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        environment = {"HOME": "/root", "PATH": path, "PYTHONPATH": PROJECT, "LANG": "C.UTF-8"}
        return [
            *enter,
            "env",
            "-i",
            *(f"{key}={value}" for key, value in environment.items()),
            *words,
        ]

    def _environment(self) -> dict[str, str]:
        return {
            "NAME": self.name,
            "ROOT": str(self.folder / "root"),
            "DISK": str(self.folder),
            "SHARED": str(self.shared),
            "SEEN": " ".join(map(str, SEEN)),
            "SSHD": shutil.which("sshd") or "sshd",
            "PATH": os.environ["PATH"],
        }
