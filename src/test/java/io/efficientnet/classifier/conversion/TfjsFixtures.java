package io.efficientnet.classifier.conversion;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.efficientnet.classifier.tensor.Tensor;

/** Makes models as the converter of TensorFlow.js names and cuts them. */
final class TfjsFixtures {

	private static final int SHARD_BYTES = 1 << 22;

	private TfjsFixtures() {
	}

	/**
	 * Writes a model of whole numbers and constants beside the weights.
	 * @param folder for all its files
	 * @param weights under the names that the reader gives
	 * @param prefix of the names in the file
	 * @return {@code model.json}
	 * @throws IOException if it cannot be written
	 */
	static Path write(Path folder, WeightArchive weights, String prefix) throws IOException {
		ByteArrayOutputStream data = new ByteArrayOutputStream();
		List<String> manifest = new ArrayList<>();
		List<String> nodes = new ArrayList<>();
		int number = 7;
		for (String name : weights.names()) {
			String stored = prefix + name;
			if (name.matches(".*(se_reduce_conv2d|se_expand_conv2d|logits)/Conv2D_weights")) {
				stored = "Func/StatefulPartitionedCall/input/_" + number;
				String layer = name.substring(0, name.lastIndexOf('/'));
				nodes.add("{\"name\": \"%s%s/BiasAdd\", \"op\": \"_FusedConv2D\", \"input\": [\"x\", \"%s\", \"%s\"]}"
					.formatted(prefix, layer, stored, stored + "_bias"));
				number++;
			}
			else if (name.matches(".*(se_reduce_conv2d|se_expand_conv2d|logits)/Conv2D_bn_offset")) {
				stored = "Func/StatefulPartitionedCall/input/_" + number + "_bias";
			}
			data.writeBytes(littleEndian(weights.tensor(name)));
			manifest.add(
					"{\"name\": \"%s\", \"shape\": %s, \"dtype\": \"float32\"}".formatted(stored, weights.shape(name)));
		}
		manifest
			.add("{\"name\": \"%stf_op_layer_Mul/Mul/y\", \"shape\": [], \"dtype\": \"float32\"}".formatted(prefix));
		manifest.add("{\"name\": \"steps\", \"shape\": [2], \"dtype\": \"int32\"}");
		data.writeBytes(new byte[12]);
		return write(folder, data.toByteArray(), nodes, manifest);
	}

	private static Path write(Path folder, byte[] data, List<String> nodes, List<String> manifest) throws IOException {
		List<String> paths = new ArrayList<>();
		for (int start = 0; start < data.length; start += SHARD_BYTES) {
			String name = "group1-shard%d.bin".formatted(paths.size() + 1);
			Files.write(folder.resolve(name),
					Arrays.copyOfRange(data, start, Math.min(data.length, start + SHARD_BYTES)));
			paths.add("\"" + name + "\"");
		}
		return Files.writeString(folder.resolve("model.json"),
				"{\"format\": \"graph-model\", \"modelTopology\": {\"node\": %s}, \"weightsManifest\": [{\"paths\": %s, \"weights\": %s}]}"
					.formatted(nodes, paths, manifest));
	}

	private static byte[] littleEndian(Tensor tensor) {
		ByteBuffer bytes = ByteBuffer.allocate(tensor.data().limit() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(tensor.data().duplicate());
		return bytes.array();
	}

}
