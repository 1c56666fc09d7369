"""Makes the project of a case: the tests' base project with `project/` over it, and the changes of the case."""

import os
import re
import shutil
import stat
from pathlib import Path

from case import CANARY

REPOSITORY = Path(__file__).resolve().parents[2]
OVERLAY = Path(__file__).resolve().parent / "project"

# Files of the project that come from elsewhere in the repository.
SHARED = {
    "templates/page.typ": "templates/page.typ",
    "templates/word.toml": "templates/word.toml",
    "templates/words.toml": "src/words/english.toml",
}

# Texts that refer to something, or are one of a few words: all other texts are free.
REFERENCES = {
    "key", "id", "part", "point", "question", "kind", "language", "colour", "status", "file", "issued", "corrected",
    "mechanism", "form", "framework", "certainty", "level", "source-text", "file-name", "link", "base",
}
REFERENCES_BY_FILE = {"data/report.toml": {"name"}, "data/errata.toml": {"by", "why"}}

# The files of a project that hold free texts.
TEXT_FILES = [
    "data/report.toml", "data/survey.toml", "data/mechanisms.toml", "data/published.toml", "data/submissions.toml",
    "data/frameworks/colours.toml", "data/responses/alpha.toml", "data/responses/beta.toml",
]

# Files of that size are fonts, which cases replace but never change.
LARGE = 1 << 18

TEXT = re.compile(r'([\w-]+) = "([^"\n]*)"')


def make(folder):
    """Makes the project in `folder`."""
    shutil.copytree(REPOSITORY / "tests/it/base", folder, dirs_exist_ok=True)
    shutil.copytree(REPOSITORY / "fonts", folder / "fonts")
    for file, origin in SHARED.items():
        shutil.copy(REPOSITORY / origin, folder / file)
    shutil.copytree(OVERLAY, folder, dirs_exist_ok=True)


def copy(source, target):
    """Copies a file of a project; a large one, which no case changes in place, becomes a link to the same file."""
    if os.path.getsize(source) > LARGE:
        os.link(source, target)
        return target
    return shutil.copy2(source, target)


def text_fields(files=TEXT_FILES):
    """Every free text of the project as (file, which text of that file, key)."""
    fields = []
    for file in files:
        text = source(file)
        for index, match in enumerate(TEXT.finditer(text)):
            key = match.group(1)
            if key not in REFERENCES and key not in REFERENCES_BY_FILE.get(file, ()):
                is_edition_kind = file == "data/report.toml" and match.group(2) == "draft"
                fields.append((file, index, "kind" if is_edition_kind else key))
    return fields


def source(file):
    """The text of a file of the project before any change."""
    for base in [OVERLAY, REPOSITORY / "tests/it/base"]:
        if (base / file).is_file():
            return (base / file).read_text(encoding="utf-8")
    return (REPOSITORY / SHARED[file]).read_text(encoding="utf-8")


def apply(project, change):
    """Changes a project. `change` is a tuple: what is done, the path in the project, and what else it takes."""
    what, name, *rest = change
    path = project / name
    CHANGES[what](path, *rest)


def write(path, content):
    """Writes a file, whatever is there."""
    remove(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def replace(path, old, new):
    """Replaces the first occurrence of a text, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"`{old}` is not in {path}"
    write(path, text.replace(old, new, 1).encode("utf-8"))


def poison(path, payload, indices):
    """Puts a text, as TOML writes it, at the end of texts of a file."""
    text = path.read_text(encoding="utf-8")
    matches = [match for index, match in enumerate(TEXT.finditer(text)) if index in indices]
    for match in reversed(matches):
        text = text[: match.end() - 1] + payload + text[match.end() - 1 :]
    write(path, text.encode("utf-8"))


def append(path, content):
    """Appends to a file."""
    content = content if isinstance(content, bytes) else content.encode("utf-8")
    write(path, path.read_bytes() + content)


def prepend(path, content):
    """Puts a text before that of a file."""
    write(path, content.encode("utf-8") + path.read_bytes())


def cut(path, share):
    """Cuts a file off after a share of its bytes."""
    content = path.read_bytes()
    write(path, content[: int(len(content) * share)])


def remove(path):
    """Removes a file, link or folder if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif path.is_symlink() or path.exists():
        path.unlink()


def folder(path):
    """Puts an empty folder in the place of a file."""
    remove(path)
    path.mkdir(parents=True)


def link(path, target):
    """Puts a symbolic link in the place of a file."""
    remove(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


def link_out(path):
    """Moves a file or folder out of the project, marks it with the canary and puts a link to it in its place."""
    outside = beside(path)
    if path.is_dir():
        shutil.move(path, outside)
    elif path.exists():
        outside.write_bytes(path.read_bytes() + canary_for(path.name))
    else:
        outside.write_text(CANARY)
    link(path, outside)


def link_within(path):
    """Moves a file to another folder of the project and puts a link to it in its place."""
    project = next(parent for parent in path.parents if parent.name == "project")
    target = project / "kept" / path.name
    target.parent.mkdir(exist_ok=True)
    shutil.move(path, target)
    link(path, os.path.relpath(target, path.parent))


def hard_link_out(path):
    """Makes a file one with a file outside, so that whoever writes into it changes the other."""
    outside = beside(path)
    shutil.copy(path, outside)
    path.unlink()
    os.link(outside, path)


def beside(path):
    """The place of something of the project in the folder beside the project."""
    project = next(parent for parent in path.parents if parent.name == "project")
    return project.parent / "beside" / path.name


def canary_for(name):
    """The canary in a form that leaves the file as it is, as far as the kind of file lets it."""
    match name.rsplit(".", 1)[-1]:
        case "md" | "txt":
            return f"\n{CANARY}\n".encode()
        case "toml":
            return f"\n# {CANARY}\n".encode()
        case "typ":
            return f"\n// {CANARY}\n".encode()
    return b""


def fifo(path):
    """Puts a pipe in the place of a file."""
    remove(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)


def mode(path, bits):
    """Sets the permissions."""
    if path.is_file():
        write(path, path.read_bytes())
    path.chmod(bits)


def sparse(path, size):
    """Makes a file of that size that takes no room on the disk."""
    remove(path)
    with open(path, "wb") as file:
        file.truncate(size)


def many(path, count, content):
    """Writes `count` files; `{}` in path and content is the number."""
    for number in range(count):
        file = path.parent / path.name.replace("{}", str(number))
        write(file, content.replace("{}", str(number)))


CHANGES = {
    "write": write, "replace": replace, "poison": poison, "append": append, "prepend": prepend, "cut": cut,
    "remove": remove, "folder": folder, "link": link, "link-out": link_out, "link-within": link_within,
    "hard-link-out": hard_link_out, "fifo": fifo, "mode": mode, "sparse": sparse, "many": many,
}


def give_to(folder, user):
    """Makes a user the owner of all that is in a folder."""
    for parent, folders, files in os.walk(folder):
        for name in [parent, *(os.path.join(parent, name) for name in folders + files)]:
            os.lchown(name, user, user)


def unlock(folder):
    """Lets a folder be removed, whatever its permissions are."""
    for parent, folders, _ in os.walk(folder):
        for name in folders:
            path = os.path.join(parent, name)
            if not stat.S_ISLNK(os.lstat(path).st_mode):
                os.chmod(path, 0o755)
