"""Detects by turns with another program: time_torchvision.py DIR DEVICE THREADS, with the model and the images of parity_torchvision.py in DIR.

Reads names of images from its input, a line each, and answers each with a line: the milliseconds from the decoded image to boxes,
scores and masks of the image's size in main memory, and the number of objects. On a GPU, products are of float32, not of TF32, which
convolutions of torch have by default. `scripts/parity-torchvision --time` gives it the names.
"""
import sys
import time

import numpy
import torch
from PIL import Image

from parity_torchvision import network_of, tensor


def main():
    folder, device = sys.argv[1:3]
    torch.set_num_threads(int(sys.argv[3]))
    torch.backends.cudnn.allow_tf32 = False
    model = network_of(folder).to(device)
    print("ready", flush=True)
    for line in sys.stdin:
        image = tensor(numpy.array(Image.open(f"{folder}/{line.strip()}")))
        with torch.inference_mode():
            started = time.perf_counter()
            out = {name: value.cpu() for name, value in model([image.to(device)])[0].items()}
            millis = 1000 * (time.perf_counter() - started)
        print(millis, len(out["boxes"]), flush=True)


main()
