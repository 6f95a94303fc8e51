"""Findings for the department, by the official rule ids, and what is held back."""
