"""A few kills in every run; ``python -m bench.kills`` does 200."""

from __future__ import annotations

from tests.killing.killing import Site, kill_many


def test_killed_in_bulk_closing_and_imports_nothing_is_half_done_or_lost(tmp_path):
    site = Site(tmp_path)
    site.run("prepare")
    found = kill_many(site, 6, seed=7)
    assert found.kills == 6
    assert found.closed >= 12  # the undisturbed round's at least
    assert (found.lost, found.half, found.broken) == ([], [], [])
