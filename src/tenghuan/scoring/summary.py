"""A graded list in a few lines, for a screen."""

from __future__ import annotations

from collections import Counter

from tenghuan.scoring.result import Result

SHOWN = 20  # rows listed


def summary(result: Result) -> str:
    """How many of each grade per track and group, and the first rows by rank."""
    rows = result.table.select(["uscc", "name", "track", "group", "score", "rank", "grade", "basis"]).to_pylist()
    lines = [f"{result.scheme.name}：{len(rows)} 行"]
    for track in result.scheme.tracks:
        members = [row for row in rows if row["track"] == track.name]
        for group in sorted({row["group"] or "" for row in members}):
            found = Counter(row["grade"] for row in members if (row["group"] or "") == group)
            ladder, beside = [each.grade for each in track.grades], [each.grade for each in track.outside]
            names = dict.fromkeys(ladder + beside)
            counts = "，".join(f"{name} {found[name]}" for name in names)
            lines.append(f"  {track.name}{f'［{group}］' if group else ''} {sum(found.values())} 家：{counts}")
    outside = Counter(row["basis"].partition(":")[0] for row in rows if row["track"] is None)
    words = {"exempt": "不参评", "no track": "不属于任何类别"}
    lines += [f"  {words[basis]} {count} 家" for basis, count in sorted(outside.items())]
    ranked = sorted(
        (row for row in rows if row["rank"]), key=lambda row: (row["track"], row["group"] or "", row["rank"])
    )
    for row in ranked[:SHOWN]:
        where = f"{row['track']}{'·' + row['group'] if row['group'] else ''}"
        name = f"{row['uscc']} {row['name'] or ''}"
        lines.append(f"  {where} 第 {row['rank']} 名 {row['grade']} {row['score']:.4f} {name} {row['basis']}")
    if len(ranked) > SHOWN:
        lines.append(f"  ……其余 {len(ranked) - SHOWN} 家用 -o 写入文件查看")
    return "\n".join(lines)
