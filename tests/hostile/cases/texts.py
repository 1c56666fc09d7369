"""What is typed into the texts of the data: control characters, code, long texts; and numbers."""

from case import Case, Run, build, check, diff, explain, issue, refused
from project import TEXT_FILES, source, text_fields

# Characters that no report can carry, or that hide what is read.
UNFIT = [
    *[code for code in range(0x20) if code not in (0x09, 0x0A)], *range(0x7F, 0xA0),
    *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFF9, 0xFFFA, 0xFFFB, 0xFFFE, 0xFFFF, 0xFDD0, 0xE000, 0xF8FF,
    0xE0001, 0xE0041, 0xE007F, 0xF0000, 0x10FFFF, 0x1FFFE,
]
# What is code in a format that the text goes through. `9` times `1234567` must never be worked out.
PRODUCT = "11111103"
CODE = {
    "jinja-expression": "{{ 1234567 * 9 }}",
    "jinja-statement": "{% for x in [1] %}{{ 1234567 * 9 }}{% endfor %}",
    "jinja-include": "{% include 'beside/secret.txt' %}",
    "jinja-comment": "{# left out #}",
    "jinja-raw": "{% raw %}{{ 1234567 * 9 }}{% endraw %}",
    "typst-expression": "#(1234567 * 9)",
    "typst-block": "#{ 1234567 * 9 }",
    "typst-read": "#read(\\\"../../beside/secret.txt\\\")",
    "typst-panic": "#panic(1234567 * 9)",
    "typst-loop": "#while true {}",
    "typst-import": "#import \\\"@preview/a:1.0.0\\\": *",
    "typst-math": "$ 1234567 times 9 $",
    "typst-math-open": "$",
    "typst-label": "<point-trust>",
    "typst-reference": "@point-trust",
    "typst-comment": "// left out",
    "typst-comment-open": "/* left out",
    "typst-bracket": "] #(1234567 * 9) [",
    "typst-quote": "\\\") #(1234567 * 9) (\\\"",
    "typst-backslash": "\\\\",
    "typst-unicode": "\\\\u{41}",
    "typst-raw": "```typ #(1234567 * 9) ```",
    "xml-element": "<w:p><w:r><w:t>x</w:t></w:r></w:p>",
    "xml-end": "</w:t></w:r></w:p></w:body>",
    "xml-cdata": "]]>",
    "xml-entity": "&amp;&#65;&lt;",
    "xml-unknown-entity": "&unknown; & <",
    "xml-doctype": "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;",
    "html-script": "<script>alert(1)</script>",
    "word-field": "{ INCLUDETEXT \\\"beside/secret.txt\\\" }",
    "spreadsheet-formula": "=1234567*9",
    "format-string": "%s%n{0}{}",
    "shell": "$(touch beside/made) `touch beside/made`",
    "figure-words": "{n} {share} {held} {name}",
    "markdown-image": "![x](../beside/secret.txt)",
    "markdown-file-link": "[x](file:///etc/passwd)",
    "markdown-script-link": "[x](javascript:alert(1))",
    "markdown-reference": "[x][1]\\n\\n[1]: ../beside/secret.txt",
    "markdown-heading": "\\n\\n# Heading\\n\\n",
    "markdown-table": "\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |\\n",
    "markdown-footnote": "[^a]\\n\\n[^a]: a note",
    "marker": "\\uE000",
}
# Texts that must be printed as they are typed where a build succeeds.
PRINTED_AS_TYPED = {
    "jinja-expression": "{{ 1234567 * 9 }}", "jinja-comment": "{# left out #}", "typst-expression": "#(1234567 * 9)",
    "typst-block": "#{ 1234567 * 9 }", "typst-loop": "#while true {}", "typst-reference": "@point-trust",
    "spreadsheet-formula": "=1234567*9", "typst-comment": "// left out",
}
LONG = {
    "word": ("x" * 100_000, (0, 1)),
    "words": ("word " * 100_000, (0, 1)),
    "combining-marks": ("a" + "\u0301" * 20_000, (0, 1)),
    "emoji": ("\U0001f469\u200d" * 5_000, (0, 1)),
    "blanks": (" " * 200_000, (0, 1)),
    "lines": ("line\\n" * 20_000, (0, 1)),
    "paragraphs": ("line\\n\\n" * 5_000, (0, 1)),
    "digits": ("9" * 50_000, (0, 1)),
    "quotation-marks": ("“”" * 10_000, (0, 1)),
    "joiners": ("a\u200d\u200b\u00ad" * 10_000, (0, 1)),
}
LONG_FIELDS = [("data/report.toml", "title"), ("data/report.toml", "caption"), ("data/report.toml", "text"),
               ("data/mechanisms.toml", "name"), ("data/responses/alpha.toml", "text")]
# Every number of the data: file, what comes before it, the number.
NUMBERS = {
    "edition-number": ("data/report.toml", "number = ", "1"),
    "message-number": ("data/report.toml", "message-number = ", "1"),
    "invited": ("data/survey.toml", "invited = ", "6"),
    "item-number": ("data/frameworks/colours.toml", "number = ", "1"),
    "response-rate": ("data/published.toml", "percent = ", "50"),
    "base": ("data/published.toml", "base = ", "3"),
    "count": ("data/published.toml", "red = { count = ", "3"),
    "percent": ("data/published.toml", "red = { count = 3, percent = ", "100"),
    "most-words": ("data/submissions.toml", "most = ", "10_000"),
    "under-megabytes": ("data/submissions.toml", "under = ", "10"),
    "page-width": ("templates/word.toml", "width = ", "210"),
    "page-left": ("templates/word.toml", "left = ", "54"),
    "contents-levels": ("templates/word.toml", "contents = ", "3"),
    "font-size": ("templates/word.toml", "size = ", "10.5"),
}
BIG = {
    "zero": "0", "minus": "-1", "thousand": "1000", "million": "1_000_000", "32-bit": "2147483647",
    "four-thousand-million": "4000000000", "unsigned-32-bit": "4294967295", "33-bit": "4294967296",
    "64-bit": "9223372036854775807", "unsigned-64-bit": "18446744073709551615", "digits": "9" * 400,
    "hexadecimal": "0xffffffff", "infinite": "inf", "not-a-number": "nan", "float": "1e308", "tiny": "1e-308",
    "text": "\"1\"", "list": "[1]", "date": "2024-01-01", "true": "true",
}
# The days of the data, and days that break what counts with them.
DAYS = [("data/report.toml", "date = 2024-06-30"), ("data/responses/beta.toml", "received = 2024-05-20"),
        ("data/errata.toml", "on = 2024-06-01")]
BROKEN_DAYS = ["0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2024-02-30", "2023-02-29", "1969-12-31",
               "2024-06-30T24:00:00", "2024-06-30T23:59:60Z", "23:59:59", "\"2024-06-30\"", "-2024-06-30"]


def cases():
    """All cases of this kind."""
    return [*unfit_cases(), *code_cases(), *long_cases(), *number_cases(), *day_cases(), *argument_texts()]


def everywhere(payload):
    """Puts a text into every free text of the data."""
    return tuple(
        ("poison", file, payload, tuple(index for name, index, _ in text_fields() if name == file)) for file in TEXT_FILES
    )


def unfit_cases():
    for code in UNFIT:
        escaped = f"\\U{code:08X}"
        yield Case(f"texts/unfit/everywhere/{code:04X}", everywhere(escaped), (refused(check(), "unfit-character"),))
        change = ("append", "templates/points.md", f"\nWord{chr(code)}s.\n")
        # A mark before a file is read as such; a return character ends a line.
        run = check(exits=(0, 1)) if code in (0x0D, 0xFEFF, 0) else refused(check(), "unfit-character", "template-syntax")
        yield Case(f"texts/unfit/template/{code:04X}", (change,), (run,))
    for number, (file, index, key) in enumerate(text_fields()):
        code = UNFIT[number % len(UNFIT)]
        name = f"texts/unfit/field/{file.removeprefix('data/')}/{index}-{key}/{code:04X}"
        run = refused(check("--format", "json"), "unfit-character")
        yield Case(name, (("poison", file, f"\\U{code:08X}", (index,)),), (run,))
    for code in [0x00, 0x01, 0x1B, 0x7F, 0x85, 0x9B, 0x202E, 0xE0041]:
        for file in TEXT_FILES:
            index = next(index for name, index, _ in text_fields() if name == file)
            change = ("poison", file, chr(code), (index,))
            codes = ("unfit-character", "toml-syntax", "not-utf-8", "broken-lines")
            yield Case(f"texts/unfit/raw/{file.removeprefix('data/')}/{code:04X}", (change,), (refused(check(), *codes),))


def code_cases():
    for name, payload in CODE.items():
        present = (PRINTED_AS_TYPED[name],) if name in PRINTED_AS_TYPED else ()
        runs = (build(exits=(0, 1)), check(exits=(0, 1)))
        yield Case(f"texts/code/everywhere/{name}", everywhere(" " + payload), runs, absent=(PRODUCT,), present=present)
    together = " {{ 1234567 * 9 }} #(1234567 * 9) = {% x %} &amp @x {n}"
    for file, index, key in text_fields():
        change = ("poison", file, together, (index,))
        name = f"texts/code/field/{file.removeprefix('data/')}/{index}-{key}"
        yield Case(name, (change,), (build(exits=(0, 1)),), absent=(PRODUCT,))


def long_cases():
    for name, (payload, exits) in LONG.items():
        for file, key in LONG_FIELDS:
            index = next(index for path, index, found in text_fields() if path == file and found == key)
            change = ("poison", file, payload, (index,))
            yield Case(f"texts/long/{file.removeprefix('data/')}/{key}/{name}", (change,), (check(exits=exits),))
    for file, key in LONG_FIELDS:
        index = next(index for path, index, found in text_fields() if path == file and found == key)
        change = ("poison", file, "long " * 2_000, (index,))
        yield Case(f"texts/long/build/{file.removeprefix('data/')}/{key}", (change,), (build(exits=(0, 1)),))


def number_cases():
    for index, (field, (file, before, number)) in enumerate(NUMBERS.items()):
        assert before + number in source(file), f"{before}{number} is not in {file}"
        for other, (name, big) in enumerate(BIG.items()):
            # Each field has a third of the values that are no whole numbers.
            if not big.lstrip("-").replace("_", "").isdigit() and (index + other) % 3:
                continue
            change = ("replace", file, before + number, before + big)
            options = ("--for", "forum") if file == "data/submissions.toml" else ()
            yield Case(f"texts/number/{field}/{name}", (change,), (build(*options, exits=(0, 1)),))
    for field in ["message-number", "invited"]:
        file, before, number = NUMBERS[field]
        change = ("replace", file, before + number, before + "2147483647")
        for run in [check(exits=(0, 1)), diff(exits=(0, 1)), explain("response-rate.share", exits=(0, 1))]:
            yield Case(f"texts/number/{field}/{run.arguments[0]}", (change,), (run,), start="issued")
    for number in ["4000000000", "-1", "1e308", "99999999999999999999999", "'x'", "none", "true", "[]"]:
        change = ("append", "templates/report.md", f"\n1. {{{{ numbered({number}) }}}}An item.\n")
        yield Case(f"texts/number/numbered/{number}", (change,), (build(exits=(0, 1)),))


def day_cases():
    for file, day in DAYS:
        key = day.split(" = ")[0]
        for broken in BROKEN_DAYS:
            change = ("replace", file, day, f"{key} = {broken}")
            name = f"texts/day/{file.removeprefix('data/')}/{key}/{broken.strip(chr(34))}{'-text' if chr(34) in broken else ''}"
            yield Case(name, (change,), (build(exits=(0, 1)),))
    for epoch in ["", "-1", "x", "253402300799", "253402300800", "9223372036854775807", "99999999999999999999", "1e9"]:
        yield Case(f"texts/day/epoch/{epoch or 'empty'}", (("replace", "data/report.toml", "date = 2024-06-30\n", ""),),
                   (build(environment=(("SOURCE_DATE_EPOCH", epoch),)),))


def argument_texts():
    """Control characters in arguments that are kept or printed."""
    changed = ("replace", "data/responses/alpha.toml", "A yearly meeting.", "A monthly meeting.")
    for code in [0x01, 0x0B, 0x0C, 0x0D, 0x1B, 0x7F, 0x85, 0x9B, 0x202E, 0xFFFE, 0xE0041]:
        text = f"a{chr(code)}b"
        run = issue("ed2", "--note", text, exits=(2,))
        yield Case(f"texts/argument/note/{code:04X}", (changed,), (run, diff(exits=(0,))), start="issued")
        runs = (
            explain(text), build("--for", text), check("--project", text), diff("--from", text), issue(text, exits=(2,)),
            build("--out", f"out/{text}", exits=(0, 2, 3)),
        )
        yield Case(f"texts/argument/others/{code:04X}", (), runs, start="issued")
        new = Run(("new", "response", "omega", "--name", text), exits=(2,))
        yield Case(f"texts/argument/name/{code:04X}", (), (new, check(exits=(0,))))
        by = Run(("errata", "accept", "part", "--by", text), exits=(1, 2))
        yield Case(f"texts/argument/by/{code:04X}", (), (by, check(exits=(0,))))
        init = Run(("init", "out/new", "--title", text, "--organization", text), exits=(2,))
        yield Case(f"texts/argument/title/{code:04X}", (), (init,))
