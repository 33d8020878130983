"""Makes tide.json.gz: numbers of tidecv 1.0.1 on the evaluations of this folder, without crowds, with distinct scores (the
i-th detection has 1e-7 * i less), without detections of categories that have no objects, and with the recall levels of
numpy.linspace, as pycocotools (tidecv has i / 100, and 0.58 is not 58 * 0.01): where all agree.

usage: make_tide.py OUT      (cv2, pandas, seaborn, appdirs and matplotlib may be missing: only its drawings need them)
"""
import gzip
import json
import os
import sys
import types

import numpy as np
import pycocotools.mask as coco

for name in ("cv2", "pandas", "seaborn", "appdirs", "matplotlib", "matplotlib.pyplot", "matplotlib.lines"):
    try:
        __import__(name)
    except ImportError:
        sys.modules[name] = types.ModuleType(name)
        for field in ("__path__", "FONT_HERSHEY_SIMPLEX", "LINE_AA", "pyplot", "user_data_dir", "Line2D"):
            setattr(sys.modules[name], field, [])

import tidecv.ap
from tidecv.data import Data
from tidecv.quantify import TIDERun

LEVELS = np.linspace(0, 1, 101)
tidecv.ap.np = types.SimpleNamespace(
    array=np.array, searchsorted=lambda recalls, levels, side: np.searchsorted(recalls, LEVELS, side=side))
HERE = os.path.dirname(os.path.abspath(__file__))


def load(name):
    with gzip.open(os.path.join(HERE, name + ".gz")) as f:
        return json.load(f)


def run(gt, dts, mode):
    size = {i["id"]: (i["height"], i["width"]) for i in gt["images"]}
    truth, found = Data("truth"), Data("found")
    for i in gt["images"]:
        truth.add_image(i["id"], str(i["id"]))
    objects = [a for a in gt["annotations"] if not a["iscrowd"]]
    for a in objects:
        mask, (h, w) = a["segmentation"], size[a["image_id"]]
        if isinstance(mask, list):
            mask = coco.merge(coco.frPyObjects(mask, h, w))
        elif isinstance(mask["counts"], list):
            mask = coco.frPyObjects(mask, h, w)
        truth.add_ground_truth(a["image_id"], a["category_id"], a["bbox"], mask)
    known = {a["category_id"] for a in objects}
    for i, d in enumerate(dts):
        if d["category_id"] in known:
            found.add_detection(d["image_id"], d["category_id"], d["score"] - 1e-7 * i, d.get("bbox"),
                                d.get("segmentation"))
    done = TIDERun(truth, found, 0.5, 0.1, mode, 1000)
    main = {k.short_name: v / 100 for k, v in done.fix_main_errors().items()}
    special = {k.short_name: v / 100 for k, v in done.fix_special_errors().items()}
    return {"ap": done.ap / 100, "gains": main, "special": special,
            "counts": {k.short_name: len(v) for k, v in done.error_dict.items()}}


cases = []
for name in ("eval_few_max", "eval_many", "eval_nuclei", "eval_synthetic"):
    for key, mode in (("bbox", "bbox"), ("segm", "mask")):
        cases.append({"name": name, "type": key,
                      **run(load(name + "/gt.json"), load(f"{name}/results_{key}.json"), mode)})
for i, case in enumerate(load("random_evaluations.json")):
    if any(not a["iscrowd"] for a in case["gt"]["annotations"]):
        for key, mode in (("bbox", "bbox"), ("segm", "mask")):
            cases.append({"name": "random_evaluations", "index": i, "type": key,
                          **run(case["gt"], case["results"], mode)})
with open(sys.argv[1], "wb") as f, gzip.GzipFile(filename="", mode="wb", fileobj=f, mtime=0) as z:
    z.write(json.dumps(cases).encode())
