"""What a plan is: pack schema, calibers, the catalogue of standard indicators, the packs of five counties."""
