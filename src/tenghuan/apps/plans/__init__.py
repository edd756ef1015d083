"""The county's plan: documents read and reviewed, versions published, what it measures and whom it obliges."""
