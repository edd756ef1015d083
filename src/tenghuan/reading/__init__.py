"""Plan documents become draft plans; workbooks become checked rows with every fault located."""

from tenghuan.reading.plan_reading import PlanReading, read_plan, read_plan_guarded

__all__ = ["PlanReading", "read_plan", "read_plan_guarded"]
