"""Files of a survey: parcel number → shape in degrees, of GeoJSON or a zipped Shapefile, read in a guarded process."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from tenghuan.errors import InputFault
from tenghuan.guarding import Bounds, OutOfTimeError, RefusedError, call
from tenghuan.guarding.runner import GuardError

ROOT = Path(__file__).parents[2]  # the folder that holds the package
ZIP = b"PK"
POLYGONS = (5, 15, 25)  # the kinds of a Shapefile that are areas: plain, with heights, with measures


@dataclass(frozen=True)
class Rules:
    """What a file may be, how its columns are called and what reading it may take; see ``surveys.yaml``."""

    numbers: tuple[str, ...]
    most_bytes: int
    most_unpacked: int
    most_shapes: int
    memory_bytes: int
    seconds: float
    reply_bytes: int
    members: tuple[str, ...]
    needed: tuple[str, ...]
    encodings: tuple[str, ...]
    axis: float
    flattening: float
    flattening_tolerance: float
    refused_names: tuple[str, ...]


@cache
def rules() -> Rules:
    """Return the rules as the file gives them."""
    told = yaml.safe_load(Path(__file__).with_name("surveys.yaml").read_text(encoding="utf-8"))
    lists = {name: tuple(told[name]) for name in ("numbers", "members", "needed", "encodings", "refused_names")}
    return Rules(**{**told, **lists})


def read(content: bytes) -> dict[str, Any]:
    """Return parcel number → GeoJSON geometry in degrees.

    Raises:
        InputFault: too large, neither GeoJSON nor a zipped Shapefile, no reference system, a shape that names no
            parcel, or one parcel drawn twice.
    """
    found = rules()
    if len(content) > found.most_bytes:
        raise InputFault(f"文件超过 {found.most_bytes >> 20} MB", remedy="请按镇街分开")
    bounds = Bounds(found.memory_bytes, found.seconds, found.reply_bytes)
    try:
        made: dict[str, Any] = call("tenghuan.parcels.surveys:work", content, bounds, folder=ROOT)
    except RefusedError as fault:
        raise InputFault(fault.message, where=fault.where, remedy=fault.remedy) from None
    except OutOfTimeError:
        raise InputFault("文件太大，没有在时限内读完", remedy="请按镇街分开") from None
    except GuardError:
        raise InputFault("文件读不出来", remedy="请从测绘系统重新导出") from None
    return made


def work(content: bytes, _say: object) -> dict[str, Any]:
    """Do it, inside the guarded process."""
    rows = _shapefile(content) if content.startswith(ZIP) else _geojson(content)
    return _named(rows)


def _named(rows: Iterable[tuple[Mapping[str, Any], Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for at, (properties, geometry) in enumerate(rows, start=1):
        number = _number(properties)
        if not number:
            raise InputFault(f"第 {at} 个图斑没有宗地号", remedy="属性里须有“宗地号”")
        if number in found:
            raise InputFault(f"宗地号“{number[:40]}”有两个图斑", remedy="同一宗的多块请合为 MultiPolygon")
        if at > rules().most_shapes:
            raise InputFault(f"图斑超过 {rules().most_shapes} 个", remedy="请按镇街分开")
        found[number] = geometry
    if not found:
        raise InputFault("文件里没有图斑", remedy="请核对导出的图层")
    return found


def _number(properties: Mapping[str, Any]) -> str:
    found = (properties.get(name) for name in rules().numbers)
    return next((str(value).strip() for value in found if value not in (None, "")), "")


def _geojson(content: bytes) -> Iterator[tuple[Mapping[str, Any], Any]]:
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        remedy = "请从测绘系统导出 GeoJSON（UTF-8）或 Shapefile（.zip）"
        raise InputFault("文件既不是 GeoJSON，也不是 Shapefile 压缩包", remedy=remedy) from fault
    rows = told.get("features") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not rows:
        raise InputFault("文件里没有图斑（features）", remedy="请导出为 FeatureCollection")
    for row in rows:
        properties = row.get("properties") if isinstance(row, dict) else None
        yield properties if isinstance(properties, dict) else {}, row.get("geometry") if isinstance(row, dict) else None


def _shapefile(content: bytes) -> Iterator[tuple[Mapping[str, Any], Any]]:
    import shapefile

    parts = _members(content)
    turn = _to_degrees(parts.get("prj"))
    encoding = _encoding(parts)
    try:
        files = {"shp": io.BytesIO(parts["shp"]), "dbf": io.BytesIO(parts["dbf"])}
        with shapefile.Reader(**files, encoding=encoding) as reader:
            for row in reader.iterShapeRecords():
                drawn = row.shape.shapeType in POLYGONS
                yield row.record.as_dict(), turn(row.shape.__geo_interface__) if drawn else None
    except (shapefile.ShapefileException, ValueError, KeyError, IndexError, OSError) as fault:
        if isinstance(fault, InputFault):
            raise
        raise InputFault("Shapefile 已损坏或不完整", remedy="请从测绘系统重新导出") from fault


def _members(content: bytes) -> dict[str, bytes]:
    """Return suffix → bytes of the one Shapefile in an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [one for one in archive.infolist() if _suffix(one.filename) in rules().members]
            if sum(one.file_size for one in infos) > rules().most_unpacked:
                raise InputFault("压缩包解开后太大", remedy="请按镇街分开")
            if len({_suffix(one.filename) for one in infos}) < len(infos):
                raise InputFault("压缩包里不止一个图层", remedy="每个压缩包只放一个图层")
            found = {_suffix(one.filename): archive.read(one) for one in infos}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as fault:
        raise InputFault("压缩包已损坏或有密码", remedy="请重新压缩（.zip，不加密）") from fault
    if missing := [name for name in rules().needed if name not in found]:
        raise InputFault(
            "压缩包里缺少 " + "、".join(f".{name}" for name in missing), remedy="请把图层的各个文件一起压缩"
        )
    return found


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")


def _encoding(parts: Mapping[str, bytes]) -> str:
    """Return how the table of names is written: as .cpg says, else the first that fits."""
    told = parts.get("cpg", b"").decode("ascii", "ignore").strip().lower()
    names = {"936": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "65001": "utf-8", "utf8": "utf-8"}
    for one in [names.get(told, told)] if told else rules().encodings:
        try:
            parts["dbf"][32:].decode(one)
        except (UnicodeDecodeError, LookupError):
            continue
        return one
    raise InputFault("属性表的文字编码认不出来", remedy="请附上 .cpg 文件，或另存为 UTF-8")


def _to_degrees(told: bytes | None) -> Any:
    """Return what turns a geometry into degrees of the system that a .prj names."""
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    if told is None:
        raise InputFault("压缩包里缺少 .prj（坐标系说明）", remedy="请连同 .prj 一起压缩，坐标系须为 CGCS2000")
    try:
        system = CRS.from_wkt(told.decode("utf-8-sig", "replace"))
    except CRSError as fault:
        raise InputFault(".prj 读不出坐标系", remedy="请以 CGCS2000 重新导出") from fault
    _hold_ellipsoid(system)
    if system.is_geographic:
        return _unchanged
    change = Transformer.from_crs(system, system.geodetic_crs, always_xy=True)
    return lambda geometry: _moved(geometry, change)


def _hold_ellipsoid(system: Any) -> None:
    """Refuse 1954 and 1980 coordinates: they lie off by tens of metres, and the way over is each province's own."""
    found, ours = system.ellipsoid, rules()
    parts = (system, system.geodetic_crs, system.datum)
    folded = "".join(sign for part in parts if part is not None for sign in part.name.casefold() if sign.isalnum())
    # some programs write a wrong ellipsoid beside the right name; the name is what the survey was made in
    if old := next((word for word in ours.refused_names if word.casefold() in folded), ""):
        told = f"坐标系“{system.name[:60]}”是 {old}，不是 CGCS2000"
        raise InputFault(told, remedy="请由测绘单位转换为 CGCS2000 后导出；只是名称写错的，请改正 .prj")
    if (
        found is None
        or found.semi_major_metre != ours.axis
        or abs(found.inverse_flattening - ours.flattening) > ours.flattening_tolerance
    ):
        raise InputFault(f"坐标系“{system.name[:60]}”不是 CGCS2000", remedy="请由测绘单位转换为 CGCS2000 后导出")


def _unchanged(geometry: Any) -> Any:
    return _moved(geometry, None)


def _moved(geometry: Any, change: Any) -> Any:
    """Return a geometry of plain lists, each ring moved at once; heights are left out."""
    from tenghuan.parcels.shapes import DECIMALS

    def ring(points: Any) -> list[list[float]]:
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        if change is not None:
            xs, ys = change.transform(xs, ys)
        return [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in zip(xs, ys, strict=True)]

    kind, parts = geometry["type"], geometry["coordinates"]
    if kind == "Polygon":
        return {"type": kind, "coordinates": [ring(points) for points in parts]}
    return {"type": kind, "coordinates": [[ring(points) for points in rings] for rings in parts]}
