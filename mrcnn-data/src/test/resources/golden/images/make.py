"""Pictures in the formats that Images reads, and pixels.bin: for each the RGB that Pillow 13.0.0 reads, in order of name."""

import os

import numpy as np
from PIL import Image

H, W = 26, 37
yy, xx = np.mgrid[0:H, 0:W]
rgb = np.stack([xx * 255 // (W - 1), yy * 255 // (H - 1), (128 + 100 * np.sin(xx / 5) * np.cos(yy / 4)).astype(int)], -1)
rgb = rgb.astype(np.uint8)
rgb[5:12, 8:20] = [220, 40, 30]
rgb[15:22, 20:33] = [20, 200, 240]
picture = Image.fromarray(rgb)
alpha = Image.fromarray(np.dstack([rgb, (xx * 6 % 256).astype(np.uint8)]))
grey16 = ((xx * 1771 + yy * 997) % 65536).astype(np.uint16)

picture.save("baseline.jpg", quality=85)
picture.save("progressive.jpg", quality=85, progressive=True)
picture.convert("L").save("grey.jpg", quality=85)
picture.convert("CMYK").save("cmyk.jpg", quality=90)
Image.fromarray(grey16).save("grey16.png")
picture.quantize(40).save("palette.png")
alpha.save("alpha.png")
alpha.convert("LA").save("grey_alpha.png")
picture.convert("1").save("one_bit.png")
picture.save("lzw.tif", compression="tiff_lzw")
picture.save("jpeg.tif", compression="jpeg")
picture.convert("CMYK").save("cmyk.tif")
picture.save("plain.bmp")
picture.quantize(200).save("palette.bmp")
picture.save("lossy.webp")
picture.save("lossless.webp", lossless=True)
alpha.save("lossless_alpha.webp", lossless=True, exact=True)
turned = Image.Exif()
turned[0x112] = 6
picture.save("turned.webp", lossless=True, exif=turned)
picture.save("animated.webp", save_all=True, append_images=[picture.rotate(180)], lossless=True)


def read(name):
    image = Image.open(name)
    if image.mode.startswith("I;16"):  # convert() would clip 16 bit to 255
        grey = (np.asarray(image).astype(np.int64) * 255 + 32767) // 65535
        return np.repeat(grey.astype(np.uint8)[..., None], 3, 2)
    if image.mode in ("RGBA", "LA"):  # the colours as they are stored
        image = image.convert("RGBA")
    return np.asarray(image.convert("RGB") if image.mode != "RGBA" else image)[..., :3]


names = sorted(n for n in os.listdir(".") if n.endswith((".jpg", ".png", ".tif", ".bmp")) or n.startswith("lossless"))
with open("pixels.bin", "wb") as out:
    for name in names:
        pixels = read(name)
        assert pixels.shape == (H, W, 3), (name, pixels.shape)
        out.write(np.ascontiguousarray(pixels).tobytes())
print(names)
