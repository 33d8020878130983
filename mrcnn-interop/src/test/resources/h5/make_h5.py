"""Makes the small .h5 files beside it: python make_h5.py, with h5py and numpy (made with h5py 3.16, HDF5 2.0).

Every dataset holds i * 0.5 + length of its name without ":0", i counting in row-major order.
partial_narrow.h5.gz is not made here: Keras 2.15 wrote it from Matterport's network (commit 3deaec5) with pyramid width 32 and
fully connected width 64; each value follows from name and index by the formula in KerasWeightsTest.
"""
import struct
import zlib

import h5py
import numpy as np


def values(name, shape):
    n = int(np.prod(shape))
    return (np.arange(n) * 0.5 + len(name.split(":")[0])).astype("<f4").reshape(shape)


def layer(parent, name, weights, **options):
    group = parent.create_group(name)
    group.attrs["weight_names"] = np.array([w.encode() for w, _ in weights])
    for w, shape in weights:
        group.create_dataset(w, data=values(w, shape), **options)
    return group


def names(parent, layers, version=b"2.1.3"):
    parent.attrs["layer_names"] = np.array([n.encode() for n in layers])  # of fixed length
    parent.attrs["backend"] = b"tensorflow"
    if version:
        parent.attrs["keras_version"] = version


def bn(name, sep="/"):
    return [(f"{name}{sep}{k}:0", (4,)) for k in ("gamma", "beta", "moving_mean", "moving_variance")]


def keras2():
    with h5py.File("keras2.h5", "w") as f:
        names(f, ["input_image", "conv1", "bn_conv1", "rpn_model", "mrcnn_mask_deconv"])
        layer(f, "input_image", [])
        layer(f, "conv1", [("conv1/kernel:0", (3, 3, 3, 4)), ("conv1/bias:0", (4,))])
        layer(f, "bn_conv1", bn("bn_conv1"))
        layer(f, "rpn_model", [("rpn_conv_shared/kernel:0", (3, 3, 8, 6)), ("rpn_conv_shared/bias:0", (6,))])
        layer(f, "mrcnn_mask_deconv", [("mrcnn_mask_deconv/kernel:0", (2, 2, 5, 8))])
        layer(f, "not_listed", [("not_listed/kernel:0", (2, 2))])


def keras1():
    with h5py.File("keras1.h5", "w") as f:
        names(f, ["conv1", "bn_conv1"], version=None)
        layer(f, "conv1", [("conv1_W:0", (3, 3, 3, 4)), ("conv1_b:0", (4,))])
        kinds = ("gamma", "beta", "running_mean", "running_std")
        layer(f, "bn_conv1", [(f"bn_conv1_{k}:0", (4,)) for k in kinds])


def applications():
    with h5py.File("applications.h5", "w") as f:
        layers = ["conv1_conv", "conv1_bn", "conv2_block1_0_conv", "conv4_block6_2_bn", "res4b22_branch2c"]
        names(f, layers)
        for name in layers:
            layer(f, name, bn(name) if name.endswith("bn") else [(f"{name}/kernel:0", (1, 1, 2, 4))])


def whole_model():
    with h5py.File("whole_model.h5", "w") as f:
        f.attrs["model_config"] = "{}"
        g = f.create_group("model_weights")
        g.attrs["layer_names0"] = ["conv1"]
        g.attrs["layer_names1"] = ["bn_conv1"]
        layer(g, "conv1", [("conv1/kernel:0", (3, 3, 3, 4))])
        layer(g, "bn_conv1", bn("bn_conv1"))


def stored(name, dataset):
    with h5py.File(name, "w") as f:
        names(f, ["conv1"])
        group = f.create_group("conv1")
        group.attrs["weight_names"] = [b"conv1/kernel:0"]
        dataset(group)


def chunked():
    def plain(g):
        g.create_dataset("conv1/kernel:0", data=values("conv1/kernel", (3, 5, 7)), chunks=(2, 2, 4))

    def packed(g):
        data = values("conv1/kernel", (3, 5, 7))
        g.create_dataset("conv1/kernel:0", data=data, chunks=(2, 5, 3), compression="gzip", shuffle=True)

    def compact(g):
        create = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        create.set_layout(h5py.h5d.COMPACT)
        inner = g.create_group("conv1").id
        d = h5py.h5d.create(inner, b"kernel:0", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple((2, 3)), create)
        d.write(h5py.h5s.ALL, h5py.h5s.ALL, values("conv1/kernel", (2, 3)))

    stored("chunked.h5", plain)
    stored("deflated.h5", packed)
    stored("compact.h5", compact)


def hostile():
    def huge(g):
        g.create_dataset("conv1/kernel:0", shape=(1 << 20, 1 << 14), dtype="<f4", chunks=(64, 64))

    def no_data(g):
        g.create_dataset("conv1/kernel:0", shape=(1 << 40,), dtype="<f4")

    def doubles(g):
        g.create_dataset("conv1/kernel:0", data=np.zeros((2, 2)))

    def bomb(g):
        d = g.create_dataset("conv1/kernel:0", shape=(8, 8), dtype="<f4", chunks=(8, 8), compression="gzip")
        d.id.write_direct_chunk((0, 0), zlib.compress(bytes(1 << 16), 9))

    def filtered(g):
        d = g.create_dataset("conv1/kernel:0", data=values("conv1/kernel", (8, 8)), compression="lzf")

    stored("hostile_huge_chunked.h5", huge)
    stored("hostile_huge_undefined.h5", no_data)
    stored("hostile_doubles.h5", doubles)
    stored("hostile_bomb.h5", bomb)
    stored("hostile_filter.h5", filtered)
    with h5py.File("hostile_deep.h5", "w") as f:
        names(f, ["conv1"])
        g = f.create_group("conv1")
        g["a"] = g
        g.attrs["weight_names"] = [("a/" * 5000 + "kernel:0").encode()]
    with h5py.File("hostile_circle.h5", "w") as f:
        names(f, ["conv1"])
        f["conv1"] = f["/"]
        f.attrs["weight_names"] = [b"conv1/kernel:0"]
    with h5py.File("hostile_missing.h5", "w") as f:
        names(f, ["conv1", "conv2"])
        layer(f, "conv1", [("conv1/kernel:0", (2, 2))])
    with h5py.File("foreign.h5", "w") as f:
        f.create_dataset("measurements", data=np.arange(5))
    with h5py.File("hostile_link.h5", "w") as f:
        names(f, ["conv1"])
        f["conv1"] = h5py.ExternalLink("keras2.h5", "/conv1")
    tree_of_trees()


def tree_of_trees():
    """A group whose B-tree has 20 levels of 32 entries that all lead to one node of the level below: 32^20 paths."""
    stored("hostile_tree.h5", lambda g: g.create_dataset("conv1/kernel:0", data=values("conv1/kernel", (2, 2))))
    data = bytearray(open("hostile_tree.h5", "rb").read())
    stored("hostile_loop.h5", lambda g: g.create_dataset("conv1/kernel:0", data=values("conv1/kernel", (2, 2))))
    loop = bytearray(open("hostile_loop.h5", "rb").read())
    node = data.index(b"TREE")
    child = struct.unpack_from("<Q", data, node + 32)[0]
    assert data[child:child + 4] == b"SNOD"
    root_size = 24 + 33 * 8 + 32 * 8
    for level in range(1, 20):
        at = len(data)
        below = child if level == 1 else at - root_size
        entries = b"".join(struct.pack("<QQ", 0, below) for _ in range(32)) + struct.pack("<Q", 0)
        kind = 0 if level == 1 else level - 1
        data += b"TREE" + bytes([0, kind]) + struct.pack("<HQQ", 32, 2**64 - 1, 2**64 - 1) + entries
    top = len(data) - root_size
    data[node:node + root_size] = data[top:top + root_size]
    data[40:48] = struct.pack("<Q", len(data))
    open("hostile_tree.h5", "wb").write(data)
    # And one whose only node is its own child.
    loop[node + 5] = 1
    loop[node + 32:node + 40] = struct.pack("<Q", node)
    open("hostile_loop.h5", "wb").write(loop)


keras2()
keras1()
applications()
whole_model()
chunked()
hostile()
