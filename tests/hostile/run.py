#!/usr/bin/env python3
"""Runs the program on hostile projects and judges what it does.

    python3 tests/hostile/run.py PROGRAM [--only NAME] [--sample N] [--jobs 2] [--keep] [--list] [--seconds 60]

Each case makes a project in a temporary folder, changes it, and runs commands under limits of time and memory. Whatever
the case, a command must end with exit code 0, 1, 2 or 3, without panic or signal, with a coded message where the input is
at fault, without raw control characters; it must write only what it owns, and only whole files; and no text of a file
outside the project may show up anywhere. `typst` must be on the PATH.

To add a case, add an entry to the table of its kind in `cases/`:

- `cases/texts.py`: what is typed into texts of the data, and numbers
- `cases/names.py`: keys, file names and arguments
- `cases/files.py`: files and folders that are broken, missing, links, pipes or locked
- `cases/templates.py`: templates, Markdown and TOML that loop, nest or grow
- `cases/engine.py`: `typst` programs that misbehave
- `cases/interrupted.py`: signals, full disks and several commands at once

A case is a name, the changes to the project (see `CHANGES` in `project.py`), and runs with the exit codes and codes that
are right (see `case.py`). `project/` goes over `tests/it/base` and has every kind of text field. `--list` prints the names;
`--only` takes a name or a pattern such as `files/*`; `--sample` takes N cases of each kind, evenly; `--keep` prints and keeps the folders of the cases.

If started as root, commands run as the user `nobody`, so that permissions mean something.
"""

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from fnmatch import fnmatch
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import judge
import process
import project
from case import CANARY, Run
from cases import all_cases

NOBODY = 65534
# How many faults of a case are printed.
SHOWN = 6


class Corpus:
    """What all cases share: the programs, the projects to copy, and the limits."""

    def __init__(self, program, folder, seconds, keep):
        self.folder, self.seconds, self.keep = folder, seconds, keep
        self.user = NOBODY if os.geteuid() == 0 else None
        self.bin = folder / "bin"
        self.bin.mkdir()
        typst = shutil.which("typst") or sys.exit("there is no `typst` on the PATH")
        # Copies, which `nobody` can run wherever the originals are.
        self.program = Path(shutil.copy(program, self.bin / "rapporteur"))
        self.typst = Path(shutil.copy(typst, self.bin / "typst"))
        self.version = subprocess.run([typst, "--version"], capture_output=True, text=True).stdout.strip()
        for path in [folder, self.bin]:
            path.chmod(0o755)
        self.has = {"root"} if self.user is not None and self.can_mount() else set()

    def can_mount(self):
        """Whether this machine lets a process mount a small disk for itself."""
        words = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", str(self.bin)]
        try:
            return subprocess.run(words, capture_output=True).returncode == 0
        except FileNotFoundError:
            return False

    def prepare(self):
        """Makes the projects that cases copy, and measures a build."""
        make_folders(self.folder, "tmp", "ran")
        fresh, issued = self.folder / "fresh", self.folder / "issued"
        project.make(fresh)
        shutil.copytree(fresh, issued)
        if self.user is not None:
            project.give_to(issued, self.user)
        started = time.monotonic()
        self.must_run(issued, "build")
        self.build_seconds = time.monotonic() - started
        self.must_run(issued, "issue", "ed1", "--on", "2024-07-01")
        project.apply(issued, ("replace", "data/report.toml", "Green was not asked about.", "Green was left out."))
        self.must_run(issued, "build")
        self.must_run(issued, "diff")
        built = self.start(self.folder, issued, Run(("build", "--engine", "builtin", "--out", str(issued / "out"))))
        if built.end().status == 0:
            self.has.add("builtin")

    def must_run(self, folder, *arguments):
        """Runs a command that must succeed."""
        ended = self.start(self.folder, folder, Run(arguments)).end()
        if ended.status != 0:
            sys.exit(f"the unchanged project fails: {' '.join(ended.words)}\n{ended.stderr.decode(errors='replace')}")

    def start(self, around, folder, run, arguments=None, path=None, number=0):
        """Starts a command in a project."""
        temporary = around / "tmp"
        words = [str(self.program), *(arguments or run.arguments)]
        if "--engine" not in words:
            words += ["--engine", "cli"]
        if "--time-limit" not in words:
            words += ["--time-limit", str(self.seconds // 4)]
        if run.mounted:
            script = 'mount -t tmpfs -o size="$0"k,mode=777 tmpfs out && exec setpriv --reuid 65534 --regid 65534 ' \
                     '--clear-groups "$@"'
            words = ["unshare", "--mount", "sh", "-c", script, str(run.mounted), *words]
        environment = {
            "PATH": f"{path}:{self.bin}:/usr/bin:/bin" if path else f"{self.bin}:/usr/bin:/bin",
            "HOME": str(around / "tmp"), "TMPDIR": str(temporary), "NO_COLOR": "1", "LANG": "C.UTF-8",
            **dict(run.environment),
        }
        return process.Started(
            words, folder=folder, environment=environment, user=None if run.mounted else self.user, run=run,
            seconds=self.seconds, files=str(around / "ran" / str(number)), stdout=run.stdout,
        )


def perform(case):
    """Runs a case; gives its name, how long it took, its faults, and why it was left out if it was."""
    started = time.monotonic()
    missing = [need for need in case.needs if need not in CORPUS.has]
    if missing:
        return case.name, 0.0, [], f"needs {', '.join(missing)}"
    process.adopt_orphans()
    around = Path(tempfile.mkdtemp(prefix="case-", dir=CORPUS.folder))
    try:
        faults = in_folder(case, around)
    except Exception as error:  # A case that can't be judged has failed.
        faults = [f"the corpus: {type(error).__name__}: {error}"]
    finally:
        if not CORPUS.keep:
            project.unlock(around)
            shutil.rmtree(around, ignore_errors=True)
    if CORPUS.keep:
        print(f"{case.name}: {around}")
    return case.name, time.monotonic() - started, faults, ""


def in_folder(case, around):
    """Runs a case in its folder."""
    around.chmod(0o755)
    folder = around / "project"
    shutil.copytree(CORPUS.folder / case.start, folder, symlinks=True, copy_function=project.copy)
    make_folders(around, "beside", "tmp", "ran")
    (around / "beside/secret.txt").write_text(CANARY + "\n")
    path = None
    if case.typst:
        path = around / "programs"
        project.write(path / "typst", case.typst.replace("TYPST", str(CORPUS.typst)).replace("VERSION", CORPUS.version))
        (path / "typst").chmod(0o755)
    for change in case.changes:
        project.apply(folder, change)
    if CORPUS.user is not None:
        project.give_to(around, CORPUS.user)
    faults = []
    after = judge.snapshot(around)
    for run in case.runs:
        before = after
        ended = together(run, around, folder, path)
        after = judge.snapshot(around)
        found = [fault for one in ended for fault in judge.ending(run, one)]
        # A command that is ended can't clean up after itself.
        ignored = ("ran", "tmp") if run.signal or any(one.overdue for one in ended) else ("ran",)
        found += judge.surroundings(case, run, before, after, ignored)
        found += judge.outputs(case, around, before, after)
        faults += [f"`{' '.join(shown(word) for word in run.arguments)}`: {fault}" for fault in dict.fromkeys(found)]
    return faults


def sampled(cases, most):
    """Of each kind, as `names/key`, no more than so many cases, evenly spread."""
    kinds = {}
    for case in cases:
        kinds.setdefault("/".join(case.name.split("/")[:2]), []).append(case)
    return [
        case for kind in kinds.values() for index, case in enumerate(kind)
        if len(kind) <= most or index * most // len(kind) != (index + 1) * most // len(kind)
    ]


def make_folders(around, *names):
    """Makes folders that every user can write."""
    for name in names:
        (around / name).mkdir()
        (around / name).chmod(0o777)


def together(run, around, folder, path):
    """Runs the command of a run, as often as it says and beside others."""
    commands = [run.arguments] * run.times + list(run.beside)
    started = [CORPUS.start(around, folder, run, arguments, path, number) for number, arguments in enumerate(commands)]
    ended = [one.end(run.after * CORPUS.build_seconds, run.signal) for one in started]
    # What a killed program started ends by itself.
    left = process.left_over(10.0 if run.signal else process.GRACE)
    ended[0].left = left
    return ended


def shown(word):
    """An argument, short and without control characters."""
    word = word.encode("unicode_escape").decode()
    return word if len(word) < 60 else word[:50] + f"… ({len(word)} characters)"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("--only", metavar="NAME", default="*", help="a case, or a pattern")
    parser.add_argument("--sample", type=int, metavar="N", help="no more than N cases of each kind")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=60, help="how long a command may take")
    parser.add_argument("--keep", action="store_true", help="keep the folders of the cases")
    parser.add_argument("--slow", type=int, metavar="N", default=0, help="print the N slowest cases")
    parser.add_argument("--list", action="store_true", help="print the names of the cases")
    arguments = parser.parse_args()
    cases = [case for case in all_cases() if fnmatch(case.name, arguments.only) or case.name == arguments.only]
    if arguments.sample:
        cases = sampled(cases, arguments.sample)
    if not cases:
        sys.exit(f"there is no case `{arguments.only}`; --list prints them")
    if arguments.list:
        print("\n".join(case.name for case in cases))
        return
    if not arguments.program.is_file():
        sys.exit(f"there is no program `{arguments.program}`")
    folder = Path(tempfile.mkdtemp(prefix="rapporteur-hostile-"))
    try:
        sys.exit(run_all(arguments, cases, folder))
    finally:
        if not arguments.keep:
            project.unlock(folder)
            shutil.rmtree(folder, ignore_errors=True)


def run_all(arguments, cases, folder):
    """Runs the cases, prints those that fail, and gives the exit code."""
    global CORPUS
    started = time.monotonic()
    CORPUS = Corpus(arguments.program.resolve(), folder, arguments.seconds, arguments.keep)
    CORPUS.prepare()
    passed, failed, left_out, times = 0, 0, {}, []
    context = multiprocessing.get_context("fork")
    with context.Pool(arguments.jobs) as pool:
        for name, seconds, faults, why in pool.imap_unordered(perform, cases):
            times.append((seconds, name))
            if why:
                left_out.setdefault(why, []).append(name)
            elif not faults:
                passed += 1
            else:
                failed += 1
                again = f"{sys.argv[0]} {arguments.program} --only '{name}'"
                more = f" (and {len(faults) - SHOWN} more)" if len(faults) > SHOWN else ""
                print(f"FAILED {name}: {'; '.join(faults[:SHOWN])}{more}\n    to repeat: python3 {again}", flush=True)
    for seconds, name in sorted(times, reverse=True)[: arguments.slow]:
        print(f"{seconds:6.1f} s  {name}")
    for why, names in left_out.items():
        print(f"LEFT OUT, {why}: {len(names)} such as {names[0]}")
    print(f"{passed} passed, {failed} failed in {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    main()
