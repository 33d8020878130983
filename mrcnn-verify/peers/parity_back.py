"""Loads what this project exported of a model of parity_torchvision.py into torchvision: parity_back.py DIR

DIR is the folder of that script, with back.safetensors, which scripts/parity-torchvision writes. The state must load with
strict=True, equal the first in every tensor, and find the same objects in the first image, to the last bit. The exit status is 1
if it does not.
"""
import sys

import numpy
import torch
from PIL import Image

from parity_torchvision import network_of, tensor


def main():
    folder = sys.argv[1]
    image = tensor(numpy.array(Image.open(f"{folder}/0.png")))
    found, states = [], []
    for name in ("model", "back"):
        model = network_of(folder, name)
        states.append(model.state_dict())
        with torch.no_grad():
            found.append(model([image])[0])
    pairs = {**{name: (tensor, states[1][name]) for name, tensor in states[0].items()},
             **{"detections: " + name: (tensor, found[1][name]) for name, tensor in found[0].items()}}
    differ = [name for name, (before, after) in pairs.items() if not torch.equal(before, after)]
    print(f"back to torchvision: {len(states[0])} tensors loaded strictly, {len(found[1]['labels'])} detections;"
          f" {len(differ)} differ {differ[:3]}")
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
