"""Makes matterport_ap.json.gz: random rectangles as objects of one image, with the results of compute_ap, compute_ap_range
and compute_recall of Matterport's mrcnn/utils.py (master 3deaec5).

usage: make_matterport_ap.py OUT      (its utils must be importable as `utils`)
"""
import contextlib
import gzip
import io
import json
import sys

import numpy as np
import utils

SIDE = 40


def boxes(r, n):
    corners = r.integers(0, SIDE - 12, (n, 2))
    return np.concatenate([corners, corners + r.integers(4, 13, (n, 2))], 1)


def masks(b):
    m = np.zeros((SIDE, SIDE, len(b)), bool)
    for i, (y1, x1, y2, x2) in enumerate(b):
        m[y1:y2, x1:x2, i] = True
    return m


r = np.random.default_rng(4)
cases = []
for n in (1, 2, 3, 5, 8, 8, 12, 12):
    truth = boxes(r, n)
    classes = r.integers(1, 4, n)
    source = r.integers(0, n, 2 * n)
    found = np.concatenate([truth[source] + r.integers(-2, 3, (2 * n, 4)), boxes(r, max(1, n // 2))])
    found = np.clip(found, 0, SIDE)
    guessed = np.where(r.random(len(found)) < 0.2, r.integers(1, 4, len(found)), np.append(classes[source], r.integers(
        1, 4, len(found) - 2 * n)))
    scores = r.permutation(len(found)) / 100 + 0.05
    given = (truth, classes, masks(truth), found, guessed, scores, masks(found))
    with contextlib.redirect_stdout(io.StringIO()):
        case = {"range": float(utils.compute_ap_range(*given))}
    case["ap"] = {str(t): float(utils.compute_ap(*given, iou_threshold=np.float64(t))[0]) for t in (0.3, 0.5, 0.75)}
    case["recall"] = float(utils.compute_recall(found.astype(np.float32), truth.astype(np.float32), 0.5)[0])
    cases.append({"truth": truth.tolist(), "classes": classes.tolist(), "found": found.tolist(),
                  "guessed": guessed.tolist(), "scores": scores.tolist(), **case})
with open(sys.argv[1], "wb") as f, gzip.GzipFile(filename="", mode="wb", fileobj=f, mtime=0) as z:
    z.write(json.dumps(cases).encode())
