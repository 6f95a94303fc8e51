"""What the office may see of the listed children, and of nobody else."""
