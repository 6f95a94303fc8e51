"""The human assessment, without Django: sheets as data, graded answers, levels and the under-4 rule, states."""
