"""Keys, file names and arguments that are paths, options, or no names at all."""

from case import Case, Run, build, check, diff, errata, explain, issue

NAMES = {
    "up": "../beside/secret", "up-to-file": "../beside/secret.txt", "absolute": "/etc/passwd", "parent": "..", "here": ".",
    "empty": "", "blank": " ", "folder": "a/b", "backslash": "a\\b", "drive": "C:\\x", "share": "\\\\server\\share",
    "device": "con", "device-with-end": "nul.txt", "home": "~", "variable": "$HOME", "option": "--help", "dash": "-",
    "lines": "a\nb", "tab": "a\tb", "escape": "a\x1b[2Jb", "override": "a\u202eb", "percent": "%2e%2e%2fsecret",
    "url": "file:///etc/passwd", "lookalike": "..\u2215secret", "long": "x" * 5_000, "star": "*", "dot": "a.b",
    "leading-dot": ".git", "jinja": "{{ x }}", "typst": "#read(\"x\")", "quote": "a\"b'c", "angle": "<x>&",
    "upper": "ABC", "accent": "é", "decomposed": "e\u0301", "now": "now", "number": "1", "equals": "a=b", "slash": "/",
}
# These are tried in every key; of the others, each key has a third.
IN_EVERY_KEY = {"up", "up-to-file", "absolute", "parent", "folder", "backslash", "empty", "escape", "override", "long"}
# Every key and name of the data: the file, the piece that holds it, and the piece with `NAME` in its place.
KEYS = {
    "report/name": ("data/report.toml", 'name = "small"', "name = NAME"),
    "report/part": ("data/report.toml", 'key = "one"', "key = NAME"),
    "report/point": ("data/report.toml", 'key = "trust"', "key = NAME"),
    "report/graph": ("data/report.toml", 'key = "colours"', "key = NAME"),
    "report/question": ("data/report.toml", 'question = "colours"', "question = NAME"),
    "report/language": ("data/report.toml", 'language = "en"', "language = NAME"),
    "report/abbreviation": ("data/report.toml", "UN = ", "NAME = "),
    "report/check": ("data/report.toml", "graph-not-mentioned = ", "NAME = "),
    "report/order": ("data/report.toml", 'order = ["alpha", ', "order = [NAME, "),
    "survey/question": ("data/survey.toml", 'id = "again"', "id = NAME"),
    "survey/option": ("data/survey.toml", 'key = "yes"', "key = NAME"),
    "survey/framework": ("data/survey.toml", 'framework = "colours"', "framework = NAME"),
    "framework/item": ("data/frameworks/colours.toml", 'key = "green"', "key = NAME"),
    "framework/colour": ("data/frameworks/colours.toml", 'colour = "#C5192D"', "colour = NAME"),
    "mechanisms/key": ("data/mechanisms.toml", "[delta]", "[NAME]"),
    "mechanisms/link": ("data/mechanisms.toml", '"https://example.org/alpha"', "NAME"),
    "published/respondent": ("data/published.toml", '"gamma"', "NAME"),
    "published/option": ("data/published.toml", "red = ", "NAME = "),
    "response/mechanism": ("data/responses/beta.toml", '"beta"', "NAME"),
    "response/source-text": ("data/responses/beta.toml", '"received/beta.txt"', "NAME"),
    "response/question": ("data/responses/beta.toml", "remarks = ", "NAME = "),
    "response/point": ("data/responses/beta.toml", '"trust"', "NAME"),
    "submissions/process": ("data/submissions.toml", "forum", "NAME"),
    "submissions/part": ("data/submissions.toml", '"one"', "NAME"),
    "submissions/file-name": ("data/submissions.toml", 'file-name = "forum"', "file-name = NAME"),
    "errata/id": ("data/errata.toml", '"part"', "NAME"),
    "errata/file": ("data/errata.toml", '"data/report.toml"', "NAME"),
}
# Files whose names are keys.
FILES = {
    "response": ("data/responses/", ".toml", 'mechanism = "delta"\n'),
    "framework": ("data/frameworks/", ".toml", 'name = "N"\nlabel = "L"\n'),
    "data": ("data/", ".toml", "x = 1\n"),
    "template": ("templates/", ".md", "Text.\n"),
    "font": ("fonts/", ".ttf", "no font"),
    "licence": ("fonts/", ".txt", "licence"),
}
FILE_NAMES = {
    "escape": "a\x1b[31mb", "lines": "a\nb", "override": "a\u202eb", "blank": "a b", "option": "--help", "long": "x" * 240,
    "quote": "a\"b", "backslash": "a\\b", "jinja": "{{ x }}", "typst": "#x", "angle": "<x>&", "copy": "alpha (1)",
    "not-utf-8": "a\udcffb", "delete": "a\x7fb", "vertical-tab": "a\x0bb", "next-line": "a\x85b", "tag": "a\U000e0041b",
}
# Every argument that takes a name.
ARGUMENTS = {
    "project": lambda name: check("--project", name),
    "for": lambda name: build("--for", name),
    "as-of": lambda name: build("--as-of", name, exits=(2,)),
    "from": lambda name: diff("--from", name),
    "to": lambda name: diff("--to", name),
    "issue": lambda name: issue(name, exits=(0, 2)),
    "explain": lambda name: explain(name),
    "new": lambda name: Run(("new", "response", name), exits=(0, 2)),
    "new-name": lambda name: Run(("new", "response", name, "--name", "Omega"), exits=(0, 2)),
    "accept": lambda name: errata("accept", name, "--by", "The Office", exits=(0, 2)),
    "init-name": lambda name: Run(("init", "out/new", "--name", name), exits=(0, 2)),
    "engine": lambda name: build("--engine", name, exits=(2,)),
    "time-limit": lambda name: build("--time-limit", name),
    "command": lambda name: Run((name,)),
}
OUT = {"up": "../elsewhere", "file": "data/report.toml", "templates": "templates", "data": "data", "here": ".",
       "deep": "a/" * 100, "long": "x" * 5_000, "device": "/dev/null", "proc": "/proc/self", "option": "--help", "empty": ""}


def cases():
    """All cases of this kind."""
    return [*key_cases(), *file_cases(), *argument_cases()]


def key_cases():
    for number, (field, (file, old, new)) in enumerate(KEYS.items()):
        for other, (name, value) in enumerate(NAMES.items()):
            if name not in IN_EVERY_KEY and (number + other) % 3:
                continue
            change = ("replace", file, old, new.replace("NAME", toml(value)))
            options = ("--for", "forum") if field == "submissions/file-name" else ()
            yield Case(f"names/key/{field}/{name}", (change,), (build(*options, exits=(0, 1, 2)),))


def file_cases():
    for kind, (folder, ending, content) in FILES.items():
        for name, value in FILE_NAMES.items():
            change = ("write", folder + value + ending, content)
            runs = (build(exits=(0, 1)), issue(exits=(0, 1))) if kind in ("template", "licence") else (check(exits=(0, 1)),)
            yield Case(f"names/file/{kind}/{name}", (change,), runs)


def argument_cases():
    for argument, run in ARGUMENTS.items():
        # No command changes what another needs: one project is enough for all names.
        values = [value for value in NAMES.values() if argument != "command" or value not in ("", "--help")]
        yield Case(f"names/argument/{argument}", (), tuple(run(value) for value in values), start="issued")
    for name, value in OUT.items():
        owned = {"up": ("elsewhere", "elsewhere/*"), "here": ("project/*",), "deep": ("project/a", "project/a/*")}
        own = owned.get(name, (f"project/{value}/*", f"project/{value}"))
        # The folder may be any; the files that are already there are the person's.
        yield Case(f"names/out/{name}", (), (build("--out", value),), owned=own)
    values = [value for name, value in NAMES.items() if name not in ("up", "up-to-file")]
    runs = tuple(Run(("init", f"out/below/{value}"), exits=(0, 2, 3)) for value in values)
    yield Case("names/argument/init", (), runs)
    runs = tuple(Run(("init", name), exits=(2, 3)) for name in ["../beside/secret.txt", "/etc/passwd", "", ".", "/"])
    yield Case("names/argument/init-in-place", (), runs)


def toml(value):
    """A text as TOML writes it."""
    escaped = "".join(c if 0x20 <= ord(c) < 0x7F and c not in '"\\' else f"\\U{ord(c):08X}" for c in value)
    return f'"{escaped}"'
