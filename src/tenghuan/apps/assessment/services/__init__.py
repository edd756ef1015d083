"""Every change of an assessment beside the moves of its loops: schemes, freezing, appeals, months."""
