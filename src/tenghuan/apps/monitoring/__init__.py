"""Monthly reporting: periods, reports with review, evidence, and the lamps computed from what was approved."""
