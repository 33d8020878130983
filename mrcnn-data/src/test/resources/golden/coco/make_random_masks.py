"""Makes random_masks.json.gz: random polygons, boxes and bitmaps with the answers of pycocotools 2.0.11.

usage: make_random_masks.py SEED COUNT OUT.json.gz      (stored: seed 7, count 250)
"""
import gzip
import json
import sys

import numpy as np
from pycocotools import mask as coco


def polygon(r, h, w):
    kind, n = r.integers(6), int(r.integers(3, 12))
    p = r.uniform(-0.3, 1.3, (n, 2)) * (w, h)
    if kind == 1:
        p = np.rint(p)
    elif kind == 2:
        p = np.rint(p * 10) / 10
    elif kind == 3:
        p = np.clip(np.rint(p * 2) / 2, 0, (w, h))
    elif kind == 4:
        p[:, int(r.integers(2))] = np.rint(p[0, 0])
    elif kind == 5:
        p[1:] = p[0] + r.uniform(-1, 1, (n - 1, 2))
        p[n - 1] = p[0]
    return p.reshape(-1).tolist()


def text(rle):
    return rle["counts"].decode()


def case(r):
    h, w = int(r.integers(1, 40)), int(r.integers(1, 40))
    parts = [polygon(r, h, w) for _ in range(r.integers(1, 4))]
    box = (r.uniform(-0.2, 1, 4) * (w, h, w, h)).tolist()
    bitmap = (r.random((h, w)) < r.choice([0, 0.02, 0.5, 0.98, 1])).astype(np.uint8)
    a = coco.merge(coco.frPyObjects(parts, h, w))
    b = coco.frPyObjects(np.array([box]), h, w)[0]
    c = coco.encode(np.asfortranarray(bitmap))
    three = [a, b, c]
    return {
        "height": h, "width": w, "polygons": parts, "box": box, "bitmap": "".join(map(str, bitmap.reshape(-1))),
        "rles": [text(x) for x in three],
        "union": text(coco.merge(three)), "intersection": text(coco.merge(three, True)),
        "area": [int(coco.area(x)) for x in three], "bbox": [coco.toBbox(x).tolist() for x in three],
        "iou": coco.iou(three, three, [0, 1, 0]).tolist(),
    }


seed, count, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
random = np.random.default_rng(seed)
with open(out, "wb") as f, gzip.GzipFile(filename="", mode="wb", fileobj=f, mtime=0) as z:
    z.write(json.dumps([case(random) for _ in range(count)]).encode())
