"""Who may open what, written by hand, page by page: the matrix test compares the running pages with it.

``roles``: who is admitted at all. ``thing``: what the address names ("" for a page without one). ``reach``: whose
things each admitted account may open there (OWN says it account by account; who is not named there, all of the own
county):

- ``county``: all things of the own county;
- ``unit``: departments and towns their own unit's only;
- ``author``: as ``unit``, and not the office, which reviews what others write;
- ``batch``: departments their own unit's only;
- ``enterprise``: towns the enterprises that lie in them, enterprises themselves;
- ``here``: the own county's only, not those of the counties below an office of the prefecture.

``acts``: the page changes something; an office above the county reads only and is refused there. ``posts``: asked by
POST though it changes nothing. ``data``: what is sent; "@kind" stands for the account's own thing of that kind.
"""

from __future__ import annotations

from dataclasses import dataclass

NOBODY: frozenset[str] = frozenset()
FIRST, SECOND = frozenset({"department", "town"}), frozenset({"department2"})
# reach → account → whose things; things are named after the account of the unit that owns them, and the first
# department's and the town's enterprise lies in the first town, the second department's in the second
UNIT = {
    "department": frozenset({"department"}),
    "department2": SECOND,
    "town": frozenset({"town"}),
    "town2": NOBODY,
}
OWN: dict[str, dict[str, frozenset[str]]] = {
    "unit": UNIT,
    "author": {**UNIT, "office": NOBODY, "prefecture": NOBODY},
    "batch": {"department": FIRST, "department2": SECOND},
    "enterprise": {"town": FIRST, "town2": SECOND, "enterprise": FIRST},
}
ALL = "office department town leader enterprise system_admin security_admin audit_admin"
OFFICIALS = "office department town leader"
AND_ITSELF = "office department town leader enterprise"
REPORTERS = "office department town"
KEEPERS = "system_admin security_admin"


NEW_UNIT = (("target", "new:department"), ("revision", "0"))
OWN_SHEET = (("period", "@period"), ("unit", "@unit"))


@dataclass(frozen=True)
class Page:
    """One row of the matrix."""

    roles: str
    thing: str = ""
    reach: str = "county"
    acts: bool = False
    extra: tuple[tuple[str, str | int], ...] = ()
    parameter: str = "pk"
    posts: bool = False
    data: tuple[tuple[str, str], ...] = ()

    @property
    def method(self) -> str:
        return "post" if self.acts or self.posts else "get"


PAGES = {
    "home": Page(ALL),
    "scope": Page(OFFICIALS),
    "search": Page(ALL),
    "guides": Page(ALL),
    "guide": Page(ALL, extra=(("name", "02-board"),)),
    "guide_picture": Page(ALL, extra=(("name", "board.png"),)),
    "health": Page("system_admin audit_admin"),
    "organization:password": Page(ALL),
    "organization:second_factor": Page(ALL),
    "organization:factor": Page(ALL),
    "organization:sessions": Page(ALL),
    "organization:place": Page("system_admin", data=(("q", "县"),)),
    "organization:account": Page(KEEPERS, "account"),
    "organization:decide_change": Page(KEEPERS, "proposal", acts=True),
    "organization:groups": Page(OFFICIALS),
    "audit:entries": Page("audit_admin"),
    "audit:entry": Page("audit_admin", "entry", parameter="number"),
    "audit:check": Page("audit_admin", acts=True),
    "plans:board": Page(OFFICIALS),
    "plans:tasks": Page(OFFICIALS),
    "plans:counties": Page(OFFICIALS),
    "plans:versions": Page(OFFICIALS),
    "plans:indicator": Page(OFFICIALS, "indicator"),
    "plans:duty": Page(OFFICIALS, "duty"),
    "plans:point": Page(OFFICIALS, "indicator", extra=(("on", "2022-01-31"),)),
    "plans:version": Page(OFFICIALS, "version"),
    "plans:drafts": Page("office"),
    "plans:standards": Page("office"),
    "plans:draft": Page("office", "draft", "here"),
    "plans:progress": Page("office", "draft", "here"),
    "plans:review": Page("office", "draft", "here"),
    "plans:publish": Page("office", "draft", "here"),
    "plans:restart": Page("office", "draft", "here", acts=True),
    "plans:discard": Page("office", "draft", "here", acts=True),
    "plans:add_item": Page("office", "draft", "here", extra=(("kind", "target"),)),
    "plans:accept_sure": Page("office", "draft", "here", acts=True, extra=(("kind", "target"),)),
    "plans:decide": Page("office", "draft_item", "here", acts=True),
    "plans:correct": Page("office", "draft_item", "here"),
    "plans:map_unit": Page(
        "office", "draft_unit", "here", acts=True, data=(("target", "new:department"), ("revision", "0"))
    ),
    "monitoring:owed": Page(OFFICIALS),
    "monitoring:grid": Page(OFFICIALS),
    "monitoring:workbook": Page(OFFICIALS),
    "monitoring:report": Page(OFFICIALS, "report", "unit"),
    "monitoring:evidence": Page(OFFICIALS, "evidence", "unit"),
    "monitoring:cell": Page(REPORTERS, "report", "author", acts=True),
    "monitoring:comment": Page(REPORTERS, "report", "unit", acts=True),
    "monitoring:attach": Page(REPORTERS, "report", "author", acts=True, data=(("file", "@file"),)),
    "monitoring:detach": Page(REPORTERS, "evidence", "author", acts=True),
    "monitoring:act": Page(REPORTERS, "report", "author", acts=True, extra=(("verb", "zero"),)),
    "monitoring:mode": Page("office", "report", acts=True),
    "monitoring:submit": Page(REPORTERS, reach="author", acts=True, data=OWN_SHEET),
    "monitoring:read_upload": Page(REPORTERS, reach="author", acts=True, data=OWN_SHEET),
    "monitoring:upload": Page(REPORTERS, "upload", "author"),
    "monitoring:commit": Page(REPORTERS, "upload", "author", acts=True),
    "monitoring:period": Page(OFFICIALS, "period"),
    "monitoring:review": Page("office"),
    "monitoring:decide": Page("office", acts=True, data=(("verb", "approve"),)),
    "monitoring:periods": Page("office"),
    "monitoring:lock": Page("office", "period", acts=True),
    "monitoring:late": Page("office", "period", acts=True, data=(("unit", "@unit"),)),
    "monitoring:completeness": Page("office leader"),
    "enterprises:list": Page(OFFICIALS),
    "enterprises:own": Page("enterprise"),
    "enterprises:code": Page(AND_ITSELF, "code", "enterprise", parameter="uscc"),
    "enterprises:conflicts": Page(OFFICIALS),
    "enterprises:settle": Page("office", "conflict", acts=True),
    "enterprises:registers": Page(OFFICIALS),
    "enterprises:facts_template": Page(OFFICIALS, extra=(("key", "tax"),)),
    "enterprises:facts_export": Page(OFFICIALS, extra=(("key", "tax"),)),
    "enterprises:detail": Page(AND_ITSELF, "enterprise", "enterprise"),
    "enterprises:story": Page(AND_ITSELF, "enterprise", "enterprise", extra=(("name", "town"),)),
    "enterprises:book": Page(AND_ITSELF, "enterprise", "enterprise"),
    "enterprises:fact": Page(AND_ITSELF, "enterprise", "enterprise", extra=(("year", 2022), ("name", "tax"))),
    "enterprises:qr": Page(AND_ITSELF, "enterprise", "enterprise"),
    "enterprises:set_status": Page("office", "enterprise", acts=True),
    "enterprises:restore": Page("office", "enterprise", acts=True),
    "intake:batches": Page("office department"),
    "intake:upload": Page("office department", acts=True),
    "intake:batch": Page("office department", "batch", "batch"),
    "intake:configure": Page("office department", "batch", "batch"),
    "intake:progress": Page("office department", "batch", "batch"),
    "intake:original": Page("office department", "batch", "batch"),
    "intake:marked": Page("office department", "batch", "batch"),
    "intake:mend": Page("office department", "batch", "batch", acts=True),
    "intake:other_sheet": Page("office department", "batch", "batch", acts=True),
    "intake:waive": Page("office department", "batch", "batch", acts=True),
    "intake:match": Page("office department", "batch", "batch", acts=True, extra=(("match_pk", "@match"),)),
    "intake:act": Page("office department", "batch", "batch", acts=True, extra=(("verb", "check"),)),
    "evaluation:runs": Page(OFFICIALS),
    "evaluation:own": Page("enterprise"),
    "evaluation:freeze": Page("office", acts=True, data=(("method", "@method"),)),
    "evaluation:methods": Page(OFFICIALS),
    "evaluation:add_method": Page("office", reach="here"),
    "evaluation:method": Page(OFFICIALS, "method"),
    "evaluation:run": Page(OFFICIALS, "run"),
    "evaluation:working": Page(OFFICIALS, "run"),
    "evaluation:step": Page("office", "run", acts=True, extra=(("verb", "close_publication"),)),
    "evaluation:again": Page(OFFICIALS, "run", posts=True),
    "evaluation:lines": Page(OFFICIALS, "run"),
    "evaluation:areas": Page(OFFICIALS, "run"),
    "evaluation:publication": Page(OFFICIALS, "run"),
    "evaluation:overrides": Page(OFFICIALS, "run"),
    "evaluation:stability": Page("office", "run"),
    "evaluation:what_if": Page("office", "run"),
    "evaluation:lists": Page(OFFICIALS, "run"),
    "evaluation:sheet": Page(AND_ITSELF, "sheet", "enterprise"),
    "evaluation:confirm": Page("enterprise", "sheet", "enterprise", acts=True),
    "evaluation:object": Page("enterprise", "sheet", "enterprise", acts=True),
    "evaluation:override": Page("office", "sheet", acts=True),
    "evaluation:adopt_policies": Page("office", reach="here"),
    "evaluation:exemptions": Page("office", reach="here"),
    "evaluation:rehearse": Page("office", "objection", acts=True),
    "ledgers:books": Page(OFFICIALS),
    "ledgers:budgets": Page(OFFICIALS),
    "ledgers:land": Page(OFFICIALS),
    "ledgers:queue": Page(OFFICIALS),
    "ledgers:entries": Page(OFFICIALS, extra=(("key", "land"),)),
    "screening:runs": Page(OFFICIALS),
    "remediation:board": Page(OFFICIALS),
    "remediation:press": Page("office", acts=True),
    "notices:centre": Page(AND_ITSELF),
    "notices:wishes": Page(AND_ITSELF),
    "notices:undelivered": Page("system_admin"),
    "park:evaluation": Page(OFFICIALS),
    "land:map": Page(OFFICIALS),
    "land:shapes": Page(OFFICIALS),
    "land:lists": Page(OFFICIALS),
    "land:differences": Page(OFFICIALS),
    "land:draw": Page(REPORTERS, reach="here"),
    "land:scan": Page("office", reach="here", acts=True),
    **{f"funds:{name}": Page(OFFICIALS) for name in ("board", "timing", "effect")},
    "funds:sample": Page("office", reach="here", acts=True),
    "funds:enter": Page("office", reach="here", acts=True),
    "funds:public": Page(AND_ITSELF),
    "funds:mine": Page("enterprise"),
    "funds:fit": Page(AND_ITSELF, "enterprise", "enterprise"),
    "services:own": Page("enterprise"),
    "services:ask": Page("enterprise"),
    "services:of": Page(AND_ITSELF, "enterprise", "enterprise"),
    "services:statistics": Page(OFFICIALS),
    "chain:overview": Page(OFFICIALS),
    "chain:lacking": Page(OFFICIALS),
    "chain:board": Page(AND_ITSELF),
    "leading:funnel": Page(OFFICIALS),
    "leading:silent": Page(OFFICIALS),
    "leading:heads": Page(OFFICIALS),
    **{f"project:{name}": Page(OFFICIALS) for name in ("rates", "wall", "gantt", "calendar")},
    "project:months": Page(REPORTERS, reach="here"),
    "supervision:raise": Page("office", reach="here"),
    "supervision:waiting": Page("office", reach="here"),
    "supervision:quarter": Page(OFFICIALS),
    "closing:latest": Page(OFFICIALS),
    "closing:indicator": Page(OFFICIALS, "indicator"),
    "closing:trace": Page(OFFICIALS, "indicator"),
    "decomposition:start": Page("office"),
    "assessment:board": Page(OFFICIALS),
    "assessment:new_scheme": Page("office"),
    "bulletin:draft": Page("office", reach="here"),
    "bulletin:upload_template": Page("office", reach="here"),
    "bulletin:fields": Page("office", reach="here"),
    **{f"energy:{name}": Page(OFFICIALS) for name in ("large", "watch", "unlisted", "carbon", "per_value")},
    **{
        f"energy:{name}": Page(AND_ITSELF, "enterprise", "enterprise")
        for name in ("account", "code", "code_picture", "label")
    },
    "cultivation:ladder": Page(OFFICIALS),
    "cultivation:coverage": Page(OFFICIALS),
    "cultivation:near": Page(OFFICIALS, parameter="title", extra=(("title", "hightech"),)),
    "cultivation:enterprise": Page(AND_ITSELF, "enterprise", "enterprise"),
    "cultivation:reserve": Page("office department", "enterprise", acts=True, extra=(("title", "hightech"),)),
    "sandtable:compare": Page("office leader"),
    "remediation:report": Page("town", "case", "enterprise", acts=True),
    "remediation:judge": Page("office department", "case", acts=True),
    "cockpit:wall": Page(OFFICIALS),
    "cockpit:cards": Page(OFFICIALS),
    "cockpit:setting": Page("office"),
    "cockpit:arrange": Page("office", acts=True),
    "cockpit:place": Page("office", acts=True),
}
# pages of one record or of a choice within it: the tests of their apps open them
ELSEWHERE = {
    *("screening:start", "screening:draft", "screening:thresholds", "screening:try", "screening:run"),
    *("screening:open_cases", "screening:why", "ledgers:reverse", "remediation:photo", "supervision:regrade"),
    *("closing:month", "closing:pick", "closing:difference", "closing:open_month", "closing:settle"),
    *("land:code", "land:qr", "land:split", "land:merge", "land:redraw", "land:feed", "park:working"),
    *("energy:count", "energy:share", "funds:match", "funds:working"),
    *("leading:different", "chain:map"),
    *("project:plan", "project:apply"),
    *("energy:count", "energy:share"),
    *("sandtable:play", "sandtable:working"),
    *("decomposition:grid", "decomposition:propose", "decomposition:download", "decomposition:upload"),
    *("assessment:compute_month", "assessment:month_again", "assessment:month_file", "assessment:standing_rows"),
    *("assessment:scheme_book", "assessment:freeze", "assessment:table", "assessment:race_again"),
    *("assessment:race_file", "assessment:result_rows", "assessment:appeal"),
    *("bulletin:edit", "bulletin:preview", "bulletin:refresh", "bulletin:reissue", "bulletin:file", "bulletin:sheet"),
    *("bulletin:compare", "bulletin:by_template", "bulletin:try_template"),
    *("notices:open", "notices:read_all", "notices:nudge", "notices:retry"),
    # tests/apps/cockpit/test_tokens.py
    "cockpit:end_token",
}
# pages that need no account: no role is asked
OPEN = {
    *("healthz", "organization:login", "organization:logout", "organization:first_password"),
    *("openid_connect_login", "openid_connect_callback", "cockpit:screen", "cockpit:enter", "old_wall"),
}
