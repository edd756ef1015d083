"""Energy and carbon: what enterprises use by month, on both bases, what it gives off, and how they stand in it."""
