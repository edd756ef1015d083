"""What is reckoned of land: indicators, idle land, promises, lineage, shapes, parks; every limit is an argument."""
