"""Detects by turns with another program: time_torchvision.py DIR, with the model and the images of parity_torchvision.py in DIR.

Reads names of images from its input, a line each, and answers each with a line: the milliseconds from the decoded image to boxes,
scores and masks of the image's size, and the number of objects. `scripts/parity-torchvision --time` gives it the names.
"""
import sys
import time

import numpy
import torch
from PIL import Image

from parity_torchvision import network_of, tensor


def main():
    folder = sys.argv[1]
    torch.set_num_threads(int(sys.argv[2]))
    model = network_of(folder)
    print("ready", flush=True)
    for line in sys.stdin:
        image = tensor(numpy.array(Image.open(f"{folder}/{line.strip()}")))
        with torch.inference_mode():
            started = time.perf_counter()
            out = model([image])[0]
            millis = 1000 * (time.perf_counter() - started)
        print(millis, len(out["boxes"]), flush=True)


main()
