"""Criteria that a nurse can read, and the determination made by them."""
