"""Files and folders that are broken, missing, links, pipes, devices or locked."""

import random

from case import Case, Run, build, check, diff, errata, explain, issue, refused
from project import source

TOML = [
    "data/report.toml", "data/survey.toml", "data/mechanisms.toml", "data/published.toml", "data/submissions.toml",
    "data/errata.toml", "data/frameworks/colours.toml", "data/responses/alpha.toml", "data/responses/beta.toml",
    "templates/words.toml", "templates/word.toml",
]
OTHERS = ["templates/report.md", "templates/points.md", "templates/page.typ"]
BINARY = ["fonts/Carlito-Regular.ttf", "fonts/Carlito-OFL.txt", "received/alpha.txt"]
INPUTS = [*TOML, *OTHERS, *BINARY]
FOLDERS = ["data", "data/responses", "data/frameworks", "templates", "fonts", "received"]
OUTPUTS = ["out/small-edition-1.pdf", "out/small-edition-1.docx", "out/small-edition-1.typ", "out/manifest.json",
           "out/figures.csv", "out/charts/colours.svg", "out/changes/small-changes-ed1-to-now.txt"]
KEPT = ["edition.json", "document.json", "inputs/data/report.toml", "inputs/templates/page.typ", "inputs/fonts/Carlito-Bold.ttf",
        "outputs/manifest.json", "outputs/small-edition-1.pdf", "outputs/small-edition-1.docx"]
RUBBISH = random.Random("rubbish").randbytes(2_000)
BYTES = {
    "rubbish": RUBBISH, "empty": b"", "nul": b"\0" * 1_000, "utf-16": "title = 'x'\n".encode("utf-16"),
    "mark-only": b"\xef\xbb\xbf", "half-character": b"title = \"\xc3\"\n", "elf": b"\x7fELF\x02\x01\x01" + bytes(100),
    "zip": b"PK\x03\x04" + bytes(200), "surrogate": b"title = \"\xed\xa0\x80\"\n", "returns": b"a = 1\rb = 2\r",
}
# What files of TOML may hold beside what a survey holds.
BROKEN = {
    "brackets": "x = " + "[" * 100_000, "tables": "x = " + "{a = " * 100_000, "closed-brackets": "x = " + "[" * 50_000 + "]" * 50_000,
    "dotted": ".".join(["a"] * 50_000) + " = 1", "header": "[" + ".".join(["a"] * 50_000) + "]", "string-open": "x = \"",
    "text-open": "x = '''" + "line\n" * 10_000, "long-key": "k" * 1_000_000 + " = 1", "keys": "".join(f"k{n} = 1\n" for n in range(50_000)),
    "many-tables": "[[zz]]\n" * 50_000, "same-key": "a = 1\n" * 10_000, "comment": "#" * 5_000_000, "array": "x = [" + "1," * 500_000 + "]",
    "escapes": "x = \"" + "\\u0041" * 200_000 + "\"", "bad-escape": "x = \"\\q\"", "surrogate": "x = \"\\ud800\"",
    "no-character": "x = \"\\U00110000\"", "equals": "=" * 1_000, "quotes": "\"" * 10_001, "apostrophes": "'" * 10_001,
    "no-end-of-table": "[a", "no-value": "a =", "two-values": "a = 1 2", "underscores": "a = 1__0", "lone-cr": "a = 1\rb",
}
PIPE = {"not-a-file", "outside-project", "source-text", "missing-file", "unusable-font"}
MISSING_MAY_BE = {"data/published.toml", "data/submissions.toml", "data/errata.toml", "data/responses/alpha.toml",
                  "data/responses/beta.toml", "received/alpha.txt", "fonts/Carlito-OFL.txt", "templates/words.toml",
                  "templates/word.toml"}


def cases():
    """All cases of this kind."""
    return [
        *input_cases(), *broken_cases(), *damaged_cases(), *folder_cases(), *output_cases(), *edition_cases(), *own_cases(),
        *place_cases(),
    ]


def input_cases():
    """Every input as something else than the file that it was."""
    for file in INPUTS:
        name = f"files/input/{file}"
        # Without it, a folder is no project.
        is_mark = file == "data/report.toml"
        at_fault = (1, 2) if is_mark else (1,)
        may = (0, *at_fault)
        if file not in BINARY:
            for share in [0.1, 0.35, 0.6, 0.85, 0.99]:
                yield Case(f"{name}/cut-at-{share}", (("cut", file, share),), (build(exits=may),))
        for kind, content in BYTES.items():
            yield Case(f"{name}/{kind}", (("write", file, content),), (build(exits=may),))
        removed = (0, 1, 2) if file in MISSING_MAY_BE or file in BINARY else at_fault
        yield Case(f"{name}/removed", (("remove", file),), (build(exits=removed),))
        yield Case(f"{name}/folder", (("folder", file),), (build(exits=(0, 1, 2, 3)),))
        yield Case(f"{name}/link-to-nothing", (("link", file, "nowhere"),), (build(exits=(0, 1, 2, 3)),))
        yield Case(f"{name}/link-to-itself", (("link", file, file.rsplit("/", 1)[-1]),), (build(exits=(0, 1, 2, 3)),))
        yield Case(f"{name}/locked", (("mode", file, 0),), (build(exits=(1, 2, 3)),))
        out = ("outside-project", "source-text")
        runs = (refused(build(), *out), refused(issue(), *out), refused(check(), *out), refused(diff(), *out))
        # Only what reads quotations reads what was received.
        runs = (runs[0], runs[2]) if file.startswith("received") else runs[:2] if file.startswith("fonts") else runs
        yield Case(f"{name}/link-out", (("link-out", file),), runs, start="issued")
        for special, target in [("zero", "/dev/zero"), ("tty", "/dev/tty"), ("memory", "/proc/self/mem"), ("passwd", "/etc/passwd")]:
            yield Case(f"{name}/link-to-{special}", (("link", file, target),), (build(exits=at_fault, codes=(*PIPE, "outside-project") if not is_mark else ()),))
        yield Case(f"{name}/pipe", (("fifo", file),), (build(exits=at_fault, codes=tuple(PIPE)),))
        yield Case(f"{name}/link-within", (("link-within", file),), (build(exits=(0, 1)),))
        yield Case(f"{name}/huge", (("sparse", file, 6 << 30),), (check(exits=at_fault),))


def broken_cases():
    """Files of TOML that no parser likes."""
    for kind, content in BROKEN.items():
        for file in ["data/report.toml", "data/responses/alpha.toml", "data/errata.toml", "templates/word.toml"]:
            yield Case(f"files/toml/{file}/{kind}", (("write", file, content),), (check(exits=(0, 1)),))
        yield Case(f"files/toml/appended/{kind}", (("append", "data/published.toml", "\n" + content),), (check(exits=(0, 1)),))


def damaged_cases():
    """Files with a few bytes changed, the same ones each time."""
    for file in [*TOML, *OTHERS]:
        for seed in range(6):
            chance = random.Random(f"{file} {seed}")
            content = bytearray(source(file).encode())
            for _ in range(chance.choice([1, 3, 10])):
                place = chance.randrange(len(content))
                match chance.randrange(4):
                    case 0:
                        content[place] = chance.choice(b"\"'[]{}=#.,\\\n -0aZ")
                    case 1:
                        del content[place : place + chance.randrange(1, 20)]
                    case 2:
                        content[place:place] = content[place : place + chance.randrange(1, 40)]
                    case 3:
                        content[place] = chance.randrange(256)
            yield Case(f"files/damaged/{file}/{seed}", (("write", file, bytes(content)),), (build(exits=(0, 1, 2)),))


def folder_cases():
    for folder in FOLDERS:
        name = f"files/folder/{folder}"
        may = (0, 1, 2) if folder in ("received", "data/responses") else (1, 2)
        yield Case(f"{name}/removed", (("remove", folder),), (build(exits=may),))
        yield Case(f"{name}/file", (("write", folder, "no folder"),), (build(exits=(0, 1, 2, 3)),))
        yield Case(f"{name}/pipe", (("fifo", folder),), (build(exits=(0, 1, 2, 3)),))
        yield Case(f"{name}/locked", (("mode", folder, 0),), (build(exits=(1, 2, 3)),))
        yield Case(f"{name}/read-only", (("mode", folder, 0o555),), (build(exits=(0,)), issue(exits=(0, 3)), errata("accept", "part", "--by", "A", exits=(0, 3))))
        run = refused(build(), "outside-project", "source-text") if folder != "data" else build(exits=(1, 2))
        yield Case(f"{name}/link-out", (("link-out", folder),), (run,))
        yield Case(f"{name}/link-to-itself", (("link", folder, folder.rsplit("/", 1)[-1]),), (build(exits=(0, 1, 2, 3)),))
        yield Case(f"{name}/link-to-root", (("link", folder, "/"),), (build(exits=(0, 1, 2, 3)),))
        yield Case(f"{name}/within-itself", (("link", f"{folder}/again", "."),), (build(exits=(0, 1)),))
    for file in ["templates/extra.md", "fonts/id.txt", "fonts/extra.ttf", "data/responses/delta.toml", "data/extra.toml",
                 "data/frameworks/extra.toml", "templates/extra.typ"]:
        code = "outside-project"
        yield Case(f"files/extra/{file}/link-out", (("link-out", file),), (refused(build(), code), refused(issue(), code)))
        yield Case(f"files/extra/{file}/pipe", (("fifo", file),), (build(exits=(0, 1)),))
        yield Case(f"files/extra/{file}/folder", (("folder", file),), (build(exits=(0, 1)),))
    include = ("append", "templates/report.md", "\n{% include 'templates/extra.md' %}\n")
    yield Case("files/extra/included/link-out", (("link-out", "templates/extra.md"), include), (refused(build(), "outside-project"),))
    relative = ("append", "templates/report.md", "\n{% include 'templates/../../beside/secret.txt' %}\n")
    yield Case("files/extra/included/path-out", (relative,), (refused(build(), "template-error", "outside-project"),))
    for number, files in enumerate([("data/responses/{}.toml", 3_000, 'mechanism = "m{}"\n'), ("templates/t{}.md", 3_000, "Text {}.\n"),
                                    ("fonts/f{}.ttf", 500, "no font"), ("data/frameworks/f{}.toml", 2_000, "name = 'n'\nlabel = 'l'\n")]):
        yield Case(f"files/many/{files[0].replace('{}', 'N')}", (("many", *files),), (check(exits=(0, 1)),))
    # Collections of fonts that promise what they don't have.
    for name, head in {"collection": b"ttcf\0\1\0\0\xff\xff\xff\xff", "short": b"\0\1\0\0\xff\xff", "open-type": b"OTTO" + b"\xff" * 40}.items():
        content = head + bytes(64)
        yield Case(f"files/font/{name}", (("write", "fonts/extra.ttf", content),), (build(exits=(0, 1)),))
        yield Case(f"files/font/{name}/builtin", (("write", "fonts/extra.ttf", content),), (build("--engine", "builtin", exits=(0, 1)),), needs=("builtin",))


def output_cases():
    """Outputs that are something else than the files that were written."""
    changed = ("replace", "data/report.toml", "Much was said", "Nothing was said")
    for file in OUTPUTS:
        name = f"files/output/{file}"
        runs = (build(exits=(0, 1, 2, 3)), check(exits=(0, 1)), diff(exits=(0, 1, 2, 3)), issue(exits=(0, 1, 2, 3)))
        for kind, change in {
            "pipe": ("fifo", file), "folder": ("folder", file), "link-out": ("link-out", file), "rubbish": ("write", file, RUBBISH),
            "empty": ("write", file, b""), "zero": ("link", file, "/dev/zero"), "removed": ("remove", file), "cut": ("cut", file, 0.5),
            "locked": ("mode", file, 0), "read-only": ("mode", file, 0o444), "huge": ("sparse", file, 6 << 30),
            "hard-link": ("hard-link-out", file), "link-to-itself": ("link", file, file.rsplit("/", 1)[-1]),
        }.items():
            # What was broken is whole again, or is left alone; it is never taken for whole.
            yield Case(f"{name}/{kind}", (changed, change), runs, start="issued")
    for content in ["{}", "[]", "null", "1", '{"files": 1}', "[" * 100_000, '{"a":' * 100_000, '{"outputs": {"../beside/secret.txt": "x"}}', "\ufeff{}"]:
        yield Case(f"files/output/manifest/{content[:12].replace('/', '|')}", (changed, ("write", "out/manifest.json", content)), (build(exits=(0, 1)), check(exits=(0, 1)), issue(exits=(0, 1))), start="issued")
    for folder in ["out", "out/charts", "out/changes", "out/fonts"]:
        for kind, change in {"file": ("write", folder, "x"), "locked": ("mode", folder, 0), "read-only": ("mode", folder, 0o555), "pipe": ("fifo", folder), "link-to-itself": ("link", folder, folder.rsplit("/", 1)[-1])}.items():
            yield Case(f"files/output/{folder}/{kind}", (changed, change), (build(exits=(0, 2, 3)), diff(exits=(0, 2, 3))), start="issued")
        # A person may let out/ lead elsewhere; what is below it is the program's.
        own = ("beside/out", "beside/out/*") if folder == "out" else ()
        yield Case(f"files/output/{folder}/link-out", (changed, ("link-out", folder)), (build(exits=(0, 1, 2, 3)), diff(exits=(0, 1, 2, 3))), start="issued", owned=own)


def edition_cases():
    """Kept editions that are not as they were kept."""
    changed = ("replace", "data/report.toml", "Much was said", "Nothing was said")
    for file in KEPT:
        path = f"data/editions/ed1/{file}"
        for kind, change in {
            "pipe": ("fifo", path), "folder": ("folder", path), "link-out": ("link-out", path), "rubbish": ("write", path, RUBBISH),
            "empty": ("write", path, b""), "zero": ("link", path, "/dev/zero"), "removed": ("remove", path), "cut": ("cut", path, 0.5),
            "locked": ("mode", path, 0), "huge": ("sparse", path, 6 << 30),
        }.items():
            runs = (diff(exits=(0, 1, 2, 3)), issue(exits=(0, 1, 2, 3)), check(exits=(0, 1, 2, 3)))
            yield Case(f"files/edition/{file}/{kind}", (changed, change), runs, start="issued")
    facts = "data/editions/ed1/edition.json"
    for name, (old, new) in {
        "number-64-bit": ('"number": 0', '"number": 18446744073709551615'), "number-minus": ('"number": 0', '"number": -1'),
        "number-text": ('"number": 0', '"number": "x"'), "id-up": ('"id": "ed1"', '"id": "../../../beside"'),
        "id-escape": ('"id": "ed1"', '"id": "a\\u001b[2Jb"'), "id-empty": ('"id": "ed1"', '"id": ""'),
        "file-up": ('"document.json"', '"../../../beside/secret.txt"'), "file-absolute": ('"document.json"', '"/etc/passwd"'),
        "day": ("2024-07-01", "9999-99-99"), "format": ('"format": 2', '"format": 4294967295'),
        "note-control": ('"note": ""', '"note": "a\\u000bb"'), "title-control": ('"title": "', '"title": "a\\u0001b'),
    }.items():
        runs = (diff(), diff("--from", "ed1"), issue(), check(), explain("colours.red.share"))
        yield Case(f"files/edition/facts/{name}", (changed, ("replace", facts, old, new)), runs, start="issued")
    tree = "data/editions/ed1/document.json"
    for name, content in {"nested": "[" * 100_000, "tables": '{"blocks":' * 100_000, "null": "null", "other": '{"blocks": 1}'}.items():
        yield Case(f"files/edition/tree/{name}", (changed, ("write", tree, content)), (diff(),), start="issued")
    for name in ["a\x1b[2Jb", "a\nb", "a\u202eb", "a\x0bb", "a\udcffb"]:
        copy = ("write", f"data/editions/{name}/edition.json", "{}")
        shown = name.encode("utf-8", "surrogatepass").hex()
        yield Case(f"files/edition/name/{shown}", (changed, copy), (diff(), check(), diff("--from", name) if "\udcff" not in name else diff()), start="issued")
    yield Case("files/edition/link-out", (changed, ("link-out", "data/editions/ed1")), (diff(exits=(1, 2, 3)), issue(exits=(0, 1, 2, 3))), start="issued")
    yield Case("files/editions/link-out", (changed, ("link-out", "data/editions")), (diff(exits=(1, 2, 3)), issue(exits=(1, 2, 3))), start="issued")
    yield Case("files/editions/file", (("write", "data/editions", "x"),), (issue(exits=(1, 2, 3)), diff(exits=(1, 2, 3)), build(exits=(0, 1))))


def own_cases():
    """Files that commands change in place."""
    accept = errata("accept", "part", "--by", "The Office")
    new = Run(("new", "response", "omega", "--name", "Omega Process"))
    for file, run in [("data/errata.toml", accept), ("data/mechanisms.toml", new)]:
        for kind, change in {
            "link-out": ("link-out", file), "hard-link": ("hard-link-out", file), "link-within": ("link-within", file), "pipe": ("fifo", file),
            "locked": ("mode", file, 0), "folder": ("folder", file), "rubbish": ("write", file, RUBBISH), "cut": ("cut", file, 0.6),
            "brackets": ("append", file, "\nx = " + "[" * 100_000), "huge": ("sparse", file, 6 << 30), "zero": ("link", file, "/dev/zero"),
        }.items():
            # The file that a link within the project leads to is the same file.
            own = ("project/kept/*",) if kind == "link-within" else ()
            yield Case(f"files/own/{file}/{kind}", (change,), (run,), owned=own)
    for kind, change in {"link-out": ("link-out", "data/responses/delta.toml"), "pipe": ("fifo", "data/responses/delta.toml"),
                         "link-to-nothing": ("link", "data/responses/delta.toml", "../../../beside/made.toml"),
                         "folder": ("folder", "data/responses/delta.toml")}.items():
        yield Case(f"files/own/response/{kind}", (change,), (Run(("new", "response", "delta")),))
    yield Case("files/own/responses-link-out", (("link-out", "data/responses"),), (Run(("new", "response", "delta"), exits=(1, 2, 3)),))
    yield Case("files/own/fix", (("replace", "templates/points.md", "## {{", "Of the the two.\n\n## {{"),), (check("--fix"), build()))


def place_cases():
    """Projects in places that get in the way."""
    for mode in [0o555, 0o000]:
        yield Case(f"files/project/{mode:o}", (("mode", ".", mode),), (build("--project", ".", exits=(0, 2, 3)),))
    yield Case("files/project/link-to-itself", (("link", "again", "."),), (build("--project", "again/again/again", exits=(0,)),))
