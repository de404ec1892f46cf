"""Writes HDF5 files with h5py as its settings allow, in the layouts of Keras 2 and 3; see README.md."""
import argparse
import pathlib

import h5py
import numpy as np

import golden_weights

LAYERS = {
    "stem_conv": ("conv2d", {"kernel": (3, 3, 3, 4)}),
    "stem_bn": ("batch_normalization", {"gamma": (4,), "beta": (4,), "moving_mean": (4,), "moving_variance": (4,)}),
}


def tensors(layer):
    for weight, shape in LAYERS[layer][1].items():
        yield f"{layer}/{weight}:0", np.asarray(golden_weights.tensor(f"{layer}/{weight}:0", shape), np.float32)


def compact(group, name, data):
    """Data in the object's header, which h5py offers at its lower level only."""
    *groups, leaf = name.split("/")
    group = group.require_group("/".join(groups)) if groups else group
    settings = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    settings.set_layout(h5py.h5d.COMPACT)
    settings.set_obj_track_times(False)
    space = h5py.h5s.create_simple(data.shape)
    h5py.h5d.create(group.id, leaf.encode(), h5py.h5t.IEEE_F32LE, space, settings).write(h5py.h5s.ALL, h5py.h5s.ALL, data)


def write_keras2(file, put, pieces):
    """The lists of weights are cut, as Keras does with those of many kilobytes."""
    file.attrs["layer_names"] = [layer.encode() for layer in LAYERS]
    for layer in LAYERS:
        group = file.create_group(layer)
        names = []
        for name, data in tensors(layer):
            names.append(name.encode())
            put(group, name, data)
        for i, piece in enumerate(np.array_split(names, pieces)):
            group.attrs[f"weight_names{i}"] = piece


def write_keras3(file, put):
    for layer, (kind, _) in LAYERS.items():
        group = file.create_group(f"layers/{kind}/vars")
        group.attrs["name"] = layer
        for i, (_, data) in enumerate(tensors(layer)):
            put(group, str(i), data)


def write_continued(path):
    """Attributes that came one by one: blocks of the header then name several others, and "name" lies in the last."""
    with h5py.File(path, "w") as file:
        write_keras3(file, compact)
        names = {name: file[name].attrs.pop("name") for name in [f"layers/{kind}/vars" for kind, _ in LAYERS.values()]}
    for round in range(7):
        with h5py.File(path, "a") as file:
            # In turn, so that no block finds room behind it
            for attributes in (file[name].attrs for name in names):
                for i in range(1 + round % 3):
                    attributes[f"note{round}{i}"] = np.arange(3 + 4 * ((round + i) % 4))
                if round % 3 == 2:
                    del attributes[f"note{round - 1}0"]
    with h5py.File(path, "a") as file:
        for name, layer in names.items():
            file[name].attrs["name"] = layer


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    folder = parser.parse_args().folder
    with h5py.File(folder / "hdf5-compact.h5", "w") as file:
        write_keras2(file, compact, pieces=2)
    write_continued(folder / "hdf5-continued.h5")
    # Refused: one dataset is enough
    name, data = next(tensors("stem_conv"))
    with h5py.File(folder / "hdf5-gzip-shuffle.h5", "w") as file:
        file.create_dataset(name, data=data, chunks=data.shape, compression="gzip", shuffle=True)
    with h5py.File(folder / "hdf5-latest.h5", "w", libver="latest") as file:
        file.create_dataset(name, data=data)
    with h5py.File(folder / "hdf5-dense-attributes.h5", "w") as file:
        group = file.create_group("stem_conv", track_order=True)
        for i in range(9):
            group.attrs[f"weight_names{i}"] = i


if __name__ == "__main__":
    main()
