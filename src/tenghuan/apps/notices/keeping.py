"""What notices look after all the time: what waits in the outbox."""

from tenghuan.apps.kit.keeping import every
from tenghuan.apps.notices import outbox

every(5, "notices.deliver")(outbox.deliver)
