"""Bytes of a workbook → plain cells. Runs in a child process with limits, so it imports only the standard library,
calamine and (relatively) itself."""
