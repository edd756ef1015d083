"""Land: a file for each parcel, its parts, promises and deals; idle land, lists, lineage and the map."""
