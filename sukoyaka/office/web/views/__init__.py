"""What is shown: one file a screen. Each fetches through the rules, records the look, and renders."""
