"""Signals, disks that are full, and several commands at once."""

import signal

from case import Case, Run, build, check, diff, errata, explain, issue

CHANGED = ("replace", "data/report.toml", "Much was said", "Nothing was said")
SIGNALS = {"kill": signal.SIGKILL, "terminate": signal.SIGTERM, "interrupt": signal.SIGINT, "hang-up": signal.SIGHUP}
# Of the time that a build takes: more often near its end, where files are written.
MOMENTS = [0.0, 0.1, 0.2, 0.4, 0.6, 0.7, 0.8, 0.84, 0.88, 0.92, 0.96, 1.0]
NEW = ("new", "response", "omega", "--name", "Omega Process")
COMMANDS = {
    "issue": issue().arguments, "diff": ("diff",), "new": NEW, "accept": ("errata", "accept", "part", "--by", "The Office"),
    "fix": ("check", "--fix"), "corrigendum": ("errata", "--docx"), "init": ("init", "out/new"),
}
TO_FULL = {
    "errata": ("errata",), "explain": ("explain", "colours.red.share"), "diff": ("diff",), "list": ("check", "--list"), "json": ("check", "--all", "--format", "json"),
    "errata-json": ("errata", "--format", "json"), "completions": ("completions", "bash"),
}
SIZES = [1, 4_096, 20_000, 100_000]


def cases():
    """All cases of this kind."""
    return [*signal_cases(), *full_cases(), *several_cases()]


def signal_cases():
    rebuilt = (build(exits=(0,)), check(exits=(0,)), diff(exits=(0,)))
    for name, number in SIGNALS.items():
        moments = MOMENTS if name == "kill" else [0.1, 0.6, 0.9]
        for moment in moments:
            run = build(signal=number, after=moment)
            yield Case(f"interrupted/{name}/build/{moment}", (CHANGED,), (run, *rebuilt), start="issued", owned=LEFT)
    for command, arguments in COMMANDS.items():
        for moment in [0.1, 0.3, 0.6, 0.9]:
            run = Run(arguments, signal=signal.SIGKILL, after=moment)
            after = (build(exits=(0, 1)), check(exits=(0, 1)))
            yield Case(f"interrupted/kill/{command}/{moment}", (CHANGED,), (run, *after), start="issued", owned=LEFT)


# Where a killed command may leave what it was about to put in place.
LEFT = ("project/*/.rapporteur-*", "project/data/editions/.being-issued-*", "project/.rapporteur-*")


def full_cases():
    for name, arguments in TO_FULL.items():
        yield Case(f"interrupted/full/standard-output/{name}", (CHANGED,), (Run(arguments, exits=(3,), stdout="/dev/full"),), start="issued")
    for size in SIZES:
        for run in [build(disk=size), issue(disk=size), diff(disk=size), errata("--docx", disk=size), Run(("init", "out/new"), disk=size)]:
            run = Run(**{**run.__dict__, "exits": (0, 3)})
            yield Case(f"interrupted/full/{run.arguments[0]}/{size}", (CHANGED,), (run, build(exits=(0,))), start="issued")
        for run in [Run(NEW, disk=size), errata("accept", "part", "--by", "The Office", disk=size), check("--fix", disk=size)]:
            run = Run(**{**run.__dict__, "exits": (0, 3)})
            yield Case(f"interrupted/full/{'-'.join(run.arguments[:2])}/{size}", (), (run, build(exits=(0, 1))), start="issued")
    for kilobytes in [8, 64, 256, 1_000, 2_500]:
        run = build(exits=(0, 3), mounted=kilobytes)
        yield Case(f"interrupted/full/mounted/{kilobytes}", (("folder", "out"),), (run,), needs=("root",))
    for count in [4, 8, 12, 20, 40]:
        yield Case(f"interrupted/open-files/{count}", (), (build(exits=(0, 2, 3), open_files=count),))
    yield Case("interrupted/no-temporary-folder", (), (build(exits=(0, 3), environment=(("TMPDIR", "/nowhere"),)),))
    yield Case("interrupted/temporary-folder-is-a-file", (), (build(exits=(0, 3), environment=(("TMPDIR", "/etc/passwd"),)),))


def several_cases():
    for times in [2, 8]:
        yield Case(f"interrupted/several/build/{times}", (CHANGED,), (build(exits=(0,), times=times), check(exits=(0,)), diff(exits=(0,))), start="issued")
        yield Case(f"interrupted/several/first-build/{times}", (), (build(exits=(0,), times=times), check(exits=(0,))))
        yield Case(f"interrupted/several/issue/{times}", (CHANGED,), (issue(exits=(0, 2, 3), times=times), diff(exits=(0,))), start="issued")
        yield Case(f"interrupted/several/new/{times}", (), (Run(NEW, exits=(0, 2, 3), times=times), check(exits=(0, 1))))
        yield Case(f"interrupted/several/init/{times}", (), (Run(("init", "out/new"), exits=(0, 2, 3), times=times), build("--project", "out/new", exits=(0,))))
        accept = errata("accept", "part", "--by", "The Office", exits=(0, 2, 3), times=times)
        yield Case(f"interrupted/several/accept/{times}", (), (accept, check(exits=(0, 1))))
        yield Case(f"interrupted/several/diff/{times}", (CHANGED,), (diff(exits=(0,), times=times),), start="issued")
    mixed = (("diff",), issue().arguments, ("check", "--fix"), ("explain", "colours.red.share"), ("build", "--for", "forum"), NEW)
    yield Case("interrupted/several/mixed", (CHANGED,), (Run(("build",), exits=ANY_END, beside=mixed), build(exits=(0,)), explain("colours.red.share", exits=(0,))), start="issued")


# While others change the project, a command may find that something is being replaced.
ANY_END = (0, 1, 2, 3)
