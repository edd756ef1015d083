"""One call of every service of the plans app."""

from tenghuan.apps.plans.services import publication
from tests.apps.plans.packs import pack

SCENARIOS = {
    "plans.publish_pack": lambda world, actor: publication.publish_pack(actor, world.home.region, pack()),
}
