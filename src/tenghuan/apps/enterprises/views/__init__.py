"""The pages of the register: list, one file an enterprise, conflicts, registers."""
