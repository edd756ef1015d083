"""Pages of the assessment beside the lists and records of its registers."""
