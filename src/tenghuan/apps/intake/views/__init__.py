"""The pages of the intake: list and upload, configure, faults, actions."""
