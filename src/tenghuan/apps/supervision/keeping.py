"""What supervision looks after all the time: grades and reports upwards."""

from tenghuan.apps.kit.keeping import every
from tenghuan.apps.supervision.sweeping import sweep_all

every(600, "supervision.sweep")(sweep_all)
