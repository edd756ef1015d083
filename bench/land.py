"""``python -m bench.land [--rows 50000] [--shapes 20000]``: parcels in list and map, shapes in, a night's look.

The floor of the map is the JSON of the same shapes, read and written once more without groups and corners. Times are
CPU of the process that serves.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
import zipfile
from collections.abc import Callable
from typing import Any

from bench.county import TOWNS, cost, new_county, open_platform, signed_in

ROUNDS = 5
SIDE = 0.0009  # degrees: about a hundred metres
ACROSS = 250


def _shape(at: int) -> dict[str, Any]:
    west, south = 120 + (at % ACROSS) * 2 * SIDE, 30 + (at // ACROSS) * 2 * SIDE
    east, north = west + SIDE, south + SIDE
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [[[round(x, 7), round(y, 7)] for x, y in ring]]}


def _parcels(code: str, number: int, *, drawn: bool) -> tuple[Any, Any]:
    from datetime import date

    from tenghuan.apps.land.models import Parcel

    county, towns, office = new_county(code)
    rows = [
        Parcel(
            county=county, number=f"{code}GB{at:06d}", place=f"工业路{at}号", town=towns[at % TOWNS],
            area=8600 + at % 900,
            tenure="granted" if at % 4 else "flexible", start_by=date(2018 + at % 8, 3, 1), holder=f"企业{at}",
            started_on=date(2018 + at % 8, 2, 1) if at % 10 else None, finished_on=date(2027, 1, 1) if at % 3 else None,
            shape=_shape(at) if drawn else None,
        )
        for at in range(number)
    ]  # fmt: skip
    Parcel.objects.bulk_create(rows, batch_size=1000)
    return county, office


def pages(number: int) -> None:
    """Print queries and CPU of the list and of the map of so many parcels."""
    from tenghuan.apps.land.models import Parcel

    county, office = _parcels("990101", number, drawn=True)
    client = signed_in(office)
    one = Parcel.objects.filter(county=county)[0]
    floor = cost(
        lambda: json.dumps(list(Parcel.objects.filter(county=county).values_list("pk", "number", "shape"))), ROUNDS
    )
    print(f"\n{number:,} parcels\n{'page':<28} {'queries':>7} {'CPU ms':>8}")
    print(
        f"{'shapes as JSON (floor)':<28} {floor.queries:>7} {floor.cpu * 1000:>8.0f}   {len(floor.found) / 1e6:.1f} MB"
    )
    addresses = {
        "list, first page": "/r/parcels/",
        "list, filtered and sorted": f"/r/parcels/?town={one.town_id}&sort=-area",
        "list, page 500": "/r/parcels/?page=500",
        "page of a parcel": f"/r/parcels/{one.pk}/",
        "map, by standing": "/land/map/shapes",
        "map, by area": "/land/map/shapes?by=area",
        "three lists": "/land/lists/",
    }
    for name, address in addresses.items():
        client.get(address)
        spent = cost(lambda address=address: client.get(address), ROUNDS)
        if spent.found.status_code != 200:
            raise SystemExit(f"{name} answers {spent.found.status_code}: {address}")
        size = f"   {len(spent.found.content) / 1e6:.1f} MB" if "map" in name else ""
        print(f"{name:<28} {spent.queries:>7} {spent.cpu * 1000:>8.0f}{size}", flush=True)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    return work(), time.perf_counter() - begun


def _layer(rows: list[dict[str, Any]]) -> bytes:
    """Return the same shapes as a zipped Shapefile in plane coordinates (CGCS2000, three degrees about 120° E)."""
    import shapefile
    from pyproj import CRS, Transformer

    turn = Transformer.from_crs(4490, 4549, always_xy=True)
    parts = {name: io.BytesIO() for name in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, shapeType=shapefile.POLYGON, encoding="utf-8") as writer:
        writer.field("宗地号", "C", size=40)
        for row in rows:
            xs, ys = turn.transform(*zip(*row["geometry"]["coordinates"][0], strict=True))
            writer.poly([list(zip(xs, ys, strict=True))])
            writer.record(row["properties"]["宗地号"])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(f"a.{name}", part.getvalue())
        archive.writestr("a.prj", CRS.from_epsg(4549).to_wkt("WKT1_ESRI"))
        archive.writestr("a.cpg", "UTF-8")
    return made.getvalue()


def work(number: int) -> None:
    """Print CPU of a file of shapes that comes in, and of a night's look over the same parcels."""
    from tenghuan.apps.audit.trail import Actor
    from tenghuan.apps.land import drawing, standing
    from tenghuan.parcels import surveys

    county, office = _parcels("990102", number, drawn=False)
    rows = [
        {"type": "Feature", "properties": {"宗地号": f"990102GB{at:06d}"}, "geometry": _shape(at)}
        for at in range(number)
    ]
    content = json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False).encode()
    actor = Actor(account=office.username, region_path=county.path, user=office)
    told, seconds = _timed(lambda: surveys.read(content))
    print(
        f"\n{number:,} shapes of a GeoJSON ({len(content) / 1e6:.1f} MB) read in the guarded process in {seconds:.1f} s"
    )
    layer = _layer(rows)
    same, seconds = _timed(lambda: surveys.read(layer))
    if same.keys() != told.keys():
        raise SystemExit("the Shapefile gives other parcels than the GeoJSON")
    print(
        f"{number:,} shapes of a Shapefile ({len(layer) / 1e6:.1f} MB) read and turned into degrees in {seconds:.1f} s"
    )
    drawn = cost(lambda: drawing.draw(actor, county, told))
    print(f"checked, measured and drawn   {drawn.cpu:.1f} s CPU, {drawn.queries} queries")
    print(f"drawn {drawn.found.count:,}, differing from the deed {len(drawn.found.differing):,}")
    looked = cost(lambda: standing.scan(Actor.platform("land"), county))
    print(f"a night's look   {looked.cpu:.1f} s CPU, {looked.queries} queries; (changed, cases): {looked.found}")
    again = cost(lambda: standing.scan(Actor.platform("land"), county))
    print(f"the next night's {again.cpu:.1f} s CPU, {again.queries} queries: {again.found}")


def main(asked: list[str] | None = None) -> None:
    """Measure as asked."""
    parser = argparse.ArgumentParser(prog="python -m bench.land", description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--shapes", type=int, default=20_000)
    told = parser.parse_args(asked)
    open_platform()
    pages(told.rows)
    work(told.shapes)


if __name__ == "__main__":
    main(sys.argv[1:])
