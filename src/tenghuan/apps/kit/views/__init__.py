"""The pages that a declaration brings."""
