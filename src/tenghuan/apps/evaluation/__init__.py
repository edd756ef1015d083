"""The per-mu evaluation: from a frozen snapshot to a published, defended, final list and the policies that follow."""
