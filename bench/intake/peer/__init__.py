"""The peer: one model of twenty columns, imported by django-import-export."""
