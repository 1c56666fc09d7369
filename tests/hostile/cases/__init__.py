"""All cases, in tables by kind."""

from . import engine, files, interrupted, names, templates, texts


def all_cases():
    """Every case; names are unique."""
    cases = []
    # Those that take long come first, so that no core waits at the end.
    for kind in [templates, engine, interrupted, texts, names, files]:
        cases += kind.cases()
    names_of_all = [case.name for case in cases]
    twice = {name for name in names_of_all if names_of_all.count(name) > 1}
    assert not twice, f"cases of the same name: {twice}"
    return cases
