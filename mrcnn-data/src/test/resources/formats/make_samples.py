"""Writes the samples of this folder: two pictures, annotated as each tool writes it. python make_samples.py"""
import base64, io, json, os
import numpy as np
from PIL import Image

SIZES = {"a": (40, 30), "b": (24, 32)}  # width, height
RECT = [5, 4, 15, 12]  # x1, y1, x2, y2 on a: class cell, 80 pixels
TRI = [[20, 10], [36, 10], [36, 26]]  # on a: class nucleus
DISC = (12, 16, 6)  # x, y, radius on b: class cell


def path(*parts):
    p = os.path.join(*parts)
    os.makedirs(os.path.dirname(p), exist_ok=True)
    return p


def picture(name, *parts):
    w, h = SIZES[name]
    y, x = np.mgrid[0:h, 0:w]
    rgb = np.stack([x * 5, y * 7, (x + y) * 3], -1).astype(np.uint8)
    Image.fromarray(rgb).save(path(*parts))


def masks():
    """name -> list of (class, bitmap), later ones do not overlap earlier ones."""
    a = np.zeros((30, 40), bool); a[4:12, 5:15] = True
    y, x = np.mgrid[0:30, 0:40]
    t = (x >= 20) & (x < 36) & (y >= 10) & (y - 10 < x - 20 + 1)
    y, x = np.mgrid[0:32, 0:24]
    return {"a": [("cell", a), ("nucleus", t)], "b": [("cell", (x - 12) ** 2 + (y - 16) ** 2 < 36)]}


def dump(value, *parts):
    with open(path(*parts), "w") as f:
        json.dump(value, f, indent=1)


def text(value, *parts):
    with open(path(*parts), "w") as f:
        f.write(value)


def palette(values, *parts):
    image = Image.fromarray(values.astype(np.uint8), "P")
    image.putpalette([(i * k) % 256 for i in range(256) for k in (67, 101, 31)])
    image.save(path(*parts))


def numbered(objects, shape, start=1, step=1):
    values = np.zeros(shape, np.int32)
    for i, (_, m) in enumerate(objects):
        values[m] = start + step * i
    return values


def voc():
    ids = []
    for name, objects in masks().items():
        w, h = SIZES[name]
        picture(name, "voc/JPEGImages", name + ".png")
        values = numbered(objects, (h, w))
        values[0, 0:3] = 255  # border
        palette(values, "voc/SegmentationObject", name + ".png")
        xml = "".join(
            "<object><name>%s</name><pose>Unspecified</pose><truncated>0</truncated><difficult>0</difficult>"
            "<bndbox><xmin>%d</xmin><ymin>%d</ymin><xmax>%d</xmax><ymax>%d</ymax></bndbox></object>\n"
            % (c, *(np.argwhere(m).min(0)[::-1] + 1), *(np.argwhere(m).max(0)[::-1] + 1)) for c, m in objects)
        text("<annotation>\n<folder>VOC</folder><filename>%s.png</filename>\n<size><width>%d</width><height>%d</height>"
             "<depth>3</depth></size>\n<segmented>1</segmented>\n%s</annotation>\n" % (name, w, h, xml),
             "voc/Annotations", name + ".xml")
        ids.append(name)
    text("<annotation><filename>c.png</filename><segmented>0</segmented></annotation>\n", "voc/Annotations/c.xml")
    text("\n".join(ids[:1]) + "\n", "voc/ImageSets/Segmentation/train.txt")


def labelme():
    def shape(label, kind, points, group=None, **more):
        return dict(label=label, points=points, group_id=group, shape_type=kind, flags={}, **more)
    x, y, r = DISC
    png = io.BytesIO(); Image.fromarray(masks()["a"][1][1][10:26, 20:36].astype(np.uint8) * 255).save(png, "PNG")
    shapes = {"a": [shape("cell", "rectangle", [RECT[2:], RECT[:2]]),
                    shape("nucleus", "mask", [[20, 10], [35, 25]], mask=base64.b64encode(png.getvalue()).decode())],
              "b": [shape("cell", "circle", [[x, y], [x + r, y]]),
                    shape("nucleus", "polygon", [[1, 1], [5, 1], [5, 5], [1, 5]], 3),
                    shape("nucleus", "polygon", [[8, 1], [12, 1], [12, 3], [8, 3]], 3)]}
    for name, s in shapes.items():
        picture(name, "labelme/images", name + ".png")
        dump(dict(version="5.4.1", flags={}, shapes=s, imagePath="..\\images\\%s.png" % name, imageData="aGVsbG8=" * 40,
                  imageHeight=SIZES[name][1], imageWidth=SIZES[name][0]), "labelme/json", name + ".json")


def via():
    x1, y1, x2, y2 = RECT
    x, y, r = DISC
    regions = {"a.png": [(dict(name="rect", x=x1, y=y1, width=x2 - x1, height=y2 - y1), "cell"),
                         (dict(name="polygon", all_points_x=[p[0] for p in TRI], all_points_y=[p[1] for p in TRI]), "nucleus")],
               "b.png": [(dict(name="circle", cx=x, cy=y, r=r), "cell"),
                         (dict(name="ellipse", cx=12, cy=4, rx=5, ry=2.5, theta=0), "cell"),
                         (dict(name="polyline", all_points_x=[2, 8, 8, 2], all_points_y=[25, 25, 30, 30]), "nucleus")]}
    for name in SIZES:
        picture(name, "via", name + ".png")
    files = {n: dict(filename=n, size=os.path.getsize("via/" + n),
                     regions=[dict(shape_attributes=s, region_attributes=dict(type=c)) for s, c in rs],
                     file_attributes={}) for n, rs in regions.items()}
    dump({n + str(f["size"]): f for n, f in files.items()}, "via/via2.json")
    dump({"_via_settings": {"core": {}}, "_via_img_metadata": {n + str(f["size"]): f for n, f in files.items()},
          "_via_attributes": {"region": {}, "file": {}}}, "via/project.json")
    old = {n + str(f["size"]): dict(fileref="", base64_img_data="", **{**f, "regions": {str(i): r for i, r in enumerate(f["regions"])}})
           for n, f in files.items()}
    dump(old, "via/via1.json")
    numbers = lambda s: {"rect": lambda: [2, s["x"], s["y"], s["width"], s["height"]],
                         "circle": lambda: [3, s["cx"], s["cy"], s["r"]],
                         "ellipse": lambda: [4, s["cx"], s["cy"], s["rx"], s["ry"]],
                         "polyline": lambda: [6] + corners(s), "polygon": lambda: [7] + corners(s)}[s["name"]]()
    corners = lambda s: [v for p in zip(s["all_points_x"], s["all_points_y"]) for v in p]
    classes = {"cell": "0", "nucleus": "1"}
    project3 = dict(project=dict(pid="__VIA_PROJECT_ID__", pname="p", vid_list=["1", "2"]), config={},
                    attribute={"1": dict(aname="type", anchor_id="FILE1_Z0_XY1", type=4, default_option_id="",
                                         options={v: k for k, v in classes.items()})},
                    file={str(i + 1): dict(fid=i + 1, fname=n, type=2, loc=1, src="") for i, n in enumerate(regions)},
                    view={str(i + 1): dict(fid_list=[str(i + 1)]) for i in range(len(regions))}, metadata={})
    for i, (n, rs) in enumerate(regions.items()):
        for k, (s, c) in enumerate(rs):
            project3["metadata"]["%d_%d" % (i + 1, k)] = dict(vid=str(i + 1), flg=0, z=[], xy=numbers(s), av={"1": classes[c]})
    dump(project3, "via/via3.json")
    q = lambda v: '"' + json.dumps(v).replace('"', '""') + '"'
    for out, head, name in (("via1.csv", "#filename", lambda n: n), ("via2.csv", "filename", lambda n: '"%s"' % n)):
        rows = [head + ",file_size,file_attributes,region_count,region_id,region_shape_attributes,region_attributes"]
        for n, rs in regions.items():
            for i, (s, c) in enumerate(rs):
                rows.append(",".join([name(n), str(files[n]["size"]), '"{}"', str(len(rs)), str(i), q(s), q(dict(type=c))]))
        text("\n".join(rows) + "\n", "via", out)


def mask_folders():
    for name, objects in masks().items():
        w, h = SIZES[name]
        for layout in ("each", "indexed", "coloured", "classes"):
            picture(name, "masks-" + layout, "images", name + ".png")
        for i, (_, m) in enumerate(objects):
            Image.fromarray(m.astype(np.uint8) * 255).save(path("masks-each/masks", name, "%d.png" % i))
            Image.fromarray(m.astype(np.uint8)).save(path("masks-own", name, "masks", "m%d.png" % i))
        picture(name, "masks-own", name, "images", name + ".png")
        values = numbered(objects, (h, w))
        palette(values, "masks-indexed/masks", name + ".png")
        colours = np.array([[0, 0, 0], [0, 255, 0], [200, 30, 30]], np.uint8)
        Image.fromarray(colours[values]).save(path("masks-coloured/masks", name + ".png"))
        wide = np.zeros((h, w), np.uint16)
        for i, (c, m) in enumerate(objects):
            wide[m] = 1000 * (1 if c == "cell" else 2) + i + 1
        Image.fromarray(wide).save(path("masks-classes/masks", name + ".png"))
    text("cell\nnucleus\n", "masks-classes/classes.txt")


def yolo():
    line = lambda c, pts, s: " ".join([str(c)] + ["%.10g" % (v / s[i % 2]) for p in pts for i, v in enumerate(p)])
    x1, y1, x2, y2 = RECT
    rect = [[x1, y1], [x2, y1], [x2, y2], [x1, y2]]
    picture("a", "yolo/images/train/a.png"); picture("b", "yolo/images/val/b.png")
    text(line(0, rect, SIZES["a"]) + "\n" + line(1, TRI, SIZES["a"]) + "\n", "yolo/labels/train/a.txt")
    text("path: .\ntrain: images/train\nval: images/val\nnames:\n  0: cell\n  1: nucleus\n", "yolo/data.yaml")


def coco():
    for name in SIZES:
        picture(name, "coco/images", name + ".png")
    tri = [float(v) for p in TRI for v in p]
    disc = masks()["b"][0][1].astype(np.uint8)
    flat = disc.flatten(order="F"); runs = []; last = 0; n = 0
    for v in flat:
        if v != last: runs.append(n); n = 0; last = v
        n += 1
    runs.append(n)
    from pycocotools import mask as M
    packed = M.encode(np.asfortranarray(np.roll(disc, -8, 0)))
    x1, y1, x2, y2 = RECT
    dump(dict(images=[dict(id="img-a", file_name="images/a.png", height=30, width=40), dict(id=7, file_name="images\\b.png")],
              categories=[dict(id=5, name="nucleus"), dict(id="2", name="cell")],
              annotations=[dict(id=1, image_id="img-a", category_id=2, segmentation=[[x1, y1, x2, y1, x2, y2, x1, y2]], iscrowd=0),
                           dict(id="n-2", image_id="img-a", category_id="5", segmentation=[tri], bbox=[20, 10, 16, 16]),
                           dict(image_id="7", category_id=2.0, iscrowd=1, segmentation=dict(size=[32, 24], counts=runs)),
                           dict(id=4, image_id=7, category_id=5, segmentation=dict(size=packed["size"], counts=packed["counts"].decode()))]),
         "coco/annotations.json")


def panoptic():
    annotations = []
    for i, (name, objects) in enumerate(masks().items()):
        w, h = SIZES[name]
        picture(name, "panoptic/images", name + ".png")
        ids = numbered(objects, (h, w), start=1000, step=70000)
        Image.fromarray(np.stack([ids % 256, ids // 256 % 256, ids // 65536], -1).astype(np.uint8)).save(
            path("panoptic/segments", name + ".png"))
        annotations.append(dict(image_id=i + 1, file_name=name + ".png", segments_info=[
            dict(id=1000 + 70000 * k, category_id=1 if c == "cell" else 2, iscrowd=0) for k, (c, _) in enumerate(objects)]))
    dump(dict(images=[dict(id=i + 1, file_name="images/" + n + ".png", width=w, height=h)
                      for i, (n, (w, h)) in enumerate(SIZES.items())],
              categories=[dict(id=1, name="cell", isthing=1), dict(id=2, name="nucleus", isthing=1),
                          dict(id=3, name="sky", isthing=0)],
              annotations=annotations), "panoptic/segments.json")


def cvat():
    for name in SIZES:
        picture(name, "cvat/images", name + ".png")
    x1, y1, x2, y2 = RECT
    points = lambda corners: ";".join(f"{x}.00,{y}.00" for x, y in corners)
    disc = masks()["b"][0][1]
    rows = np.flatnonzero(disc.any(1)); columns = np.flatnonzero(disc.any(0))
    part = disc[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1].flatten()
    edges = np.flatnonzero(np.diff(np.concatenate([[False], part, [not part[-1]]])))
    runs = np.diff(np.concatenate([[0], edges]))
    label = lambda name: f"<label><name>{name}</name><color>#ff0000</color><attributes></attributes></label>"
    text("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<annotations><version>1.1</version><meta><task><labels>"
         + label("cell") + label("nucleus") + "</labels></task></meta>\n"
         + '<image id="0" name="a.png" width="40" height="30">\n'
         + f'<polygon label="cell" points="{points([[x1, y1], [x2, y1], [x2, y2], [x1, y2]])}" z_order="0"></polygon>\n'
         + f'<polygon label="nucleus" points="{points(TRI)}" z_order="0"></polygon>\n</image>\n'
         + '<image id="1" name="b.png" width="24" height="32">\n'
         + f'<mask label="cell" rle="{", ".join(map(str, runs))}" left="{columns[0]}" top="{rows[0]}"'
         + f' width="{len(columns)}" height="{len(rows)}" z_order="0"></mask>\n</image>\n</annotations>\n',
         "cvat/annotations.xml")


def supervisely():
    import zlib
    x1, y1, x2, y2 = RECT
    shape = lambda label, kind, **more: dict(classTitle=label, geometryType=kind, tags=[], **more)
    polygon = lambda label, corners: shape(label, "polygon", points=dict(exterior=corners, interior=[]))
    disc = masks()["b"][0][1]
    rows = np.flatnonzero(disc.any(1)); columns = np.flatnonzero(disc.any(0))
    part = Image.fromarray(disc[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1].astype(np.uint8))
    part.putpalette([0, 0, 0, 255, 255, 255])
    png = io.BytesIO(); part.save(png, "PNG", transparency=0)
    data = base64.b64encode(zlib.compress(png.getvalue())).decode()
    objects = {"a": [polygon("cell", [[x1, y1], [x2, y1], [x2, y2], [x1, y2]]), polygon("nucleus", TRI)],
               "b": [shape("cell", "bitmap", bitmap=dict(data=data, origin=[int(columns[0]), int(rows[0])]))]}
    for name, (w, h) in SIZES.items():
        picture(name, "supervisely/ds0/img", name + ".png")
        dump(dict(description="", tags=[], size=dict(height=h, width=w), objects=objects[name]),
             "supervisely/ds0/ann", name + ".png.json")
    dump(dict(classes=[dict(title=c, shape="any", color="#FF0000") for c in ("cell", "nucleus")], tags=[]),
         "supervisely/meta.json")


def open_images():
    rows = ["MaskPath,ImageID,LabelName,BoxID,BoxXMin,BoxXMax,BoxYMin,BoxYMax,PredictedIoU,Clicks"]
    ids = {"cell": "/m/01c", "nucleus": "/m/02n"}
    for name, objects in masks().items():
        w, h = SIZES[name]
        picture(name, "open-images/images/train_0", name + ".png")
        for i, (c, m) in enumerate(objects):
            mask = "%s_%s_%d.png" % (name, ids[c][1:].replace("/", ""), i)
            doubled = np.kron(m, np.ones((2, 2), bool))  # another size than the image
            Image.fromarray(doubled).save(path("open-images/masks", mask))
            y, x = np.nonzero(m)
            box = [x.min() / w, (x.max() + 1) / w, y.min() / h, (y.max() + 1) / h]
            rows.append(",".join([mask, name, ids[c], "%d" % i] + ["%.6f" % v for v in box] + ["0.8", ""]))
    text("\n".join(rows) + "\n", "open-images/train-annotations-object-segmentation.csv")
    text("LabelName,DisplayName\n/m/01c,cell\n/m/02n,nucleus\n", "open-images/class-descriptions-boxable.csv")


for make in (voc, labelme, via, mask_folders, yolo, coco, panoptic, cvat, supervisely, open_images):
    make()
