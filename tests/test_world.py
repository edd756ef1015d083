"""The small world is made in bulk; its rows are those that saving one by one would make."""

from tenghuan.apps.organization.models import Account, Region, Unit


def test_each_row_of_the_world_is_as_saving_it_makes_it(world):
    for model in (Region, Unit, Account):
        before = list(model.objects.order_by("pk").values())
        for one in model.objects.order_by("pk"):
            one.save()
        assert list(model.objects.order_by("pk").values()) == before
    assert Region.objects.get(code="990101002").path == "99/9901/990101/990101002/"
