"""The kit: what every business is made of, built once — register, loop, ledger, measure, task, file, exchange."""
