"""Notices: what happened to what somebody holds, what is due, what was returned; told once, on quiet channels."""
