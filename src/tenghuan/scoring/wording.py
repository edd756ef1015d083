"""An explanation in words."""

from __future__ import annotations

from tenghuan.scoring.columns import INDICATORS
from tenghuan.scoring.explain import Explanation, Lift, Line, title
from tenghuan.scoring.scheme import Track

ACTIONS = {"D": "直接列为末档", "down_one": "降一档", "not_A": "不得评为首档", "not_AB": "不得评为前两档"}
MISSING = {"zero": "记 0 分", "mean_score": "按本组有数企业的平均得分计", "reweight": "不计，其余权重按比例放大"}


def derivation(found: Explanation) -> str:
    """All steps from the facts to the grade, a line each."""
    out = found.out
    lines = [f"{out['uscc']} {out['name'] or ''}".rstrip(), f"方案：{found.scheme}"]
    if found.track is None:
        reason = out["basis"].partition(":")[2]
        lines.append(f"不参评：{reason}" if reason else "不属于任何类别：没有一个类别的参评条件接纳它")
        return "\n".join(lines)
    group = f"，组别：{out['group']}" if out["group"] else ""
    lines.append(f"类别：{out['track']}{group}（本组 {found.size} 家）")
    lines += [_line(line, found.track) for line in found.lines]
    lines.append(f"加分 {out['bonus']:g}，减分 {out['deduction']:g}")
    lines.append(f"得分 = 各项得分之和 + 加分 − 减分 = {out['score']:.4f}")
    lines.append(f"排名：第 {out['rank']} 名（共 {found.size} 家，按得分四舍五入到 4 位，同分同名次）")
    steps = zip(found.track.grades, found.seats, strict=True)
    lines.append("名额：" + "，".join(f"{grade.grade} 至第 {count} 名（{grade.upto:%}）" for grade, count in steps))
    lines.append(f"按排名：{found.grade_by_rank} 档")
    for veto in found.vetoes:
        lines.append(f"一票否决 {veto.code}：{ACTIONS[veto.action]} → {veto.grade} 档")
    lines.append(f"等级：{out['grade']}（依据 {out['basis']}）")
    return "\n".join([*lines, *_lifting(found)])


def _line(line: Line, track: Track) -> str:
    key, weight = line.criterion.key, line.criterion.weight
    unit = INDICATORS[key].unit
    head = f"· {title(key)}，权重 {weight}："
    if line.value is None:
        given = "不计" if line.points is None else f"{line.points:.4f} 分"
        return f"{head}数据缺失或分母不大于 0，{MISSING[line.criterion.missing]} → {given}"
    measured = f"{line.above:g} ÷ {line.below:g} = {line.value:.6g}{unit}"
    remarks = [f"封顶 {track.cap} 倍权重"] if line.capped else []
    remarks += [f"不低于 {track.floor} 分"] if line.floored else []
    if line.criterion.missing != "reweight" and any(other.missing == "reweight" for other in track.criteria):
        remarks.append("含因缺项放大的权重")
    tail = f"（{'，'.join(remarks)}）" if remarks else ""
    return f"{head}{measured}，{_yardstick(line)} → {line.points:.4f} 分{tail}"


def _yardstick(line: Line) -> str:
    less = "，越小越好" if line.criterion.direction == "less" else ""
    if line.criterion.normalise:
        low, high = line.criterion.normalise.minmax
        return f"按本组最小至最大值折为 {low} 至 {high}{less}"
    if line.benchmark is None or line.benchmark <= 0:
        return f"本组均值不大于 0，此项均不得分{less}"
    kind = "本组均值" if line.criterion.benchmark == "mean" else "基准值"
    return f"{kind} {line.benchmark:.8g}{less}"


def _lifting(found: Explanation) -> list[str]:
    if found.out["basis"].startswith("veto:"):
        return [f"提升一档：解除一票否决事项后，按排名为 {found.grade_by_rank} 档"]
    if found.target is None:
        return ["提升一档：已是首档"]
    if found.target_score is None:
        return [f"提升一档：本组 {found.target} 档没有名额，单靠得分不能提升"]
    need = f"提升到 {found.target} 档：得分须达到 {found.target_score:.4f}；其他不变时，单项至少为"
    return [need, *(f"  {_lift(lift)}" for lift in found.lifts)]


def _lift(lift: Lift) -> str:
    pair = INDICATORS[lift.key]
    if lift.value is None or lift.change is None:
        return f"{pair.title}：单靠此项达不到"
    sign = "增加" if lift.change > 0 else "减少"
    places = 6 if abs(lift.value) < 1 else 4
    return f"{pair.title}：{lift.value:.{places}f}{pair.unit}（{sign} {abs(lift.change):.{places}f}）"
