#!/usr/bin/env python3
"""Compares ONNX files of org.mrcnn.verify.onnx.OnnxCases with what this project found in the same images.

Checks each file by onnx.checker, runs it in ONNX Runtime and in OpenVINO, and prints a JSON line per file and runtime.
Exits with 1 if a detection is missing or, with pasted masks, too many, a box is off by more than 0.01 pixel, a score by more than 1e-4, or a mask equals
ours in less than 99.9 % of the pixels.
"""
import argparse
import json
import pathlib
import sys
import time

import numpy as np


# Models that resize bytes in whole numbers of 30 bits, for which OpenVINO takes float32: some pixels differ by one level there.
WHOLE_NUMBERS = ("detectron2", "mmdetection")


def decode(counts, height, width):
    """COCO's compressed run lengths as bool [height, width]."""
    runs, p = [], 0
    while p < len(counts):
        x, k, more = 0, 0, True
        while more:
            c = ord(counts[p]) - 48
            x |= (c & 0x1F) << 5 * k
            more = bool(c & 0x20)
            p += 1
            k += 1
            if not more and c & 0x10:
                x |= -1 << 5 * k
        if len(runs) > 2:
            x += runs[-2]
        runs.append(x)
    flat = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    return flat.reshape(width, height).T


class Ort:
    name = "onnxruntime"

    def __init__(self, file, threads):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])

    def run(self, image):
        return self.session.run(["boxes", "labels", "scores", "masks"], {"image": image})


class OpenVino:
    name = "openvino"

    def __init__(self, file, threads):
        import openvino

        core = openvino.Core()
        config = {"INFERENCE_NUM_THREADS": threads, "INFERENCE_PRECISION_HINT": "f32"}
        self.model = core.compile_model(core.read_model(str(file)), "CPU", config)

    def run(self, image):
        results = self.model({"image": image})
        return [results[name] for name in ("boxes", "labels", "scores", "masks")]


def match(expected, found):
    """Worst differences of the detections that correspond: of one label, with the nearest box."""
    boxes, labels, scores, masks = found
    free = set(range(len(labels)))
    worst = {"matched": 0, "expected": len(expected["labels"]), "found": len(labels), "box": 0.0, "score": 0.0, "mask": 1.0}
    for i, box in enumerate(np.array(expected["boxes"], dtype=np.float32).reshape(-1, 4)):
        same = [k for k in free if labels[k] == expected["labels"][i]]
        if not same:
            continue
        distance, k = min((float(np.abs(boxes[k] - box).max()), k) for k in same)
        if distance > 1:
            continue
        free.remove(k)
        worst["matched"] += 1
        worst["box"] = max(worst["box"], distance)
        worst["score"] = max(worst["score"], abs(float(scores[k]) - expected["scores"][i]))
        if masks.dtype == np.bool_ or masks.dtype == np.uint8:
            mask = decode(expected["masks"][i], expected["height"], expected["width"])
            worst["mask"] = min(worst["mask"], float((masks[k].astype(bool) == mask).mean()))
    return worst


def compare(runtime, images, folder):
    total = {"images": len(images), "expected": 0, "found": 0, "matched": 0, "box": 0.0, "score": 0.0, "mask": 1.0}
    times = []
    for image in images:
        pixels = np.fromfile(folder / image["pixels"], dtype=np.uint8)
        pixels = pixels.reshape(image["height"], image["width"], image["channels"])
        start = time.perf_counter()
        found = runtime.run(pixels)
        times.append((time.perf_counter() - start) * 1000)
        one = match(image, found)
        for key in ("expected", "found", "matched"):
            total[key] += one[key]
        for key in ("box", "score"):
            total[key] = max(total[key], one[key])
        total["mask"] = min(total["mask"], one["mask"])
    total["median_ms"] = round(float(np.median(times)), 1)
    total["ours_median_ms"] = round(float(np.median([i["ms"] for i in images])), 1)
    return total


def good(total, pasted):
    """Only where masks are pasted can those without a pixel be left out, as this project does."""
    all_found = total["expected"] == total["matched"] and (total["found"] == total["matched"] or not pasted)
    return all_found and total["box"] <= 0.01 and total["score"] <= 1e-4 and total["mask"] >= 0.999


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dir", type=pathlib.Path, required=True, help="folder of OnnxCases")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runtimes", default="onnxruntime,openvino")
    options = parser.parse_args()
    import onnx

    failed = 0
    for expected in sorted(options.dir.glob("*.json")):
        images = json.loads(expected.read_text())
        for file in (expected.with_suffix(".onnx"), expected.with_name(expected.stem + "_full.onnx")):
            onnx.checker.check_model(str(file), full_check=True)
            for kind in (Ort, OpenVino):
                if kind.name in options.runtimes.split(",") and (kind is Ort or expected.stem not in WHOLE_NUMBERS):
                    total = compare(kind(file, options.threads), images, options.dir)
                    ok = good(total, file.stem.endswith("_full"))
                    failed += not ok
                    print(json.dumps({"file": file.name, "runtime": kind.name, "ok": ok, **total}), flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
