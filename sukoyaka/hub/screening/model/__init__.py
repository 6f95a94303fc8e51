"""Points learned from few labels: the expert's points are the prior, the labels move them only as far as they carry."""
