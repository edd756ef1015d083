"""What notices look after all the time: lines that tasks cross, digests, what waits in the outbox."""

from tenghuan.apps.kit.keeping import every
from tenghuan.apps.notices import digest, outbox, scanning

every(600, "notices.scan")(scanning.scan)
every(300, "notices.digest")(digest.collect)
every(5, "notices.deliver")(outbox.deliver)
