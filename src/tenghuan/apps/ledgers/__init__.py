"""Books of what the campaign frees — land, energy, carbon — and its allocation to projects."""
