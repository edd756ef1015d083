"""What every business is made of, built once: background jobs and what else all of them share."""
