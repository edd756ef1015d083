"""Scheme and facts become points, score, rank, grade, and the reasons for them.

The stable interface (what the command line and the web application call):

``load_scheme(path) -> Scheme``
    Reads and checks a scheme (YAML); raises ``SchemeFault`` (an ``InputFault``) that lists every fault with its place.
    ``parse_scheme(text, name)`` does the same from text; ``schemes() -> dict[str, Scheme]`` are those shipped,
    by county, and by county and group (``cixi``, ``cixi-town``).
``read_facts(path) -> Facts``
    Reads ``.xlsx``, ``.csv`` or ``.parquet``; raises ``FactsFault`` (an ``InputFault``) with ``.faults``.
    ``facts_from_table(pa.Table) -> Facts`` takes columns already keyed as in ``contracts.md``.
``evaluate(facts | pa.Table | path, scheme, engine="duckdb") -> Result``
    ``Result.table`` (``pyarrow.Table`` of the OUT columns), ``Result.write(path)``, ``Result.notes`` (Chinese remarks).
``explain(facts, scheme, uscc, year=None) -> Explanation``
    Structured derivation of one enterprise's grade; ``Explanation.text()`` prints it.
``stability(facts, scheme, draws=10_000, seed=0, ...) -> Stability``
    Share of random draws of weights and benchmarks in which each enterprise gets each grade.
``what_if(facts, scheme, changed) -> WhatIf``
    Who moves when ``changed`` (a ``Scheme``, see ``with_changes``) is applied instead.
``rank_areas(facts, scheme, track, by="town") -> list[AreaRank]``
    Ranks industries, parks or towns themselves by a track's criteria.

Nothing here knows Django or a database; every function is pure but for the file it is asked to read or write.
"""

from tenghuan.scoring.areas import AreaRank, rank_areas
from tenghuan.scoring.explain import Explanation, explain
from tenghuan.scoring.facts import Facts, FactsFault, Fault, facts_from_table, read_facts
from tenghuan.scoring.result import Result, evaluate
from tenghuan.scoring.scheme import Scheme
from tenghuan.scoring.schemefaults import SchemeFault
from tenghuan.scoring.schemefile import load_scheme, parse_scheme, schemes
from tenghuan.scoring.stability import Stability, stability
from tenghuan.scoring.whatif import WhatIf, what_if, with_changes

__all__ = [
    "AreaRank",
    "Explanation",
    "Facts",
    "FactsFault",
    "Fault",
    "Result",
    "Scheme",
    "SchemeFault",
    "Stability",
    "WhatIf",
    "evaluate",
    "explain",
    "facts_from_table",
    "load_scheme",
    "parse_scheme",
    "rank_areas",
    "read_facts",
    "schemes",
    "stability",
    "what_if",
    "with_changes",
]
