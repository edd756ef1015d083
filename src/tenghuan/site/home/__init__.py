"""The first page of every role: what is to be done, what lags, how it stands."""
