"""Judges what a command did: how it ended, what it printed, what it wrote and what it left alone."""

import csv
import hashlib
import io
import json
import os
import re
import stat
import unicodedata
import zipfile
from fnmatch import fnmatch
from xml.etree import ElementTree

from case import CANARY

# The most memory that a command may use, in bytes: twenty times what a build of the small project uses.
MEMORY = 1 << 30
# The most that a command may print, in bytes.
PRINTED = 4 << 20
# Larger files are compared by size and time only.
HASHED = 1 << 18

PANICS = [
    "panicked at", "stack overflow", "overflowed its stack", "memory allocation of", "RUST_BACKTRACE", "capacity overflow",
]

# What each command may write, as paths from the project's folder. `out/` is every command's.
OWNED = {
    "issue": ["data/editions", "data/editions/*"],
    "new": ["data/responses/*.toml", "data/mechanisms.toml", "data/responses"],
    "errata": ["data/errata.toml"],
    "check": ["data/errata.toml"],
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def snapshot(folder):
    """Every path in a folder with what is there."""
    found = {}
    for parent, folders, files in os.walk(folder):
        for name in folders + files:
            path = os.path.join(parent, name)
            found[os.path.relpath(path, folder)] = described(path)
    return found


def described(path):
    """What is at a path, so that any change of it shows."""
    facts = os.lstat(path)
    if stat.S_ISLNK(facts.st_mode):
        return ("link", os.readlink(path))
    if not stat.S_ISREG(facts.st_mode):
        return (stat.S_IFMT(facts.st_mode), stat.S_IMODE(facts.st_mode))
    if facts.st_size > HASHED:
        return ("file", stat.S_IMODE(facts.st_mode), facts.st_size, facts.st_mtime_ns, facts.st_ino)
    try:
        with open(path, "rb") as file:
            return ("file", stat.S_IMODE(facts.st_mode), hashlib.sha256(file.read()).hexdigest())
    except OSError:
        return ("file", stat.S_IMODE(facts.st_mode), facts.st_size, facts.st_mtime_ns)


def ending(run, ended):
    """Faults of how a command ended and of what it printed."""
    faults = []
    if ended.overdue:
        faults.append(f"did not end within {ended.seconds:.0f} s")
    elif ended.killed and ended.status < 0:
        pass
    elif ended.status < 0:
        faults.append(f"ended by signal {-ended.status}")
    elif ended.status not in (0, 1, 2, 3):
        faults.append(f"exit code {ended.status}")
    elif ended.status not in run.exits and not ended.killed:
        faults.append(f"exit code {ended.status}, expected {' or '.join(map(str, run.exits))}")
    if ended.memory > (run.memory or MEMORY):
        faults.append(f"used {ended.memory >> 20} MB")
    if ended.left:
        faults.append(f"left running: {', '.join(sorted(set(ended.left)))}")
    for name, printed in [("standard output", ended.stdout), ("standard error", ended.stderr)]:
        faults += [f"{name}: {fault}" for fault in printing(printed)]
    if not ended.killed and not ended.overdue:
        faults += messages(run, ended)
    return faults


def printing(printed):
    """Faults of what was printed, whatever it says."""
    if len(printed) > PRINTED:
        return [f"more than {PRINTED >> 20} MB"]
    try:
        text = printed.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"not UTF-8: {error}"]
    # What `typst` said when it failed is quoted; the program's own panic would end with another exit code.
    own = re.split("`typst` failed|the built-in engine failed", text)[0]
    faults = [f"`{panic}`" for panic in PANICS if panic in own]
    if CANARY in text:
        faults.append("the canary")
    if raw := {character for character in text if is_raw(character)}:
        faults.append("raw " + ", ".join(f"U+{ord(character):04X}" for character in sorted(raw)))
    return faults


def is_raw(character):
    """Whether a terminal acts on a character, or a reader can't see what it does."""
    if character in "\n\t":
        return False
    hidden = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
    return unicodedata.category(character) == "Cc" or character in hidden or 0xE0000 <= ord(character) <= 0xE007F


def messages(run, ended):
    """Faults of the messages of a command that ended."""
    printed = (ended.stderr + ended.stdout).decode("utf-8", errors="replace")
    # Printed for people, or for programs.
    codes = re.findall(r"^error\[([a-z0-9-]+)\]", printed, re.M)
    codes += re.findall(r'"severity":"error","code":"([a-z0-9-]+)"', printed)
    codes += re.findall(r'"code":"([a-z0-9-]+)"[^{}]*"severity":"error"', printed)
    faults = []
    if ended.status == 1 and run.coded:
        if not codes:
            faults.append("exit code 1 without a coded error")
        elif run.codes and not set(run.codes) & set(codes):
            faults.append(f"expected error[{' or '.join(run.codes)}], found {', '.join(sorted(set(codes)))}")
    # Where no file can be written, the message isn't either.
    has_message = re.search(r'^error|^\{.*"severity":"error"', printed, re.M)
    if ended.status in (2, 3) and not run.disk and not has_message:
        faults.append(f"exit code {ended.status} without a message")
    if ended.status == 0 and codes:
        faults.append(f"exit code 0 with error[{codes[0]}]")
    if run.named and run.named not in printed:
        faults.append(f"`{run.named}` is not named")
    return faults


def surroundings(case, run, before, after, ignored):
    """Faults of what was created, changed or removed where no command owns it."""
    own = ["project/out", "project/out/*", *case.owned]
    for words in [run.arguments, *run.beside]:
        own += [f"project/{path}" for path in OWNED.get(words[0], [])]
    is_owned = lambda path: any(fnmatch(path, pattern) for pattern in own)
    faults = []
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) == after.get(path) or is_owned(path) or path.split("/")[0] in ignored:
            continue
        what = "created" if path not in before else "removed" if path not in after else "changed"
        faults.append(f"{what} {path!r}")
    return faults


def outputs(case, folder, before, after):
    """Faults of the files that a command wrote."""
    faults = []
    # What a person changed is moved aside as it is.
    known = set(before.values())
    for path, description in sorted(after.items()):
        if description in known or description[0] != "file" or path.startswith(("beside/", "tmp/", "ran")):
            continue
        if os.path.basename(path).startswith((".rapporteur-", ".being-issued-")) or "/.being-issued-" in path:
            continue
        try:
            with open(os.path.join(folder, path), "rb") as file:
                content = file.read()
        except OSError as error:
            faults.append(f"{path!r}: {error}")
            continue
        faults += [f"{path!r}: {fault}" for fault in output(case, path, content)]
    return faults


def output(case, path, content):
    """Faults of one file."""
    ending = path.rsplit(".", 1)[-1]
    texts, faults = [content], []
    try:
        match ending:
            case "pdf":
                if not content.startswith(b"%PDF") or not content.rstrip().endswith(b"%%EOF"):
                    faults.append("not a whole PDF")
            case "docx":
                texts = docx(content, case, faults)
            case "json":
                json.loads(content)
            case "svg":
                ElementTree.fromstring(content)
            # Columns are the same in every row.
            case "csv":
                rows = list(csv.reader(io.StringIO(content.decode("utf-8"))))
                if len({len(row) for row in rows}) > 1:
                    faults.append("rows of different lengths")
            case "typ" | "txt" if "/fonts/" not in path:
                content.decode("utf-8")
    except (ValueError, ElementTree.ParseError, zipfile.BadZipFile, csv.Error) as error:
        faults.append(f"not whole: {error}")
    # What was made from must be kept as it is; what is made from it must not contain what data can't be.
    forbidden = [CANARY] if "/inputs/" in path or path.startswith("project/data") else [CANARY, *case.absent]
    found = [text for text in forbidden if any(text.encode() in part for part in texts)]
    return faults + [f"contains `{text}`" for text in found]


def docx(content, case, faults):
    """The parts of a Word document, each of which must be whole."""
    texts = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if broken := archive.testzip():
            faults.append(f"{broken} is damaged")
        for name in archive.namelist():
            part = archive.read(name)
            texts.append(part)
            if name.endswith((".xml", ".rels", ".svg")):
                try:
                    root = ElementTree.fromstring(part)
                except ElementTree.ParseError as error:
                    faults.append(f"{name} is not XML: {error}")
                    continue
                if name == "word/document.xml":
                    printed = "".join(text.text or "" for text in root.iter(W + "t"))
                    faults += [f"does not contain `{text}`" for text in case.present if text not in printed]
    return texts
