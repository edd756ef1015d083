"""The floor: the list of enterprises and the page of one, hand-written in plain Django, over the same rows."""
