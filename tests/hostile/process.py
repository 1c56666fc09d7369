"""Runs commands under limits of time and memory, and finds processes that they leave."""

import ctypes
import os
import resource
import signal
import subprocess
import time
from dataclasses import dataclass

GIGABYTE = 1 << 30
# The most address space that a command gets, for the sake of the machine. What counts is the memory that it uses, see
# `judge.MEMORY`: the program itself stops what takes more than 4 GiB.
ADDRESS_SPACE = 12 * GIGABYTE
# What a command may use that the program has to stop.
STOPPED_AT = 5 * GIGABYTE
# The largest file that a command can write.
LARGEST_FILE = 2 * GIGABYTE
# The most of its output that is read.
READ = 32 << 20
# How long processes may take to end after the command that started them, in seconds.
GRACE = 1.0
PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Ended:
    """How a command ended."""

    words: list
    status: int
    stdout: bytes
    stderr: bytes
    seconds: float
    memory: int
    overdue: bool
    left: list
    killed: bool


def adopt_orphans():
    """Makes this process the parent of all processes that its children leave."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


class Started:
    """A command that was started."""

    def __init__(self, words, *, folder, environment, user, run, seconds, files, stdout):
        self.words, self.seconds, self.run = words, seconds, run
        self.paths = files
        self.stderr = open(files + ".stderr", "w+b")
        self.stdout = open(stdout or files + ".stdout", "wb")

        def limits():
            resource.setrlimit(resource.RLIMIT_CPU, (seconds + 5, seconds + 10))
            resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            most = run.disk or LARGEST_FILE
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            # As on a full disk, a write fails; the program is not killed.
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            if run.open_files:
                resource.setrlimit(resource.RLIMIT_NOFILE, (run.open_files, run.open_files))

        identity = {} if user is None else {"user": user, "group": user, "extra_groups": []}
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=self.stdout, stderr=self.stderr,
            preexec_fn=limits, start_new_session=True, **identity,
        )

    def end(self, delay=None, with_signal=0):
        """Waits for the command, and ends it when its time is over, or with a signal after `delay` seconds."""
        pid, overdue, killed = self.process.pid, False, False
        while True:
            ended, status, usage = os.wait4(pid, os.WNOHANG)
            if ended:
                break
            elapsed = time.monotonic() - self.started
            if with_signal and not killed and elapsed >= delay:
                os.kill(pid, with_signal)
                killed = True
            if elapsed >= self.seconds and not overdue:
                overdue = True
                os.killpg(pid, signal.SIGKILL)
            time.sleep(0.002 if elapsed < 1 else 0.02)
        took = time.monotonic() - self.started
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.stderr.close()
        self.stdout.close()
        return Ended(
            self.words, self.process.returncode, read(self.paths + ".stdout"), read(self.paths + ".stderr"), took,
            usage.ru_maxrss * 1024, overdue, [], killed,
        )


def read(path):
    """What a command printed."""
    try:
        with open(path, "rb") as file:
            return file.read(READ)
    except FileNotFoundError:
        return b""


def left_over(grace=GRACE):
    """Ends the processes that commands left, and gives their names. Those that end by themselves are not counted."""
    until = time.monotonic() + grace
    while (left := children()) and time.monotonic() < until:
        reap()
        time.sleep(0.02)
    names = []
    for pid in left:
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                names.append(file.read().replace(b"\0", b" ").decode(errors="replace").strip())
            os.kill(pid, signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            pass
    reap()
    return names


def children():
    """The processes that have this one as their parent and still run."""
    pids = []
    for task in os.listdir("/proc/self/task"):
        with open(f"/proc/self/task/{task}/children", encoding="ascii") as file:
            pids += [int(pid) for pid in file.read().split()]
    return pids


def reap():
    """Takes note of the processes that ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
