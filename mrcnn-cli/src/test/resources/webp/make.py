# Writes what Pillow (libwebp) decodes beside each lossy WebP file: PNG, RGB, opacity dropped.
import numpy
from PIL import Image

for name in ("lossy", "quality50", "alpha"):
    pixels = numpy.asarray(Image.open(name + ".webp"))[..., :3]
    Image.fromarray(pixels).save(name + ".png", optimize=True)
