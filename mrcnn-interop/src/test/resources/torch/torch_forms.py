"""Writes a state dict in every form of file that PyTorch software has used."""
import io
import pickle
import struct
import tarfile

import torch


def save_zip(value, path):
    torch.save(value, path)


def save_stream(value, path):
    """As PyTorch before 1.6."""
    torch.save(value, path, _use_new_zipfile_serialization=False)


def save_tar(value, path):
    """As PyTorch before 0.2, which no later release can write: see legacy_load of torch.serialization."""
    storages, tensors = {}, {}

    def persistent_id(found):
        if isinstance(found, torch.Tensor):
            storages[found.untyped_storage().data_ptr()] = found
            tensors[id(found)] = found
            return str(id(found))
        return None

    class Pickler(pickle.Pickler):
        def persistent_id(self, found):
            return persistent_id(found)

    body = io.BytesIO()
    Pickler(body, protocol=2).dump(value)
    parts = {"sys_info": pickle.dumps({"protocol_version": 1000}, 2)}
    parts["pickle"] = body.getvalue()
    out = io.BytesIO()
    out.write(pickle.dumps(len(storages), 2))
    for key, tensor in storages.items():
        name = {torch.float32: "FloatStorage", torch.float16: "HalfStorage", torch.float64: "DoubleStorage",
                torch.int64: "LongStorage"}[tensor.dtype]
        # A tuple of key, location and class, written by hand: the class exists in PyTorch by another name.
        out.write(b"\x80\x02" + pickle.dumps(key, 2)[2:-1] + pickle.dumps("cpu", 2)[2:-1]
                  + b"ctorch\n" + name.encode() + b"\n" + b"\x87.")
        data = bytes(tensor.untyped_storage())
        out.write(struct.pack("<q", len(data) // tensor.element_size()) + data)
    out.write(pickle.dumps([], 2))
    parts["storages"] = out.getvalue()
    out = io.BytesIO()
    out.write(pickle.dumps(len(tensors), 2))
    for key, tensor in tensors.items():
        kind = b"ctorch\nFloatTensor\n"
        out.write(b"\x80\x02" + pickle.dumps(str(key), 2)[2:-1] + pickle.dumps(tensor.untyped_storage().data_ptr(), 2)[2:-1]
                  + kind + b"\x87.")
        n = tensor.dim()
        out.write(struct.pack(f"<i4x{2 * n + 1}q", n, *tensor.shape, *tensor.stride(), tensor.storage_offset()))
    parts["tensors"] = out.getvalue()
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def save_pickle(value, path, protocol):
    """Arrays of NumPy, as Detectron2 publishes its models."""
    arrays = {name: tensor.numpy() for name, tensor in value.items()}
    with open(path, "wb") as file:
        pickle.dump({"model": arrays, "__author__": "test"}, file, protocol)
