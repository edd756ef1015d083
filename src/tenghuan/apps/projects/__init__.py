"""Projects from lead to judged performance: stages, lamps, monthly investment, problems, what may be counted."""
