"""What an operator does: first start, serving, health, backup and restore, looking for what is amiss."""
