"""Parks: micro-enterprise parks and platforms, their floors and tenants, quarterly returns, evaluation by a scheme."""
