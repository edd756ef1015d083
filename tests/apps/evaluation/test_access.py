"""Every page of the evaluation × every role × own, neighbouring and foreign scope: allowed or refused, and right."""

from __future__ import annotations

from django.urls import reverse

from tenghuan.apps.access.roles import Role
from tenghuan.apps.evaluation.models import Graded, Objection
from tenghuan.apps.evaluation.urls import urlpatterns

OFFICIALS = ("office", "department", "town", "leader")
READ = {"officials": OFFICIALS, "office": ("office",), "all": (*OFFICIALS, "enterprise"), "enterprise": ("enterprise",)}
# page → who reads it; whether it belongs to one county ("county"), is a list of what one sees ("list"), or of one's own
GET = {
    "runs": ("officials", "list"), "methods": ("officials", "list"), "own": ("enterprise", "list"),
    "add_method": ("office", "own"), "exemptions": ("office", "own"), "adopt_policies": ("office", "own"),
    "method": ("officials", "county"), "run": ("officials", "county"),
    "working": ("officials", "county"), "lines": ("officials", "county"), "areas": ("officials", "county"),
    "publication": ("officials", "county"), "overrides": ("officials", "county"), "stability": ("office", "county"),
    "what_if": ("office", "county"), "lists": ("officials", "county"), "rehearse": ("office", "county"),
    "sheet": ("all", "county"),
}  # fmt: skip
# what changes something: who may post it in the own county
POST = {
    "freeze": ("office",), "step": ("office",), "again": (*OFFICIALS, "town2"), "confirm": ("enterprise",),
    "object": ("enterprise",), "override": ("office",),
}  # fmt: skip


def _objection(evaluated):
    """One that waits for the office."""
    values = {"text": "测试", "county": evaluated.published.county, "state": "forwarded"}
    return Objection.objects.get_or_create(graded=evaluated.mine, defaults=values)[0]


def _address(name, evaluated):
    keys = {
        "method": evaluated.published.method_id,
        "sheet": evaluated.mine.pk, "confirm": evaluated.mine.pk, "object": evaluated.mine.pk,
        "override": evaluated.mine.pk,
    }  # fmt: skip
    if name == "rehearse":
        return reverse(f"evaluation:{name}", args=(_objection(evaluated).pk,))
    pattern = next(p for p in urlpatterns if p.name == name)
    if "<" not in str(pattern.pattern):
        return reverse(f"evaluation:{name}")
    extra = {"step": ("close_publication",)}.get(name, ())
    return reverse(f"evaluation:{name}", args=(keys.get(name, evaluated.published.pk), *extra))


def test_every_address_is_in_the_tables():
    assert {p.name for p in urlpatterns} == set(GET) | set(POST)


# a town's own officials and its neighbour town are told apart only where a row belongs to an enterprise
OF_ONE_ENTERPRISE = {"sheet"}


SCOPES = ("home", "neighbour", "foreign")
ROLES = [*Role.values, "town2"]


def test_read(evaluated, world):
    wrong = []
    for name, (who, kind) in sorted(GET.items()):
        address = _address(name, evaluated)
        for scope in SCOPES:
            for role in ROLES:
                status = world.client(getattr(world, scope).accounts[role]).get(address).status_code
                if ("town" if role == "town2" else role) not in READ[who]:
                    expected = 403
                elif kind in ("list", "own") or (
                    scope == "home" and not (role == "town2" and name in OF_ONE_ENTERPRISE)
                ):
                    expected = 200
                else:
                    expected = 404
                if status != expected:
                    wrong.append((name, scope, role, status, expected))
    assert wrong == []


def test_change(evaluated, world):
    """What is refused; what is allowed is done in test_pages."""
    wrong = []
    for name, roles in sorted(POST.items()):
        address = _address(name, evaluated)
        if world.client("office").get(address).status_code not in (403, 405):
            wrong.append((name, "GET is not refused"))
        for scope in SCOPES:
            for role in ROLES:
                if scope == "home" and role in roles:
                    continue
                status = world.client(getattr(world, scope).accounts[role]).post(address, {}).status_code
                plain = "town" if role == "town2" else role
                # another county's office posts into its own county (422: nothing said) or finds nothing
                if status not in ((403,) if plain not in roles else (404, 422)):
                    wrong.append((name, scope, role, status))
    assert wrong == []


def test_a_prefecture_office_reads_and_does_not_act(evaluated, world):
    client = world.client(world.prefecture)
    for name, (_who, kind) in GET.items():
        if name == "own" or kind == "own":  # what is added to one's own county, or one's own enterprise
            continue
        if name == "rehearse":  # part of a decision that is not its own
            continue
        address = _address(name, evaluated)
        assert client.get(address).status_code == 200, (name, kind)
    for name in POST:
        if name in ("again", "confirm", "object"):
            continue
        status = client.post(_address(name, evaluated), {"reason": "x"}).status_code
        assert status == 403, (name, status)


def test_an_enterprise_sees_its_own_sheet_only_once_it_is_asked(evaluated, world):
    client = world.client("enterprise")
    other = evaluated.published.graded.exclude(pk=evaluated.mine.pk).first()
    assert client.get(reverse("evaluation:sheet", args=(other.pk,))).status_code == 404
    assert client.get(reverse("evaluation:sheet", args=(evaluated.mine.pk,))).status_code == 200
    for state in ("frozen", "scored", "abandoned"):
        type(evaluated.published).objects.filter(pk=evaluated.published.pk).update(state=state)
        assert client.get(reverse("evaluation:sheet", args=(evaluated.mine.pk,))).status_code == 404


def test_a_town_sees_its_own_enterprises_only(evaluated, world):
    page = world.client("town").get(reverse("evaluation:lines", args=(evaluated.published.pk,)))
    shown = {row.enterprise.uscc for row in page.context["table"].rows}
    own = Graded.objects.filter(run=evaluated.published, enterprise__town=world.home.town_regions[0])
    assert shown == set(own.values_list("enterprise__uscc", flat=True))
    other = Objection.objects.filter(graded__enterprise__town=world.home.town_regions[1]).values_list("pk", flat=True)
    for pk in other:
        assert world.client("town").get(reverse("objections:detail", args=(pk,))).status_code == 404
