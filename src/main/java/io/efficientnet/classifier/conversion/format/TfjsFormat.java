package io.efficientnet.classifier.conversion.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A graph model of TensorFlow.js: {@code model.json} with the graph and the names of its
 * tensors, which lie side by side in the files beside it. The converter folds batch
 * normalisation and numbers some kernels; those are named after the convolution that uses
 * them, as it names all others.
 */
final class TfjsFormat {

	private static final String NAME = "TensorFlow.js model";

	private static final int MAX_JSON_BYTES = 8 << 20;

	// all tensors of B7 have 260 MB
	private static final long MAX_COPIED = 1L << 30;

	private static final int MAX_SHARDS = 4096;

	private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}");

	private static final Pattern PREFIX = Pattern.compile("StatefulPartitionedCall/model(_\\d{1,4})?/");

	private static final Pattern NUMBERED = Pattern
		.compile(".*(se_reduce_conv2d|se_expand_conv2d|logits)(?=/BiasAdd$)");

	/** Constants of the normalisation in the graph, which preprocessing does instead. */
	private static final String CONSTANT = "tf_op_layer_";

	private long copied;

	private final Map<String, String> numbered = new HashMap<>();

	/** Each is mapped once, so that tensors take no more memory than files. */
	private final Set<String> shards = new HashSet<>();

	private final StoredWeights.Builder tensors = new StoredWeights.Builder(NAME);

	private final Path file;

	private final Arena arena;

	private TfjsFormat(Path file, Arena arena) {
		this.file = file;
		this.arena = arena;
	}

	/**
	 * Reads the graph and maps the files of the tensors.
	 * @param file {@code model.json}
	 * @param bytes its content
	 * @param arena that mappings live in, and tensors that cross the border of two files
	 * @return its tensors
	 * @throws IOException if a file cannot be opened
	 * @throws ServiceException {@code INVALID_REQUEST} with the first thing that is wrong
	 */
	static StoredWeights read(Path file, MemorySegment bytes, Arena arena) throws IOException {
		if (bytes.byteSize() > MAX_JSON_BYTES) {
			throw malformed("its JSON is longer than %d bytes".formatted(MAX_JSON_BYTES), null);
		}
		try {
			return new TfjsFormat(file, arena).read(JsonMapper.shared()
				.readTree(new ByteCursor(NAME, bytes).text(bytes.byteSize(), StandardCharsets.UTF_8)));
		}
		catch (JacksonException | IllegalArgumentException ex) {
			throw malformed("its JSON is damaged or not that of a model", ex);
		}
	}

	private StoredWeights read(JsonNode json) throws IOException {
		String format = json.path("format").asString("none");
		if (!format.equals("graph-model")) {
			throw malformed("its format is %s, not 'graph-model'".formatted(Refusal.quoted(format)), null);
		}
		json.required("modelTopology").required("node").forEach(this::findNumbered);
		for (JsonNode group : json.required("weightsManifest")) {
			readGroup(group);
		}
		return this.tensors.build();
	}

	private void findNumbered(JsonNode node) {
		Matcher layer = NUMBERED.matcher(PREFIX.matcher(node.path("name").asString("")).replaceFirst(""));
		if (layer.lookingAt()) {
			JsonNode inputs = node.path("input");
			this.numbered.put(inputs.required(1).stringValue(), layer.group() + "/Conv2D_weights");
			this.numbered.put(inputs.required(2).stringValue(), layer.group() + "/Conv2D_bn_offset");
		}
	}

	private void readGroup(JsonNode group) throws IOException {
		List<MemorySegment> shards = new ArrayList<>();
		for (JsonNode path : group.required("paths")) {
			shards.add(shard(path.stringValue()));
		}
		Shards bytes = new Shards(shards, this.arena);
		for (JsonNode weight : group.required("weights")) {
			add(weight, bytes);
		}
		if (bytes.remaining() != 0) {
			throw malformed("its tensors end %d bytes before its files".formatted(bytes.remaining()), null);
		}
	}

	private MemorySegment shard(String name) throws IOException {
		if (!SHARD.matcher(name).matches()) {
			throw malformed(
					"a file of its tensors has the name %s, which leads elsewhere".formatted(Refusal.quoted(name)),
					null);
		}
		if (!this.shards.add(name) || this.shards.size() > MAX_SHARDS) {
			throw malformed("it lists a file twice, or more than %d".formatted(MAX_SHARDS), null);
		}
		return WeightFormats.map(this.file.resolveSibling(name), this.arena);
	}

	private void add(JsonNode weight, Shards bytes) {
		String name = weight.required("name").stringValue();
		JsonNode axes = weight.required("shape");
		if (axes.size() > StoredTensor.MAX_RANK) {
			throw malformed("tensor %s has %d axes".formatted(Refusal.quoted(name), axes.size()), null);
		}
		List<Integer> extents = new ArrayList<>();
		axes.forEach((extent) -> extents.add(extent.intValue()));
		Shape shape = new Shape(extents);
		ElementType type = type(weight, name);
		if (shape.elementCount() > Integer.MAX_VALUE / type.width()) {
			throw malformed("tensor %s %s has extents that no EfficientNet has".formatted(Refusal.quoted(name), shape),
					null);
		}
		long size = shape.elementCount() * type.width();
		if (size > bytes.remaining()) {
			throw malformed("tensor %s %s lies behind the end of its files".formatted(Refusal.quoted(name), shape),
					null);
		}
		StoredTensor tensor = StoredTensor.dense(type, shape, bytes.next(size));
		String layer = this.numbered.getOrDefault(name, PREFIX.matcher(name).replaceFirst(""));
		if (!layer.startsWith(CONSTANT)) {
			this.tensors.add(layer, tensor);
		}
	}

	private static ElementType type(JsonNode weight, String name) {
		JsonNode quantization = weight.path("quantization");
		String type = (quantization.isMissingNode() ? weight : quantization).required("dtype").stringValue();
		return switch (type) {
			case "float32" -> ElementType.F32;
			case "float16" -> ElementType.F16;
			case "int32" -> ElementType.I32;
			case "bool" -> ElementType.BOOL;
			default -> throw malformed(
					"tensor %s is of %s, which is not read".formatted(Refusal.quoted(name), Refusal.quoted(type)),
					null);
		};
	}

	private static ServiceException malformed(String reason, @Nullable Throwable cause) {
		return Refusal.malformed(NAME, reason, cause);
	}

	/** The files of a group, one behind the other. */
	private final class Shards {

		private final List<MemorySegment> files;

		private final Arena arena;

		private int index;

		private long position;

		private long remaining;

		Shards(List<MemorySegment> files, Arena arena) {
			this.files = files;
			this.arena = arena;
			this.remaining = files.stream().mapToLong(MemorySegment::byteSize).sum();
		}

		long remaining() {
			return this.remaining;
		}

		MemorySegment next(long size) {
			this.remaining -= size;
			while (this.index < this.files.size() && this.position == this.files.get(this.index).byteSize()) {
				this.index++;
				this.position = 0;
			}
			if (size == 0) {
				return MemorySegment.NULL;
			}
			MemorySegment shard = this.files.get(this.index);
			if (size <= shard.byteSize() - this.position) {
				this.position += size;
				return shard.asSlice(this.position - size, size);
			}
			return copy(size);
		}

		private MemorySegment copy(long size) {
			TfjsFormat.this.copied += size;
			if (TfjsFormat.this.copied > MAX_COPIED) {
				throw malformed("more than %d bytes of its tensors go on in another file".formatted(MAX_COPIED), null);
			}
			MemorySegment whole = this.arena.allocate(size);
			for (long done = 0; done < size;) {
				MemorySegment shard = this.files.get(this.index);
				long count = Math.min(size - done, shard.byteSize() - this.position);
				MemorySegment.copy(shard, this.position, whole, done, count);
				done += count;
				this.position += count;
				if (this.position == shard.byteSize()) {
					this.index++;
					this.position = 0;
				}
			}
			return whole;
		}

	}

}
