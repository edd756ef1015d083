"""Month close: what each indicator stood at, from reports and registers, fixed version by version."""
