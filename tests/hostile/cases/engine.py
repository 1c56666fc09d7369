"""`typst` programs that misbehave: TYPST is the real one and VERSION what it says of itself."""

from case import CANARY, Case, build, issue

HEAD = '#!/bin/sh\nif [ "$1" = --version ]; then echo "VERSION"; exit 0; fi\nfor word; do case "$word" in *.typ) pdf="${word%.typ}.pdf"; esac; done\n'
# Exit code 0, and no PDF that can be right.
WRONG = {
    "no-file": "exit 0", "empty": ': > "$pdf"', "garbage": 'head -c 5000 /dev/urandom > "$pdf"', "text": 'echo hello > "$pdf"',
    "head-only": 'printf "%%PDF-1.7\\n" > "$pdf"', "head-and-end": 'printf "%%PDF-1.7\\n%%%%EOF\\n" > "$pdf"', "folder": 'mkdir "$pdf"', "pipe": 'mkfifo "$pdf"', "zero": 'ln -s /dev/zero "$pdf"', "link-to-nothing": 'ln -s nowhere "$pdf"',
    "link-out": 'ln -s "$HOME/../beside/paper.pdf" "$pdf"', "huge": 'truncate -s 1500M "$pdf"',
    "cut": 'TYPST "$@" && head -c 9000 "$pdf" > x && mv x "$pdf"', "no-end": 'TYPST "$@" && size=$(wc -c < "$pdf") && head -c $((size - 900)) "$pdf" > x && mv x "$pdf"',
    "zeros-after-head": 'printf "%%PDF-1.7\\n" > "$pdf"; head -c 100000 /dev/zero >> "$pdf"', "locked": 'TYPST "$@"; chmod 0 "$pdf"', "other-name": 'TYPST "$@"; mv "$pdf" other.pdf', "folder-removed": 'cd /; rm -rf "$OLDPWD"',
}
# What fails.
FAILS = {
    "silent": "exit 1", "killed": "kill -9 $$", "segment": "kill -SEGV $$", "abort": "kill -ABRT $$", "code-255": "exit 255", "control": 'printf "error: a\\033[2Jb\\007\\302\\233\\n" >&2; exit 1', "not-utf-8": 'printf "error: \\377\\376\\n" >&2; exit 1',
    "long-line": 'head -c 3000000 /dev/zero | tr "\\0" x >&2; exit 1', "many-errors": 'yes "small-edition-1.typ:1:1: error: x" | head -n 200000 >&2; exit 1', "no-place": 'echo "small-edition-1.typ:999999999:999999999: error: x" >&2; exit 1', "place-of-64-bit": 'echo "small-edition-1.typ:99999999999999999999:1: error: x" >&2; exit 1',
    "place-within-a-character": 'echo "small-edition-1.typ:1:2: error: x" >&2; echo "small-edition-1.typ:0:0: error: x" >&2; exit 1', "override": 'printf "error: a\\342\\200\\256b\\n" >&2; exit 1', "gigabyte-and-fails": 'head -c 1000000000 /dev/zero | tr "\\0" x >&2; exit 1', "standard-output": 'head -c 300000000 /dev/zero | tr "\\0" x; exit 1',
}
# What works, and says too much or leaves something.
WORKS = {
    "warns": 'TYPST "$@"; printf "warning: a\\033[2Jb\\n" >&2', "gigabyte": 'TYPST "$@"; head -c 1000000000 /dev/zero | tr "\\0" x >&2', "gigabyte-of-lines": 'TYPST "$@"; yes "warning: x" | head -n 20000000 >&2',
}
HANGS = {
    "sleep": "exec sleep 1000", "child": "sleep 1000 & sleep 1001", "children-that-go-on": "(sleep 1000 & sleep 1001 & wait) & wait", "busy": "while :; do :; done", "ignores-signals": "trap '' TERM INT HUP; while :; do sleep 1; done",
    "endless-error": "yes >&2", "endless-output": "yes",
}
VERSIONS = {
    "nothing": "exit 0", "garbage": "head -c 1000 /dev/urandom", "control": 'printf "typst 0\\033[2J.1\\n"', "other": 'echo "typst 9.9.9"', "fails": "exit 1", "killed": "kill -9 $$", "hangs": "exec sleep 1000", "child-hangs": "sleep 1000 & exit 0", "endless": "yes", "gigabyte": 'head -c 1000000000 /dev/zero | tr "\\0" x',
    "long": 'printf "typst "; head -c 1000000 /dev/zero | tr "\\0" x', "not-utf-8": 'printf "typst \\377\\n"', "one-word": "echo typst", "lines": 'printf "typst\\n0.0.0\\n"', "override": 'printf "typst a\\342\\200\\256b\\n"',
}


def cases():
    """All cases of this kind."""
    found = []
    for name, script in HANGS.items():
        found.append(Case(f"engine/hangs/{name}", (), (build("--time-limit", "2", exits=(1, 3)),), typst=HEAD + script + "\n"))
    for name, script in VERSIONS.items():
        text = f'#!/bin/sh\nif [ "$1" = --version ]; then {script}; exit; fi\nexec TYPST "$@"\n'
        found.append(Case(f"engine/version/{name}", (), (build("--time-limit", "2", exits=(0, 3) if name == "child-hangs" else (3,)),), typst=text))
    for name, script in WRONG.items():
        runs = (build(exits=(1, 3)), issue(exits=(1, 3)))
        outside = ("write", "../beside/paper.pdf", f"%PDF-1.7\n{CANARY}\n%%EOF\n")
        found.append(Case(f"engine/wrong/{name}", (outside,), runs, typst=HEAD + script + "\n"))
    for name, script in FAILS.items():
        found.append(Case(f"engine/fails/{name}", (), (build(exits=(1, 3)),), typst=HEAD + script + "\n"))
    for name, script in WORKS.items():
        found.append(Case(f"engine/works/{name}", (), (build(exits=(0, 3)),), typst=HEAD + script + "\n"))
    found.append(Case("engine/works/leaves-a-child", (), (build(exits=(0,)),), typst=HEAD + 'TYPST "$@"; sleep 1000 &\n'))
    found.append(Case("engine/no-program/text", (), (build(exits=(3,)),), typst="no program"))
    found.append(Case("engine/no-program/other-interpreter", (), (build(exits=(3,)),), typst="#!/nowhere/sh\n"))
    found.append(Case("engine/no-program/empty", (), (build(exits=(3,)),), typst="\0"))
    for limit in ["0", "1", "18446744073709551615", "18446744073709551616", "-1", "1.5", "x"]:
        exits = {"0": (2, 3), "1": (0, 3), "18446744073709551615": (0, 2)}.get(limit, (2,))
        found.append(Case(f"engine/time-limit/{limit}", (), (build("--time-limit", limit, exits=exits),)))
    variables = (("TYPST_FONT_PATHS", "/nowhere"), ("TYPST_ROOT", "/nowhere"), ("TYPST_FEATURES", "x"), ("TYPST_IGNORE_SYSTEM_FONTS", "x"))
    found.append(Case("engine/environment", (), (build(exits=(0,), environment=variables),)))
    for path in ["", ".", "relative", ":::", "/nowhere", "\u202e"]:
        found.append(Case(f"engine/path/{path.encode().hex() or 'empty'}", (), (build(exits=(3,), environment=(("PATH", path),)),)))
    return found
