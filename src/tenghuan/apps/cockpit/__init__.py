"""The cockpit (驾驶舱): wall pages of a county, a city, the province; their layout; tokens for walls."""
