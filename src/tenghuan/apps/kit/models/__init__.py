"""What the kit keeps."""

from tenghuan.apps.kit.models.jobs import OPEN_JOBS, Job, JobState

__all__ = ["OPEN_JOBS", "Job", "JobState"]
