"""Tags of walls."""
