"""What one would write instead: FastAPI, Pillow and ONNX Runtime.

Answers POST /v1/classify?model=ID&top=N with one encoded image as the body. MODELS names
the folder that holds one folder per model, as bin/classifier makes them.
"""

import asyncio
import io
import json
import os
import pathlib

import numpy
import onnxruntime
from fastapi import FastAPI, HTTPException, Request
from PIL import Image

FILTERS = {name: getattr(Image.Resampling, name.upper())
           for name in ("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos")}


class Model:
    """A network with its recipe."""

    def __init__(self, folder):
        self.id = folder.name
        description = json.loads((folder / "model.json").read_text())
        self.recipe = description["preprocessing"]
        self.input = description["graph"]["input"]
        self.logits = description["graph"]["outputs"]["logits"]
        self.mean = numpy.array(self.recipe["mean"], numpy.float32)
        self.std = numpy.array(self.recipe["std"], numpy.float32)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(folder / "model.onnx", options,
                                                    providers=["CPUExecutionProvider"])

    def prepare(self, body):
        image = Image.open(io.BytesIO(body)).convert("RGB")
        resize, crop = self.recipe["resize"], self.recipe["crop"]
        width = height = resize
        if self.recipe["mode"] == "shortest-side":
            shortest = min(image.size)
            width, height = (int(resize * side / shortest) for side in image.size)
        image = image.resize((width, height), FILTERS[self.recipe["filter"]])
        left, top = round((width - crop) / 2), round((height - crop) / 2)
        pixels = numpy.asarray(image.crop((left, top, left + crop, top + crop)), numpy.float32)
        return ((pixels / 255 - self.mean) / self.std).transpose(2, 0, 1)[None]

    def classify(self, body, top):
        logits = self.session.run([self.logits], {self.input: self.prepare(body)})[0][0]
        exponentials = numpy.exp(logits - logits.max())
        probabilities = exponentials / exponentials.sum()
        best = numpy.argsort(-probabilities, kind="stable")[:top]
        return {"model": self.id,
                "predictions": [{"index": int(i), "probability": float(probabilities[i])} for i in best]}


FOLDERS = sorted(path.parent for path in pathlib.Path(os.environ["MODELS"]).glob("*/model.json"))
MODELS = {folder.name: Model(folder) for folder in FOLDERS}
app = FastAPI()


@app.get("/readyz")
def ready():
    return {"models": list(MODELS)}


@app.post("/v1/classify")
async def classify(request: Request, model: str, top: int = 5):
    if model not in MODELS:
        raise HTTPException(404, "There is no such model")
    body = await request.body()
    try:
        return await asyncio.to_thread(MODELS[model].classify, body, top)
    except OSError as failure:
        raise HTTPException(422, "The image cannot be decoded") from failure
