"""One file an enterprise (一企一档): who it is, its facts by year and month, where each value came from."""
