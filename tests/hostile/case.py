"""The types of the corpus: a case changes a project and runs commands, and each run says what it may lead to."""

from dataclasses import dataclass, field

# A text in files outside the project. No output and no message may contain it.
CANARY = "canary-5f1d-outside-the-project"

# Any exit code that the program documents.
ANY = (0, 1, 2, 3)


@dataclass(frozen=True)
class Run:
    """One command, or several at the same time."""

    arguments: tuple
    # The exit codes that are right.
    exits: tuple = ANY
    # One of these codes must be printed as `error[CODE]` when the command ends with exit code 1; none: any code will do.
    codes: tuple = ()
    # Whether exit code 1 needs a coded error. `explain` ends with 1 when it finds nothing.
    coded: bool = True
    # A path within the project that must be named in the output.
    named: str = ""
    # Where standard output goes, if not into a file.
    stdout: str = ""
    # The largest file that the command can write, in bytes: a disk that is nearly full.
    disk: int = 0
    # How many kilobytes the disk of out/ has: a disk that is full. Needs root, and a kernel that lets it mount.
    mounted: int = 0
    # The most memory in bytes that the command and what it starts may use, if not the usual one.
    memory: int = 0
    # The highest number of open files; 0 for the usual one.
    open_files: int = 0
    # Ends the command with this signal, after this share of the time that an undisturbed build takes.
    signal: int = 0
    after: float = 0.0
    # How often the command runs at the same time.
    times: int = 1
    # Other commands that run at the same time.
    beside: tuple = ()
    # Variables of the environment.
    environment: tuple = ()


@dataclass(frozen=True)
class Case:
    """Changes to a project, then commands."""

    name: str
    # Tuples, as `project.apply` describes them.
    changes: tuple
    runs: tuple
    # "fresh", or "issued": already built and with an edition `ed1`.
    start: str = "fresh"
    # Paths from the folder around the project that the commands may write, besides those that they own.
    owned: tuple = ()
    # Texts that no output may contain.
    absent: tuple = ()
    # Texts that the Word document must contain if a build succeeds.
    present: tuple = ()
    # A shell script that takes the place of `typst`.
    typst: str = ""
    # What the machine must have: "root", "builtin".
    needs: tuple = ()


def build(*options, **expected):
    """Runs `build`."""
    return Run(("build", *options), **expected)


def check(*options, **expected):
    """Runs `check`."""
    return Run(("check", *options), **expected)


def issue(name="ed2", *options, **expected):
    """Runs `issue`."""
    return Run(("issue", name, "--on", "2024-07-02", "--same-edition", *options), **expected)


def diff(*options, **expected):
    """Runs `diff`."""
    return Run(("diff", *options), **expected)


def errata(*options, **expected):
    """Runs `errata`."""
    return Run(("errata", *options), **expected)


def explain(*words, **expected):
    """Runs `explain`."""
    return Run(("explain", *words), coded=False, **expected)


def refused(run, *codes):
    """The run, which must end with exit code 1 and one of these codes."""
    return Run(**{**run.__dict__, "exits": (1,), "codes": codes})
