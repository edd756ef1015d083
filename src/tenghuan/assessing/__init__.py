"""Counties, towns, parks and departments are assessed by declared shapes (contracts.md, "Assessment").

``load_scheme(path) -> Scheme``, ``parse_scheme(text)``, ``schemes()`` (shipped), ``choose_scheme(name)``
``read_results(path, scheme) -> Results``: one row an object and item
``assess(results | path, scheme) -> Assessment``: ``.columns``, ``.rows``, ``.notes``, ``.text()``, ``.write(path)``

A new shape is a class in ``shapes``. Nothing here knows Django or a database.
"""

from tenghuan.assessing.assessment import Assessment, assess
from tenghuan.assessing.results import Results, read_results
from tenghuan.assessing.scheme import Scheme, choose_scheme, load_scheme, parse_scheme, schemes

__all__ = [
    "Assessment",
    "Results",
    "Scheme",
    "assess",
    "choose_scheme",
    "load_scheme",
    "parse_scheme",
    "read_results",
    "schemes",
]
