"""An explanation in words."""

from __future__ import annotations

from decimal import Decimal

from tenghuan.scoring.columns import BY_KEY
from tenghuan.scoring.explain import Explanation, Lift, Line
from tenghuan.scoring.ladder import Grade
from tenghuan.scoring.scheme import Track, Yardstick

ACTIONS = {"D": "直接列为末档", "down_one": "降一档", "not_A": "不得评为首档", "not_AB": "不得评为前两档"}
ROUNDING = {"floor": "舍去小数", "half_up": "四舍五入", "ceil": "进一"}
OF = {"mean": "均值", "max": "最大值", "min": "最小值"}
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
    lines.append(f"加分 {_plain(out['bonus'], 15)}，减分 {_plain(out['deduction'], 15)}")
    lines.append(f"得分 = 各项得分之和 + 加分 − 减分 = {out['score']:.4f}")
    lines += _grading(found, found.track) + [f"注意：{remark}" for remark in found.remarks]
    return "\n".join(lines if out["rank"] is None else [*lines, *_lifting(found)])


def _grading(found: Explanation, track: Track) -> list[str]:
    """From the score to the grade."""
    out = found.out
    if out["rank"] is None:
        return ["不参加排名，不占名额", f"等级：{out['grade']}（依据 {out['basis']}）"]
    ties = "，".join(
        _named(track, tie.key) + ("高者" if tie.direction == "more" else "低者") + "在前" for tie in track.ties
    )
    equal = f"同分时{ties}，仍相同的同名次" if ties else "同分同名次"
    lines = [f"排名：第 {out['rank']} 名（共 {found.size} 家，按得分四舍五入到 4 位，{equal}）"]
    steps = zip(track.grades, found.seats, strict=True)
    lines.append("名额：" + "，".join(f"{grade.grade} 至第 {count} 名（{share_of(grade)}）" for grade, count in steps))
    lines.append(f"按排名：{found.grade_by_rank} 档")
    lines += [f"不符合 {grade} 档的入档条件，转入下一档" for grade in found.unmet]
    for veto in found.vetoes:
        lines.append(f"一票否决 {veto.code}：{ACTIONS[veto.action]} → {veto.grade} 档")
    return [*lines, f"等级：{out['grade']}（依据 {out['basis']}）"]


def share_of(grade: Grade) -> str:
    """The share of a grade as it is written: cumulative, its own or what is left, and how it rounds if that is said."""
    rounding = f"，{ROUNDING[grade.rounding]}" if grade.rounding else ""
    if grade.upto is not None:
        return f"{grade.upto:%}{rounding}"
    return "其余" if grade.share == "rest" else f"本档 {grade.share:%}{rounding}"


def _named(track: Track, key: str) -> str:
    made = {criterion.key: criterion.indicator.title for criterion in track.criteria}
    return made.get(key) or BY_KEY[key].title


def _line(line: Line, track: Track) -> str:
    criterion, made = line.criterion, line.criterion.indicator
    formula = f" = {made.formula}" if made.title != made.formula else ""
    head = f"· {made.title}{formula}，权重 {criterion.weight}："
    if line.value is None:
        given = "不计" if line.points is None else f"{line.points:.4f} 分"
        lacking = "数据缺失或分母不大于 0" if made.denominator or made.change else "数据缺失"
        return f"{head}{lacking}，{MISSING[criterion.missing]} → {given}"
    measured = f"{_plain(line.value)}{made.unit}"
    if made.denominator is not None or made.change:
        measured = f"{_plain(line.above, 15)} ÷ {_plain(line.below, 15)} = {measured}"
    remarks = [f"封顶 {track.cap_of(criterion)} 倍权重"] if line.capped else []
    remarks += [f"不低于 {track.floor_of(criterion)} 分"] if line.floored else []
    if criterion.missing != "reweight" and any(other.missing == "reweight" for other in track.criteria):
        remarks.append("含因缺项放大的权重")
    tail = f"（{'，'.join(remarks)}）" if remarks else ""
    return f"{head}{measured}，{_yardstick(line)} → {line.points:.4f} 分{tail}"


def _plain(number: float | None, digits: int = 6) -> str:
    """A number in plain digits, as many as are asked and all before the point; never with an exponent."""
    if number is None:
        return "—"
    whole = len(str(int(abs(number))))
    text = format(Decimal(f"{number:.{max(digits, whole)}g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _yardstick(line: Line) -> str:
    less = "，越小越好" if line.criterion.direction == "less" else ""
    if line.criterion.normalise:
        low, high = line.criterion.normalise.minmax
        return f"按本组最小至最大值折为 {low} 至 {high}{less}"
    yard = line.criterion.yardstick
    if line.benchmark is None or line.benchmark <= 0:
        return f"{yard_name(yard) if yard else '基准值'}不大于 0，此项均不得分{less}"
    kind = yard_name(yard) if yard else "基准值"
    bands = line.criterion.bands or ()
    steps = "，分段计分 " + "、".join(f"{band.least} 倍起 {band.points} 分" for band in bands) if bands else ""
    return f"{kind} {_plain(line.benchmark, 8)}{steps}{less}"


def yard_name(yard: Yardstick) -> str:
    """A yardstick in words: 上年本组均值的 2 倍."""
    when = "上年" if yard.year == "last" else ""
    times = f"的 {yard.times.normalize():f} 倍" if yard.times != 1 else ""
    return f"{when}本组{OF[yard.of]}{times}"


def _lifting(found: Explanation) -> list[str]:
    if found.out["basis"].startswith("veto:"):
        return [f"提升一档：解除一票否决事项后，按排名为 {found.grade_unvetoed} 档"]
    if found.target is None:
        return ["提升一档：已是首档"]
    if found.target_score is None:
        return [f"提升一档：本组 {found.target} 档没有名额，单靠得分不能提升"]
    track = found.track
    assert track is not None, "a row that is lifted has one"
    seat = "名次已到，须" if found.unmet else f"得分须达到 {found.target_score:.4f}{'，并' if found.conditions else ''}"
    asked = f"符合 {found.target} 档的入档条件" if found.conditions else ""
    need = f"提升到 {found.target} 档：{seat}{asked}；其他不变时，单项至少为"
    return [need, *(f"  {_lift(lift, track)}" for lift in found.lifts)]


def _lift(lift: Lift, track: Track) -> str:
    made = next(criterion.indicator for criterion in track.criteria if criterion.key == lift.key)
    if lift.value is None or lift.change is None:
        return f"{made.title}：单靠此项达不到"
    sign = "增加" if lift.change > 0 else "减少"
    places = 6 if abs(lift.value) < 1 else 4
    return f"{made.title}：{lift.value:.{places}f}{made.unit}（{sign} {abs(lift.change):.{places}f}）"
