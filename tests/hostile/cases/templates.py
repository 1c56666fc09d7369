"""Templates, page designs and Markdown that loop, nest or grow."""

from case import Case, build, check, explain, refused
from process import STOPPED_AT

REPORT = "templates/report.md"
POINTS = "templates/points.md"
PAGE = "templates/page.typ"
ALPHA = "data/responses/alpha.toml"
CODES = ("template-error", "template-syntax", "template-undefined", "template-endless", "time-limit", "memory-limit")
# Templates that would never end, or that take more memory than there is.
ENDLESS = {
    "loops": "{% for a in range(100000) %}{% for b in range(10000) %}{% endfor %}{% endfor %}",
    "loops-that-print": "{% for a in range(100000) %}{% for b in range(10000) %}x{% endfor %}{% endfor %}",
    "recursive-macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "doubling-macro": "{% macro m(n) %}{% if n > 0 %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}x{% endmacro %}{{ m(60) }}",
    "recursive-loop": "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
    "includes-itself": "{% include 'templates/report.md' %}",
    "include-circle": "{% include 'templates/points.md' %}",
    "extends-itself": "{% extends 'templates/report.md' %}",
    "imports-itself": "{% import 'templates/report.md' as x %}{{ x }}",
    "doubled-text": "{% set ns = namespace(x='xxxxxxxx') %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}",
    "repeated-text": "{{ 'x' * 10000000000 }}",
    "doubled-list": "{% set ns = namespace(x=[1]) %}{% for i in range(40) %}{% set ns.x = ns.x + ns.x %}{% endfor %}{{ ns.x|length }}",
    "wide-format": "{{ '%1000000000d'|format(1) }}",
    "precise-format": "{{ '%.1000000000f'|format(1.0) }}",
    "indent": "{{ ('a\\nb' * 1000)|indent(100000000) }}",
    "replace": "{% set ns = namespace(x='aaaaaaaaaa') %}{% for i in range(12) %}{% set ns.x = ns.x|replace('a', 'aaaaaaaaaa') %}{% endfor %}{{ ns.x }}",
    "batch": "{{ range(10)|batch(1000000000, 'x')|list|length }}",
    "slice": "{{ range(10)|slice(1000000000)|list|length }}",
    "range": "{{ range(100000)|list|length }}{{ range(10000000000)|list|length }}",
    "power": "{{ 2 ** 100000 }}", "power-of-power": "{{ 10 ** 10 ** 10 }}", "zero": "{{ 1 // 0 }}", "modulo": "{{ 1 % 0 }}",
    "big": "{{ 99999999999999999999999999999999999999999999999999 }}", "minimum": "{{ (-170141183460469231731687303715884105728)|abs }}",
    "join": "{{ (range(100000)|list)|join('x' * 100000) }}",
    "set-block": "{% set x %}{% for i in range(100000) %}{% for j in range(1000) %}xxxxxxxxxx{% endfor %}{% endfor %}{% endset %}{{ x|length }}",
    "nested-lists": "{% set ns = namespace(x=[]) %}{% for i in range(100000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
    "sort": "{{ (range(100000)|list)|sort|reverse|list|length }}" * 50,
    "tojson": "{% set ns = namespace(x=[]) %}{% for i in range(50000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x|tojson }}",
}
# Expressions that nest too deeply for a parser that calls itself.
DEEP = {
    "not": "{{ " + "not " * 100_000 + "1 }}", "minus": "{{ " + "-" * 100_000 + "1 }}", "attributes": "{{ a" + ".a" * 100_000 + " }}",
    "filters": "{{ 'a'" + "|upper" * 100_000 + " }}", "items": "{{ a" + "[0]" * 100_000 + " }}", "brackets": "{{ " + "(" * 100_000 + "1" + ")" * 100_000 + " }}",
    "lists": "{{ " + "[" * 100_000 + "]" * 100_000 + " }}", "maps": "{{ " + "{1:" * 100_000 + " }}", "plus": "{{ 1" + "+1" * 100_000 + " }}",
    "tilde": "{{ 1" + "~1" * 100_000 + " }}", "and": "{{ 1" + " and 1" * 100_000 + " }}", "power": "{{ 1" + "**1" * 100_000 + " }}",
    "calls": "{{ a" + "()" * 100_000 + " }}", "if": "{% if 1 %}" * 50_000 + "{% endif %}" * 50_000, "ternary": "{{ " + "1 if 1 else " * 50_000 + "1 }}",
    "for": "{% for x in [1] %}" * 20_000 + "{% endfor %}" * 20_000, "elif": "{% if 0 %}" + "{% elif 0 %}" * 50_000 + "{% endif %}",
    "tests": "{{ 1" + " is defined" * 50_000 + " }}", "compare": "{{ 1" + " < 2" * 100_000 + " }}", "blocks": "".join(f"{{% block b{n} %}}" for n in range(20_000)),
    "open": "{{ " * 50_000, "open-comment": "{# ", "open-raw": "{% raw %}", "macro": "{% macro m() %}" * 20_000, "with": "{% with a = 1 %}" * 20_000,
    "in": "{{ 1" + " in [1]" * 50_000 + " }}", "not-in-call": "{{ a(" * 50_000 + " }}", "string": "{{ '" + "x" * 1_000_000,
}
# What a template may ask for that is not its own.
FOREIGN = {
    "include-out": "{% include '../beside/secret.txt' %}", "include-absolute": "{% include '/etc/passwd' %}",
    "include-data": "{% include 'data/report.toml' %}", "include-nothing": "{% include 'nothing.md' %}", "include-number": "{% include 1 %}",
    "import-out": "{% from '../beside/secret.txt' import x %}", "unknown-filter": "{{ 1|system }}", "debug": "{{ debug() }}",
    "dunder": "{{ ''.__class__.__mro__ }}", "undefined": "{{ nothing.at.all }}", "figure-nothing": "{{ figure('x.y.z') }}",
    "figure-number": "{{ figure(1) }}", "figure-list": "{{ figure([]) }}", "graph-nothing": "{{ graph('x', 'y') }}", "graph-twice": "{{ graph('colours', 'Graph') }}",
    "option-nothing": "{{ option('x') }}", "ranking-minus": "{{ ranking('colours', -1) }}", "ranking-big": "{{ ranking('colours', 1, 18446744073709551615) }}",
    "ranking-many": "{% for g in ranking('colours', 1, 4294967295) %}{{ g.size }}{% endfor %}", "words-big": "{{ 18446744073709551615|words }}",
    "words-minus": "{{ (-1)|words }}", "words-text": "{{ 'x'|words }}", "claim": "{% do claim(1) %}", "lowerfirst": "{{ ''|lowerfirst }}", "part-nothing": "{{ part('zzz').title }}",
    "print-graph-object": "{{ graph }}", "print-point": "{{ points('one')[0] }}", "print-practice": "{{ practices('one') }}", "numbered-twice": "1. {{ numbered(1) }}{{ numbered(2) }}x",
    "marker": "\ue000\ue001", "control": "{{ '\x01' }}", "escape": "{{ '\\u001b' }}", "escape-private": "{{ '\\ue000' }}", "nul": "{{ '\\u0000' }}",
}
# What a page design may ask of Typst.
TYPST = {
    "text-times": '#("x" * 1000000000)', "text-times-64-bit": '#("x" * 9223372036854775807)', "array-times": "#((1,) * 1000000000).len()",
    "endless": "#while true { }", "endless-content": "#while true [x]", "recursion": "#let f(n) = f(n + 1)\n#f(0)", "long-loop": "#for i in range(1000000000) {}",
    "range": "#range(10000000000).len()", "read-out": '#read("../../beside/secret.txt")', "read-absolute": '#read("/etc/passwd")', "read-project": '#read("../data/report.toml")',
    "image-out": '#image("../../beside/secret.txt")', "include-out": '#include "../../beside/secret.txt"', "package": '#import "@preview/cetz:0.3.1": *',
    "local-package": '#import "@local/x:1.0.0": *', "plugin": '#plugin("x.wasm")', "panic": '#panic("control \\u{1b}[2J and \\u{202e}")', "inputs": "#sys.inputs", "eval": '#eval("1" + "+1" * 100000)',
    "brackets": "#" + "[" * 100_000, "parentheses": "#" + "(" * 100_000, "braces": "#" + "{" * 100_000, "dollars": "$" + "(" * 50_000 + "$", "minus": "#" + "-" * 100_000 + "1", "lists": "".join(" " * n + "- x\n" for n in range(2_000)),
    "huge-page": "#set page(width: 1e300pt)", "zero-page": "#set page(width: 0pt, height: 0pt, margin: 0pt)", "many-pages": "#for i in range(200000) { pagebreak(weak: false); [x] }", "size": "#set text(size: 1e30pt)",
    "loop-of-layout": '#let s = state("s", 0)\n#context { s.update(s.final() + 1) }', "nested-content": "#let x = [a]\n#for i in range(100000) { x = [#x] }\n#x", "string-doubled": '#let x = "x"\n#for i in range(50) { x = x + x }\n#x.len()',
    "decode": '#json(bytes("[" * 100000))', "regex": '#("a" * 100000).matches(regex("(a*)*$"))', "nothing": "", "no-library": "#let page = 1", "not-typst": "]]]]",
}
# Markdown that is deep, wide or circular.
MARKDOWN = {
    "quotations": "> " * 20_000 + "x", "stars": "*" * 50_000, "star-words": "*a " * 20_000, "star-pairs": "*a **b " * 150, "underscores": "_a " * 20_000,
    "brackets": "[" * 50_000, "closed-brackets": "[" * 20_000 + "a" + "]" * 20_000, "links": "[a](" * 20_000, "images": "![" * 20_000, "backticks": "".join("`" * n + " " for n in range(1, 500)),
    "lists": "".join("  " * n + "- x\n" for n in range(1_000)), "ordered": "".join("   " * n + "1. x\n" for n in range(1_000)), "angles": "<" * 50_000, "tags": "<a " * 20_000, "ampersands": "&" * 50_000, "entities": "&#x10FFFF;" * 10_000,
    "null-entity": "&#0; &#1; &#27; &#x9b;", "headings": "# x\n\n" * 5_000, "deep-heading": "#" * 50_000 + " x", "tildes": "~" * 50_000, "footnotes": "[^a]" * 5_000 + "\n\n[^a]: x\n", "footnote-circle": "x[^a]\n\n[^a]: y[^a]\n",
    "footnote-circle-of-two": "x[^a]\n\n[^a]: y[^b]\n\n[^b]: z[^a]\n", "footnote-chain": "x[^0]\n\n" + "".join(f"[^{n}]: y[^{n + 1}]\n\n" for n in range(3_000)), "definitions": "".join(f"[a{n}]: x\n" for n in range(20_000)),
    "table": "|a" * 20_000 + "|\n" + "|-" * 20_000 + "|\n", "big-number": "999999999999999999999. x\n\n4294967295. x\n", "autolinks": "<http://a" * 10_000, "backslashes": "\\" * 50_001, "rule": "-" * 50_000, "html": "<!-- " * 10_000, "line": "x" * 300_000, "blank-lines": "\n" * 100_000 + "x",
    "footnote-in-heading": "# x[^a]\n\n[^a]: y\n", "link-in-heading": "# [x](https://example.org)\n", "emphasis-in-heading": "# *x* **y**\n", "nested-emphasis": "".join("*" if n % 2 else "_" for n in range(4_000)) + "x",
}
# These take too long in more than one program that reads Markdown: so much is enough here.
IN_TEXT = ["quotations", "stars", "star-words", "star-pairs", "underscores", "brackets", "closed-brackets", "links", "images", "backticks", "lists", "angles", "tags", "ampersands", "entities", "null-entity",
           "deep-heading", "footnotes", "footnote-circle", "table", "autolinks", "html", "nested-emphasis", "tildes"]


def cases():
    """All cases of this kind."""
    return [*template_cases(), *typst_cases(), *markdown_cases()]


def template_cases():
    for name, text in ENDLESS.items():
        ends = name in ("range", "sort", "power", "big", "minimum", "nested-lists", "zero", "modulo", "batch", "slice", "tojson")
        run = check(exits=(0, 1), memory=STOPPED_AT)
        run = run if ends else refused(run, *CODES)
        if name == "include-circle":
            yield Case(f"templates/endless/{name}", (("append", POINTS, text),), (run,))
            continue
        yield Case(f"templates/endless/{name}", (("append", REPORT, "\n\n" + text + "\n"),), (run,))
    for name, text in DEEP.items():
        yield Case(f"templates/deep/{name}", (("append", REPORT, "\n\n" + text + "\n"),), (check(exits=(0, 1)),))
        if name in ("not", "brackets", "filters", "if", "plus"):
            yield Case(f"templates/deep/included/{name}", (("append", POINTS, "\n\n" + text + "\n"),), (build(exits=(0, 1)), explain("1")))
    for name, text in FOREIGN.items():
        yield Case(f"templates/foreign/{name}", (("append", REPORT, "\n\n" + text + "\n"),), (build(exits=(0, 1)),))
    for name in ["loops", "doubled-text", "doubling-macro"]:
        yield Case(f"templates/endless/time-limit/{name}", (("append", REPORT, "\n\n" + ENDLESS[name] + "\n"),), (refused(build("--time-limit", "5", memory=STOPPED_AT), *CODES),))


def typst_cases():
    for name, text in TYPST.items():
        change = ("append", PAGE, "\n" + text + "\n") if name != "nothing" else ("write", PAGE, "")
        # A limit of its own: what doesn't end by itself is ended.
        run = build("--time-limit", "4", exits=(0, 1, 3), memory=STOPPED_AT)
        yield Case(f"templates/typst/cli/{name}", (change,), (run,))
        builtin = build("--engine", "builtin", "--time-limit", "4", exits=(0, 1, 3), memory=STOPPED_AT)
        yield Case(f"templates/typst/builtin/{name}", (change,), (builtin,), needs=("builtin",))


def markdown_cases():
    for name, text in MARKDOWN.items():
        yield Case(f"templates/markdown/template/{name}", (("append", REPORT, "\n\n" + text + "\n"),), (check(exits=(0, 1)),))
    for name in IN_TEXT:
        text = "\ntext = '''\n" + MARKDOWN[name] + "\n'''\n"
        yield Case(f"templates/markdown/text/{name}", (("replace", ALPHA, '\ntext = "A yearly meeting."', text),), (check(exits=(0, 1)),))
    for name in ["footnote-circle", "footnotes", "footnote-in-heading", "link-in-heading", "emphasis-in-heading", "null-entity", "star-pairs", "quotations", "lists", "headings", "big-number"]:
        yield Case(f"templates/markdown/build/{name}", (("append", REPORT, "\n\n" + MARKDOWN[name] + "\n"),), (build(exits=(0, 1, 3), memory=STOPPED_AT),))
