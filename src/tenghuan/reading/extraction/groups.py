"""Task forces: seats by role, as posts; persons' names are dropped as soon as they are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tenghuan.reading.documents.characters import simplify, tidy, widths
from tenghuan.reading.extraction.draft import Anchor, Item
from tenghuan.reading.extraction.lexicon import either, listed, words
from tenghuan.reading.extraction.outline import Outline, Passage
from tenghuan.reading.extraction.responsible import is_unit, split_units

_ROLES = {role: either(listed("roles", role)) for role in ("deputy", "leader", "liaison", "members")}
_ROLE_LINE = re.compile(
    r"^\s*(?:[（(]?[一二三四五六\d]+[）)、.．])?\s*(?P<role>"
    + "|".join(r"\s*".join(word) for role in _ROLES for word in sorted(listed("roles", role), key=len, reverse=True))
    + r")\s*[:：]\s*(?P<rest>.*)$"
)
_ROLE_ALONE = re.compile(  # one cell a line: 组长 | 副县长
    r"^(?P<role>(?:常务|第一)?副?\s*组\s*长|(?:常务)?副?(?:总指挥|指挥长|召集人)|成\s*员(?:单位)?|联\s*络\s*员)(?P<rest>)$"
)
_ANY_ROLE = re.compile("|".join(_ROLES.values()))
_NAMED = re.compile(
    r"([\u4e00-\u9fff“”、A-Za-z0-9+]{2,50}?(?:领导小组|工作专班|专班|指挥部|工作组|攻坚组|专项组|小组|组))(?:组成|人员|成员|名单|方案|$)"
)
_FOUNDED = re.compile(
    r"(?:成立|组建|设立|建立)了?(?P<by>由[^，。；]{2,24}?(?:任|担任)(?:双?组长|总指挥|指挥长)(?=的))?的?(?P<name>(?:(?!成立|组建|设立|建立)[^，。；：（]){4,60}?(?:领导小组|工作专班|专班|指挥部))"
)
_HOUSED = re.compile(r"办公室设在(?P<unit>[^，。；（）]{3,24}?)(?=[，。；（]|$)")
_POST_END = re.compile(rf"{either(listed('post_words'))}(?:（[^）]*）)?$")
_HEAD_OF = re.compile(r"(?:主要|分管|有关|相关)?(?:负责同志|负责人|领导)$")
_LIAISON = re.compile(r"（(?:兼)?联络员）")
_NAME = r"[\u4e00-\u9fff·×*○X]{2,4}"  # masked names too: 王××, 李某某


@dataclass(slots=True)
class _Group:
    name: str
    anchor: Anchor
    seats: dict[str, list[str]] = field(
        default_factory=lambda: {"leader": [], "deputy": [], "members": [], "liaison": []}
    )
    lead_unit: str = ""
    named: bool = False  # a task force named without seats, over groups with lead units
    office: str = ""  # the unit that houses its office: it leads where nothing else is said


def groups_of(outline: Outline) -> list[Item]:
    """All task-force groups with seats or a lead unit; the whole task force first."""
    behind = [p for p in outline.passages if p.part != "front"] or outline.passages  # a list of names on its own
    lists = [*_in_lists(behind), *_in_tables(outline)]
    full = {g.name: g for g in lists if any(g.seats.values())}
    annex = [group for p in outline.passages if p.part == "annex" for group in _led(p)]
    told = [g if g.lead_unit else full.pop(g.name, g) for g in (*_in_prose(outline.of("body")), *annex)]
    lists = [g for g in lists if not _seats_taken(told, g)]
    found = [*told, *(g for g in lists if not any(g is other for other in told))]
    if not any(seats for group in found for seats in group.seats.values()):
        for group in found:
            group.lead_unit = group.lead_unit or ("" if group.named else group.office)
    text = "".join(passage.text for passage in outline.passages if passage.part != "annex")
    for group in found:
        group.seats = {role: [without_person(post, text) for post in posts] for role, posts in group.seats.items()}
    seated = {g.name for g in found if any(g.seats.values())}
    return [_item(g) for g in found if any(g.seats.values()) or g.named or (g.lead_unit and g.name not in seated)]


def _seats_taken(told: Sequence[_Group], members: _Group) -> bool:
    """An annex headed only 工作领导小组组成人员 lists the one group that the text founds by its full name."""
    fitting = [g for g in told if g is not members and g.name.endswith(members.name) and not g.lead_unit]
    if len(fitting) != 1 or any(fitting[0].seats.values()) or any(g is members for g in told):
        return False
    fitting[0].seats = members.seats
    return True


_RUN_ON = re.compile(
    rf"(?P<name>[{words()['surnames']}][\u4e00-\u9fff]{{1,2}})(?=(?P<next>[市县区镇乡])(?:委|府|政府|人大|政协|"
    rf"[\u4e00-\u9fff]{{2,14}}(?:局|办|中心|队|公司|科|组|院|会|行))|副[市县区镇乡]长|党组|常务副)"
)


def without_person(post: str, text: str) -> str:
    """Drop a person's name that runs on into the post (甲某某县经信局局长); a place the text knows is none."""
    found = _RUN_ON.match(post)
    if not found or found["name"] in listed("not_persons") or f"{found['name']}{found['next'] or ''}" in text:
        return post
    return post[found.end() :]


def _item(group: _Group) -> Item:
    if group.lead_unit and not any(group.seats.values()):
        return Item({"name": group.name, "lead_unit": group.lead_unit}, group.anchor)
    seats = {role: [{"post": post} for post in posts] for role, posts in group.seats.items()}
    item = Item({"name": group.name, **seats}, group.anchor)
    if not group.seats["leader"]:
        item.doubt(0.2, "没有读到组长")
    for post in (p for posts in group.seats.values() for p in posts):
        if not _POST_END.search(simplify(post)) and not is_unit(simplify(post)):
            item.doubt(0.15, f"“{post}”不像职务")
    return item


def _in_prose(passages: Sequence[Passage]) -> Iterator[_Group]:
    """成立…领导小组，由…任组长…下设甲组、乙组，分别由…牵头."""
    for passage in passages:
        text = passage.text
        founded = _FOUNDED.search(text)
        if founded:
            group = _Group(founded["name"], Anchor(passage.block.id, founded.start("name"), founded.end("name")))
            _seats_in_prose(group, f"{founded['by'] or ''}，{text[founded.end() :]}")
            group.named = bool(list(_led(passage)))
            housed = _HOUSED.search(text, founded.end())
            group.office = housed["unit"] if housed and is_unit(housed["unit"]) else ""
            yield group
        yield from _led(passage)


def _seats_in_prose(group: _Group, text: str) -> None:
    for found in re.finditer(
        r"(?:由|，|、|。|；)?([^，。；、由]{2,30}?(?:、[^，。；、由]{2,20}){0,60}?)(?:担任|任|为|兼任)(?P<role>常务副组长|第一副组长|副组长|双组长|组长|副专班长|专班长|成员单位|成员|副总指挥|总指挥|常务副指挥长|副指挥长|总指挥长|指挥长|联络员)",
        text,
    ):
        role = _role_of(found["role"])
        posts = _posts_in(found[1]) if role in {"members", "deputy"} else [found[1]]
        group.seats[role].extend(_clean(post) for post in posts if _clean(post))


def _posts_in(text: str) -> list[str]:
    """Posts parted by 、; 县委常委、副县长 stays one, and so does 分管自然资源、工业的副县长."""
    out: list[str] = []
    for piece in re.split(r"(?<!常委)、", text):
        if out and re.match(r"(?:分管|协管)", out[-1]) and not _POST_END.search(out[-1]):
            out[-1] += f"、{piece}"
        else:
            out.append(piece)
    return out


def _led(passage: Passage) -> Iterator[_Group]:
    """Groups that are only named with the unit that leads them."""
    text = passage.text
    names_then = re.search(
        r"(?:下设|分设|设立|设置|设|成立)((?:(?!下设|分设|设立|设置|成立)[^。；，]){4,160}?)(?:等)?(?:[一二两三四五六七八九十\d]+个)?(?:小组|工作组|专项组|攻坚组|专班)?，(?:分别)由([^。；]{4,160}?)(?:负责)?(?:牵头|负责)",
        text,
    )
    if names_then:
        names = [
            re.sub(r"^(?:了)|等?[一二两三四五六七八九十\d]+个(?:小组|工作组|专项组|攻坚组)?$", "", n)
            for n in names_then[1].split("、")
        ]
        units = split_units(names_then[2])
        if len(names) == len(units) and all(re.search(r"(?:组|专班)$", n) for n in names):
            for name, unit in zip(names, units, strict=True):
                yield _led_group(passage, name, unit)
            return
    for found in re.finditer(
        r"([\u4e00-\u9fff“”]{2,16}?(?:组|专班))(?:由|（由?)([\u4e00-\u9fff]{2,16}?)(?:负责|等)?牵头", text
    ):
        name = re.sub(r"^.*(?:下设|分设|设立|和|其中)", "", found[1])
        if is_unit(found[2]) and len(name) >= 3:
            yield _led_group(passage, name, found[2])


def _led_group(passage: Passage, name: str, unit: str) -> _Group:
    start = max(0, passage.text.find(name))
    return _Group(name, Anchor(passage.block.id, start, start + len(name)), lead_unit=unit)


def _role_of(word: str) -> str:
    bare = re.sub(r"\s", "", word)
    return next(role for role, pattern in _ROLES.items() if re.fullmatch(pattern, bare))


def _in_lists(passages: Sequence[Passage]) -> list[_Group]:
    """组长：… 副组长：… 成员：… with one person a line."""
    out: list[_Group] = []
    name, role = "", ""
    for passage in passages:
        for line in passage.raw.split("\n"):
            line = widths(line).strip()
            found = _ROLE_LINE.match(simplify(line)) or _ROLE_ALONE.match(simplify(line))
            if found:
                role = _role_of(found["role"])
                if role == "leader" or not out:
                    out.append(_Group(name or "工作专班", Anchor(passage.block.id, 0, len(passage.text))))
                _seat(out[-1], role, line[found.start("rest") :])
            elif role and _is_entry(line) and not _heads_a_group(line):
                _seat(out[-1], role, line)
            else:
                role = ""
                name = _name_in(line) or name
    return out


def _in_tables(outline: Outline) -> Iterator[_Group]:
    """A table of members: a column of roles, a column of posts (or one of offices and one of posts)."""
    for block, _, caption in outline.tables:
        rows = [[simplify(tidy(cell.text)) for cell in row] for row in block.rows]
        width = max((len(row) for row in rows), default=0)
        roles = [sum(bool(_ANY_ROLE.fullmatch(row[c])) for row in rows if c < len(row)) for c in range(width)]
        if not roles or max(roles) < 2:
            continue
        role_at = roles.index(max(roles))
        group = _Group(_name_in(caption) or "工作专班", Anchor(block.rows[0][0].id, 0, len(block.rows[0][0].text)))
        columns = _post_columns(rows, role_at, width)
        role = ""
        for row in rows:
            said = row[role_at] if role_at < len(row) else ""
            role = _role_of(said) if _ANY_ROLE.fullmatch(said) else role if not said else ""
            post = "".join(row[c] for c in columns if c < len(row))
            if role and post:
                _seat(group, role, post)
        yield group


def _post_columns(rows: Sequence[Sequence[str]], role_at: int, width: int) -> list[int]:
    """The columns that together give office and post: by their heading, else the one with most posts."""
    head = rows[0]
    named = [c for c in range(min(width, len(head))) if c != role_at and re.search(r"单位|职务|部门", head[c])]
    if named:
        return named
    posts = [sum(bool(_POST_END.search(row[c])) for row in rows if c < len(row)) for c in range(width)]
    posts[role_at] = 0
    return [posts.index(max(posts))]


def _name_in(line: str) -> str:
    text = simplify(tidy(line))
    founded = _FOUNDED.search(text)
    if founded:
        return str(founded["name"])
    text = re.sub(r"^(?:附件\d*[:：]?|[（(]?[一二三四五六七八九十\d]+[）)]?[、.．]?)", "", text)
    found = _NAMED.match(text)
    return found[1] if found and len(text) <= 60 and not re.search(r"[，。；]", text) else ""


def _heads_a_group(line: str) -> bool:
    """2．节能降碳专项组: a number and a task force, between the members of one and the seats of the next."""
    return bool(re.match(r"[（(]?[一二三四五六七八九十\d]+[）)、.．]", line) and _name_in(line))


def _is_entry(line: str) -> bool:
    text = tidy(line)
    if (
        not text
        or len(text) > 48
        or re.search(
            r"[。；：]|\d{4}年\d{1,2}月\d{1,2}日|^职责|^[一二三四五六七八九十]{1,3}、|^（[一二三四五六七八九十]）|^附件",
            text,
        )
    ):
        return False
    return bool(
        _POST_END.search(simplify(text))
        or _LIAISON.search(text)
        or is_unit(simplify(text))
        or re.search(r"\s", line)
        or re.fullmatch(rf"{_NAME}（.{{2,}}）", text)
    )


def _seat(group: _Group, role: str, text: str) -> None:
    """Add the seats of one line; a line that only goes on with a post completes the seat before it."""
    for entry in _entries(text, role):
        post = _post_of(entry)
        liaison = bool(_LIAISON.search(simplify(tidy(entry))))
        seats = group.seats[role]
        if seats and (not post or _is_rest(entry, post)):
            seats[-1] += post
        elif post:
            seats.append(post)
        if liaison and seats and role != "liaison":
            group.seats["liaison"].append(seats[-1])


def _is_rest(entry: str, post: str) -> bool:
    """副科长 alone goes on with the line before; 副市长 and 县长 are posts of their own."""
    if re.match(r"[市县区镇乡]|办公室", post):
        return False
    return len(post) <= 5 and not re.search(r"\s", entry.strip()) and not re.search(r"[市县区镇乡省]长$|领导$", post)


def _entries(text: str, role: str) -> list[str]:
    """Several persons on one line, parted by ； or 、; 常委、副县长 stays one."""
    text = text.strip()
    if re.search(r"[；;]", text):
        return [part for part in re.split(r"[；;]", text) if part.strip()]
    parts = [part for part in re.split(r"[、，,](?![^（）]*）)", tidy(text)) if part]
    spaced = bool(re.search(r"\S\s+\S", text)) and len(re.split(r"\s+", text)) <= 4
    if len(parts) < 2 or (spaced and "、" not in re.sub(r"（[^）]*）", "", tidy(text))):
        return [text]
    if role == "leader" or spaced:
        return [text]
    if all(is_unit(simplify(p)) or _POST_END.search(simplify(p)) for p in parts):
        merged: list[str] = []
        for part in _heads_of_each(parts):
            if merged and re.search(r"常委$", merged[-1]):
                merged[-1] += "、" + part
            else:
                merged.append(part)
        return merged
    return [text]


def _heads_of_each(parts: Sequence[str]) -> list[str]:
    """县发改局、县财政局主要负责同志: the head of each of them."""
    out, head = [], ""
    for part in reversed(parts):
        found = _HEAD_OF.search(part)
        if found and is_unit(simplify(part[: found.start()])):
            head = found[0]
        elif not is_unit(simplify(part)):
            head = ""
        out.append(part if found or not head else f"{part}{head}")
    return out[::-1]


def _post_of(entry: str) -> str:
    """The post without the person's name, which stands before it or after it, set off by blanks or brackets."""
    text = _LIAISON.sub("", widths(entry).replace("(", "（").replace(")", "）")).strip()
    tokens = re.split(r"\s+", text)
    if len(tokens) >= 3 and len(tokens[0]) == 1 and len(tokens[1]) == 1:
        tokens = tokens[2:]
    elif len(tokens) >= 2 and _is_person(tokens[0]):
        tokens = tokens[1:]
    elif len(tokens) >= 3 and len(tokens[-1]) == 1 and len(tokens[-2]) == 1:
        tokens = tokens[:-2]
    elif len(tokens) >= 2 and _is_person(tokens[-1]):
        tokens = tokens[:-1]
    elif len(tokens) == 1:
        outer = re.fullmatch(rf"({_NAME})（(.{{2,}})）", text)
        inner = re.fullmatch(rf"(.{{3,}})（({_NAME})）", text)
        if outer and _is_person(outer[1]) and (len(outer[2]) > 3 or _POST_END.search(simplify(outer[2]))):
            tokens = [outer[2]]
        elif inner and _is_person(inner[2]):
            tokens = [inner[1]]
    return _clean("".join(tokens))


def _is_person(token: str) -> bool:
    """Two to four characters that are neither a post nor an office."""
    token = simplify(token)
    return bool(re.fullmatch(_NAME, token)) and not _POST_END.search(token) and not is_unit(token)


def _clean(post: str) -> str:
    post = tidy(post)
    return re.sub(
        r"^(?:由|分别由)|等(?:有关|相关)?(?:部门|单位)?$|(?<!负责)(?<!领导)同志$|（(?:兼)?(?:联络员|兼)）", "", post
    ).strip("，、。 ")
