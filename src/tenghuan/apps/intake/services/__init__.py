"""Every change of a batch: handing in, configuring, checking, waiving, confirming, committing, withdrawing."""
