"""A throw-away business, declared on the kit as any business is: what a declaration brings is tested on it."""
