"""Makes paste/*.npy.gz: soft masks sampled into images by the half-pixel rule of Detectron2's paste_masks_in_image,
written with torch 2.5.1 grid_sample (align_corners=False, zero padding).

usage: make_paste.py OUTPUT_FOLDER      (seed 5)

masks [24, 28, 28] float32, boxes [24, 4] float32 (y1, x1, y2, x2), values [24, 48, 67] float32 before the threshold.
"""
import gzip
import sys

import numpy as np
import torch

H, W, N, SIDE = 48, 67, 24, 28


def blob(r):
    y, x = np.mgrid[0:SIDE, 0:SIDE] / (SIDE - 1) * 2 - 1
    a, b = r.uniform(0.5, 1.4, 2)
    c = r.uniform(-3, 3)
    z = (1 - (x / a) ** 2 - (y / b) ** 2) * 6 + np.sin(c * x + 2 * y) * 2
    return (np.rint(1 / (1 + np.exp(-z)) * 256) / 256).astype(np.float32)


def sample(mask, box):
    y1, x1, y2, x2 = (torch.tensor(v) for v in box)
    gy = (torch.arange(H, dtype=torch.float32) + 0.5 - y1) / (y2 - y1) * 2 - 1
    gx = (torch.arange(W, dtype=torch.float32) + 0.5 - x1) / (x2 - x1) * 2 - 1
    grid = torch.stack([gx[None, :].expand(H, W), gy[:, None].expand(H, W)], 2)[None]
    return torch.nn.functional.grid_sample(torch.from_numpy(mask)[None, None], grid, align_corners=False)[0, 0].numpy()


r = np.random.default_rng(5)
masks = np.stack([blob(r) for _ in range(N)])
masks[3] = 1
masks[4] = 0.25
boxes = []
for i in range(N):
    y, x = r.uniform(-8, H - 2), r.uniform(-8, W - 2)
    h, w = (r.uniform(0.01, 1.5, 2) if i % 6 == 5 else r.uniform(3, 50, 2))
    boxes.append((y, x, y + h, x + w))
boxes = np.array(boxes, np.float32)
boxes[7] = np.rint(boxes[7])
values = np.stack([sample(m, b) for m, b in zip(masks, boxes)])
for name, array in (("masks", masks), ("boxes", boxes), ("values", values)):
    with open(f"{sys.argv[1]}/{name}.npy.gz", "wb") as f, gzip.GzipFile(filename="", mode="wb", fileobj=f, mtime=0) as z:
        np.save(z, array)
