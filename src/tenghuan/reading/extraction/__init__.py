"""A `Document` becomes a draft plan: outline first, then one reader a part."""
