#!/usr/bin/env python3
"""Computes every figure of this made-up survey from its files alone, and compares them with a figures.csv:
compute.py PROJECT FIGURES.CSV. It shares no code with rapporteur, and no library but Python's own."""
import csv, glob, os, sys, tomllib
from decimal import ROUND_HALF_UP, Decimal

project, figures = sys.argv[1:]
read = lambda path: tomllib.load(open(path, "rb"), parse_float=Decimal)
survey = read(f"{project}/data/survey.toml")
people = read(f"{project}/data/respondents.toml")
answers = {}
for path in sorted(glob.glob(f"{project}/data/responses/*.toml"), key=lambda path: os.path.basename(path).removesuffix("toml")):
    file = read(path)
    mine = answers.setdefault(file["respondent"], {})
    for name, value in file.get("answers", {}).items():
        if isinstance(value, dict) and isinstance(mine.get(name), dict) and name == "usefulness":
            value = mine[name] | value
        mine[name] = value

rounded = lambda number, places: number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
percent = lambda part, whole: f"{rounded(Decimal(100 * part) / whole, 0)}%" if whole else ""
expected = {}

def put(key, **cells):
    expected[key] = {name: str(cell) for name, cell in cells.items() if cell != "" and cell is not None}

def statistics(numbers, places):
    if not numbers: return {}
    numbers = sorted(numbers)
    half = (numbers[(len(numbers) - 1) // 2] + numbers[len(numbers) // 2]) / Decimal(2)
    return {"mean": rounded(sum(numbers, Decimal(0)) / len(numbers), places), "median": rounded(half, places),
            "least": numbers[0], "greatest": numbers[-1], "sum": sum(numbers, Decimal(0))}

def chosen(value):
    """The options of an answer; None if it was not answered."""
    if value is None or value == "": return None
    if isinstance(value, dict):
        picked = [key for key, yes in value.items() if yes is True or (isinstance(yes, str) and yes)]
        return picked or None
    if isinstance(value, list): return [next(iter(one)) if isinstance(one, dict) else one for one in value]
    return [value]

def ranked(value):
    if isinstance(value, dict):
        value = [key for _, key in sorted((rank, key) for key, rank in value.items() if rank)]
    return value or None

def question(key, question, given, of):
    """The figures of one question, of the respondents in `of`."""
    given = {who: given(who) for who in of}
    given = {who: value for who, value in given.items() if value is not None}
    kind, places = question["kind"], question.get("decimals", 1)
    if kind == "number":
        put(key, base=len(given), **statistics(list(given.values()), places))
        return
    options = question["options"] + ([{"key": "other"}] if question.get("other") else [])
    silent = [option["key"] for option in options if option.get("counts") is False]
    base = sum(1 for value in given.values() if not set(value) & set(silent))
    worth = {option["key"]: Decimal(option["value"]) for option in options if "value" in option}
    numbers = [worth[value[0]] for value in given.values() if value[0] in worth] if worth else []
    put(key, base=base, **statistics(numbers, places))
    for option in options:
        name = option["key"]
        picks = [value[:1] if kind == "ranking" else value for value in given.values()]
        count = sum(1 for value in picks if name in value)
        ranks = [Decimal(value.index(name) + 1) for value in given.values() if name in value]
        mean = statistics(ranks, places).get("mean") if kind == "ranking" else None
        put(f"{key}.{name}", count=count, base=base, share="" if name in silent else percent(count, base), mean=mean)

everybody = list(answers)
def asked(entry):
    if entry["kind"] == "text" or entry.get("print") is False: return []
    if "items" in entry:
        return [(f"{entry['id']}/{item['key']}",
                 lambda who, item=item["key"]: chosen(answers[who].get(entry["id"], {}).get(item))) for item in entry["items"]]
    pick = {"number": lambda value: None if value in (None, "") else Decimal(value), "ranking": ranked}.get(entry["kind"], chosen)
    return [(entry["id"], lambda who: pick(answers[who].get(entry["id"])))]

for entry in survey["question"]:
    for key, given in asked(entry):
        question(key, entry, given, everybody)

# What later answers can't move stays as published: a median, and the mean of ranks.
if os.path.exists(f"{project}/data/published.toml"):
    published = read(f"{project}/data/published.toml")
    for name, entry in published.items():
        if name == "respondents": continue
        for key, part in [(name, entry)] if "base" in entry else [(f"{name}/{item}", one) for item, one in entry.items()]:
            kind = next(one["kind"] for one in survey["question"] if one["id"] == name)
            if kind == "number": expected[key]["median"] = str(part["median"])
            for option, cells in part.get("options", {}).items():
                if "mean" in cells: expected[f"{key}.{option}"]["mean"] = str(cells["mean"])

put("respondents", count=len(everybody))
put("response-rate", count=len(everybody), base=survey["invited"], share=percent(len(everybody), survey["invited"]))
for attribute in survey["attribute"]:
    for option in attribute["options"]:
        name, value = attribute["key"], option["key"]
        of = [who for who in everybody if people[who].get(name) == value]
        base = sum(1 for one in people.values() if one.get(name) == value)
        put(f"respondents@{name}={value}", count=len(of))
        put(f"response-rate@{name}={value}", count=len(of), base=base, share=percent(len(of), base))

def of_round(year, earlier):
    """The figures of an earlier round as it published them, and how far those now are from these."""
    put(f"respondents#{year}", count=earlier["respondents"])
    rate = earlier.get("response-rate", {}).get("percent")
    put(f"response-rate#{year}", base=earlier["invited"], share=f"{rate}%" if rate else None)
    for entry in survey["question"]:
        for key, _ in asked(entry):
            part = earlier
            for name in key.split("/"): part = part.get(name, {})
            if not part: continue
            populations = {"": part}
            for by, groups in part.get("by", {}).items():
                sizes = {value: one["base"] for value, one in groups.items()}
                sizes[None] = part["base"] - sum(sizes.values())
                hidden = too_small({value: size for value, size in sizes.items() if size})
                populations |= {f"@{by}={value}": one for value, one in groups.items() if value not in hidden}
            if "answered-both" in part: put(f"{key}#{year}.answered-both", count=part["answered-both"])
            for population, part in populations.items(): published_then(f"{key}{population}", year, entry, part)

def published_then(key, year, entry, part):
    """The figures of a question in an earlier round, of all or of a group, and how far those now are from these."""
    base, today = part.get("base"), lambda key, name: expected.get(key, {}).get(name)
    cells = {name: part[name] for name in ("mean", "median", "least", "greatest", "sum") if name in part}
    worth = {option["key"]: Decimal(option["value"]) for option in entry.get("options", []) if "value" in option}
    counts = {name: part.get("options", {}).get(name, {}).get("count") for name in worth}
    if worth and None not in counts.values():
        cells = statistics([value for name, value in worth.items() for _ in range(counts[name])], entry.get("decimals", 1)) | cells
    moved = {f"{name}-change": Decimal(today(key, name)) - then for name, then in cells.items() if today(key, name)}
    put(f"{key}#{year}", base=base, **cells, **moved)
    for option in entry.get("options", []) + ([{"key": "other"}] if entry.get("other") else []):
        name, was = option["key"], part.get("options", {}).get(option["key"], {})
        share = f"{was['percent']}%" if "percent" in was else ""
        if "percent" not in was and "count" in was and option.get("counts") is not False: share = percent(was["count"], base)
        now, mean = today(f"{key}.{name}", "share"), today(f"{key}.{name}", "mean")
        plain = share and now and "relation" not in was
        put(f"{key}#{year}.{name}", count=was.get("count"), base=base, mean=was.get("mean"),
            share=f"{was['relation']} {share}" if "relation" in was else share,
            change=int(now[:-1]) - int(share[:-1]) if plain else None,
            **({"mean-change": Decimal(mean) - was["mean"]} if mean and "mean" in was else {}))

def too_small(sizes):
    """The groups that are not shown: those below the limit, and others until these are not one alone, nor together below it."""
    small = [value for value, size in sizes.items() if size < survey["suppress-below"]]
    rest = sorted((value for value, size in sizes.items() if value not in small), key=sizes.get)
    while small and rest and (len(small) == 1 or sum(sizes[value] for value in small) < survey["suppress-below"]):
        small.append(rest.pop(0))
    return small

def broken_down(asked_for, entry, by, groups):
    """A question by groups; those below the limit are not shown, and what is not shown is together not below it."""
    for key, given in asked(entry):
        if key != asked_for: continue
        silent = {option["key"] for option in entry.get("options", []) if option.get("counts") is False}
        answers = {value: [given(who) for who in of if given(who) is not None] for value, of in groups.items()}
        sizes = {value: sum(1 for one in given if not (silent and set(one) & silent)) for value, given in answers.items() if given}
        small = too_small(sizes)
        for value, of in groups.items():
            if value not in small: question(f"{key}@{by}={value}", entry, given, of)

entries = {entry["id"]: entry for entry in survey["question"]}
for graph in read(f"{project}/data/report.toml")["graph"]:
    if by := graph.get("by"):
        kind = next(one for one in survey["attribute"] + survey["question"] if by in (one.get("key"), one.get("id")))
        value = lambda who: people[who].get(by) or answers[who].get(by)
        groups = {option["key"]: [who for who in everybody if value(who) == option["key"]] for option in kind["options"]}
        broken_down(graph["question"], entries[graph["question"].split("/")[0]], by, groups)

for path in sorted(glob.glob(f"{project}/data/earlier/*.toml")):
    of_round(os.path.basename(path).removesuffix(".toml"), read(path))

found = {row["id"]: {name: cell for name, cell in row.items() if name not in ("id", "label", "state") and cell}
         for row in csv.DictReader(open(figures, encoding="utf-8-sig", newline=""))}
found = {key: row for key, row in found.items() if ".rank." not in key}
number = lambda row: {name: Decimal(cell) if "%" not in cell else cell for name, cell in row.items()}
faults = [f"{key}: computed {expected.get(key)}, printed {found.get(key)}" for key in expected.keys() | found.keys()
          if key not in expected or key not in found or number(expected[key]) != number(found[key])]
print("\n".join(sorted(faults)) or f"all {sum(map(len, found.values()))} figures agree")
sys.exit(bool(faults))
