"""Persons, household spells and coverage spells, from the resident register's history."""
