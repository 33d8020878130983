"""Makes random_evaluations.json.gz and random_evaluations.npy.gz: small damaged data sets with the results of COCOeval
(pycocotools 2.0.11): empty images, crowds, ties, boxes without area, double annotations, foreign categories.

usage: make_random_evaluations.py SEED COUNT OUT_PREFIX [hard]
stored: 21 10 random_evaluations, and 5 8 hard_evaluations hard: ids from 0 on, ids that occur twice, an image 0, a category
without objects, detections that occur twice, scores of one digit.

The array is flat float64: for each case bbox then segm, each precision, recall, scores, stats.
"""
import contextlib
import gzip
import io
import json
import sys

import numpy as np
from pycocotools import mask as coco
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

H, W = 130, 150
HARD = sys.argv[4:] == ["hard"]


def shape(r):
    a, b = np.exp(r.uniform(np.log(2), np.log(70), 2))
    cx, cy = r.uniform(0, W), r.uniform(0, H)
    t = np.sort(r.uniform(0, 2 * np.pi, int(r.integers(4, 9))))
    return np.round(np.stack([cx + a * np.cos(t), cy + b * np.sin(t)], 1), 2)


def box_of(p):
    lo, hi = p.min(0), p.max(0)
    return [*lo.tolist(), *(hi - lo).tolist()]


def rle_of(p):
    rle = coco.merge(coco.frPyObjects([p.reshape(-1).tolist()], H, W))
    return {"size": rle["size"], "counts": rle["counts"].decode()}


def runs_of(p):
    m = coco.decode(rle_of(p)).T.reshape(-1)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], m]))).tolist()
    return {"size": [H, W], "counts": np.diff([0, *edges, H * W]).tolist()}


def harden(r, images, categories, annotations, results):
    """The first image becomes 0, ids begin at 0, some occur twice; some detections do; a category is added."""
    first = images[0]
    for a in annotations:
        a["id"] -= 1
        a["image_id"] = 0 if a["image_id"] == first else a["image_id"]
    for _ in range(len(annotations) // 8):
        a, b = r.integers(len(annotations), size=2)
        annotations[a]["id"] = annotations[b]["id"]
    results[:] = [(0 if i == first else i, c, q) for i, c, q in results]
    results += [results[k] for k in r.integers(len(results), size=len(results) // 5)] if results else []
    images[0] = 0
    categories.append(30)


def data(r):
    images = [int(i) for i in r.permutation(50)[: r.integers(1, 9)] * 7 + 3]
    categories = [int(c) for c in r.permutation(20)[: r.integers(1, 4)] + 1]
    many, noise = r.choice([0, 2, 6, 15]), r.choice([0.5, 2, 8])
    annotations, results = [], []
    for i in images:
        for _ in range(r.poisson(many)):
            p, c = shape(r), int(r.choice(categories))
            crowd = r.random() < 0.12
            a = {"id": len(annotations) + 1, "image_id": i, "category_id": c, "iscrowd": int(crowd), "bbox": box_of(p),
                 "area": float(coco.area(rle_of(p))), "segmentation": runs_of(p) if crowd else [p.reshape(-1).tolist()]}
            if r.random() < 0.1:
                a["ignore"] = 1
            if r.random() < 0.1:
                a["area"] = float(r.choice([0, 1024, 1024.5, 9216, 9216.5, 1e10, 1e11]))
            for _ in range(2 if r.random() < 0.05 else 1):
                annotations.append({**a, "id": len(annotations) + 1})
            for _ in range(r.choice([0, 1, 1, 2, 4])):
                q = p if r.random() < 0.1 else np.round(p + r.normal(0, noise, p.shape) + r.normal(0, noise, 2), 2)
                results.append((i, c, q))
        for _ in range(r.poisson(many / 2)):
            results.append((i, int(r.choice(categories + [99])), shape(r)))
    digits = int(r.integers(1, 4))
    if HARD:
        digits = 1
        harden(r, images, categories, annotations, results)
    dts = []
    for k in r.permutation(len(results)):
        i, c, q = results[k]
        b = box_of(q)
        if r.random() < 0.05:
            b[int(r.integers(2, 4))] = 0
        dts.append({"image_id": i, "category_id": c, "bbox": b, "segmentation": rle_of(q),
                    "score": round(float(r.random()), digits)})
    gt = {"images": [{"id": i, "height": H, "width": W} for i in images],
          "categories": [{"id": c, "name": f"c{c}"} for c in categories], "annotations": annotations}
    return gt, dts


def evaluate(gt, dts, kind, limits, thresholds):
    truth = COCO()
    truth.dataset = json.loads(json.dumps(gt))
    truth.createIndex()
    drop = "segmentation" if kind == "bbox" else "bbox"
    own = [{k: v for k, v in d.items() if k != drop} for d in dts]
    if own:
        found = truth.loadRes(own)
    else:
        found = COCO()
        found.dataset = {"images": gt["images"], "categories": gt["categories"], "annotations": []}
        found.createIndex()
    e = COCOeval(truth, found, kind)
    e.params.maxDets = list(limits)
    e.params.iouThrs = np.array(thresholds) if thresholds else e.params.iouThrs
    e.evaluate()
    e.accumulate()
    e.summarize()
    return [e.eval["precision"], e.eval["recall"], e.eval["scores"], e.stats]


random = np.random.default_rng(int(sys.argv[1]))
cases, arrays = [], []
for _ in range(int(sys.argv[2])):
    gt, dts = data(random)
    limits = [[1, 10, 100], [1, 10, 100], [2, 3, 7]][random.integers(3)]
    thresholds = [None, None, [0.0, 0.3, 0.5, 0.75, 1.0]][random.integers(3)]
    with contextlib.redirect_stdout(io.StringIO()):
        for kind in ("bbox", "segm"):
            arrays += [np.ravel(a) for a in evaluate(gt, dts, kind, limits, thresholds)]
    cases.append({"gt": gt, "results": dts, "maxDets": limits, "iouThrs": thresholds})


def zipped(path, data):
    with open(path, "wb") as f, gzip.GzipFile(filename="", mode="wb", fileobj=f, mtime=0) as z:
        z.write(data)


zipped(sys.argv[3] + ".json.gz", json.dumps(cases).encode())
flat = io.BytesIO()
np.save(flat, np.concatenate(arrays))
zipped(sys.argv[3] + ".npy.gz", flat.getvalue())
