package io.efficientnet.classifier.conversion.format;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code .safetensors}: a JSON header, then the data. Tensors lie side by side without
 * gap or overlap and fill the file, as the format demands; everything is checked before a
 * byte of data is touched.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">the format</a>
 */
final class SafetensorsFormat {

	/** Room for fifty times the tensors of the largest network. */
	private static final int MAX_HEADER_BYTES = 8 << 20;

	private static final String METADATA = "__metadata__";

	private static final String NAME = "Safetensors file";

	private static final JsonMapper mapper = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private SafetensorsFormat() {
	}

	/** Whether the length that the file begins with can be that of a header. */
	static boolean matches(MemorySegment file) {
		if (file.byteSize() < Long.BYTES) {
			return false;
		}
		long length = new ByteCursor(NAME, file).i64();
		return length > 1 && length <= MAX_HEADER_BYTES;
	}

	/**
	 * Reads and checks the header.
	 * @param file the whole file
	 * @return its tensors
	 * @throws ServiceException {@code INVALID_REQUEST} with the first thing that is wrong
	 */
	static StoredWeights read(MemorySegment file) {
		ByteCursor cursor = new ByteCursor(NAME, file);
		MemorySegment header = cursor.slice(cursor.i64());
		return parse(header.asByteBuffer(), cursor.slice(cursor.remaining()));
	}

	private static StoredWeights parse(ByteBuffer json, MemorySegment data) {
		NavigableMap<String, Entry> entries = new TreeMap<>();
		Map<String, String> metadata = new TreeMap<>();
		for (Map.Entry<String, JsonNode> property : json(json).properties()) {
			if (property.getKey().equals(METADATA)) {
				property.getValue()
					.properties()
					.forEach((entry) -> metadata.put(entry.getKey(), text(entry.getValue())));
			}
			else {
				entries.put(property.getKey(), Entry.of(property.getKey(), property.getValue()));
			}
		}
		requireSeamless(entries, data.byteSize());
		StoredWeights.Builder tensors = new StoredWeights.Builder(NAME);
		entries.forEach((name, entry) -> tensors.add(name, StoredTensor.dense(entry.type(), entry.shape(),
				data.asSlice(entry.begin(), entry.end() - entry.begin()))));
		return tensors.build(metadata);
	}

	private static JsonNode json(ByteBuffer json) {
		try {
			JsonNode header = mapper.readTree(StandardCharsets.UTF_8.newDecoder().decode(json).toString());
			if (header.isObject()) {
				return header;
			}
		}
		catch (CharacterCodingException ex) {
			throw malformed("its header is no UTF-8", ex);
		}
		catch (JacksonException ex) {
			throw malformed("its header is no JSON, or has a name twice", ex);
		}
		throw malformed("its header is no JSON object");
	}

	private static void requireSeamless(Map<String, Entry> tensors, long dataLength) {
		List<Map.Entry<String, Entry>> byPosition = new ArrayList<>(tensors.entrySet());
		byPosition.sort(Comparator.comparingLong((Map.Entry<String, Entry> entry) -> entry.getValue().begin())
			.thenComparingLong((entry) -> entry.getValue().end()));
		long end = 0;
		for (Map.Entry<String, Entry> tensor : byPosition) {
			if (tensor.getValue().begin() != end) {
				throw malformed("tensor %s %s the one before it".formatted(Refusal.quoted(tensor.getKey()),
						(tensor.getValue().begin() < end) ? "overlaps" : "leaves a gap behind"));
			}
			end = tensor.getValue().end();
		}
		if (end != dataLength) {
			throw malformed("its tensors end at byte %d, its data at %d".formatted(end, dataLength));
		}
	}

	private static String text(JsonNode node) {
		if (!node.isString()) {
			throw malformed("its metadata is not all text");
		}
		return node.stringValue();
	}

	private static ServiceException malformed(String reason) {
		return Refusal.malformed(NAME, reason);
	}

	private static ServiceException malformed(String reason, Throwable cause) {
		return Refusal.malformed(NAME, reason, cause);
	}

	/**
	 * Where a tensor lies.
	 *
	 * @param type kind of elements
	 * @param shape extents, outermost first
	 * @param begin first byte, counted from the end of the header
	 * @param end behind the last byte
	 */
	private record Entry(ElementType type, Shape shape, long begin, long end) {

		static Entry of(String name, JsonNode node) {
			try {
				JsonNode offsets = array(name, node.required("data_offsets"));
				List<Integer> extents = new ArrayList<>();
				JsonNode shape = array(name, node.required("shape"));
				if (shape.size() > StoredTensor.MAX_RANK) {
					throw malformed("tensor %s has %d axes".formatted(Refusal.quoted(name), shape.size()));
				}
				shape.forEach((extent) -> extents.add(extent.intValue()));
				Entry entry = new Entry(ElementType.valueOf(node.required("dtype").stringValue()), new Shape(extents),
						offsets.required(0).longValue(), offsets.required(1).longValue());
				entry.requireLength(name);
				return entry;
			}
			catch (JacksonException | IllegalArgumentException ex) {
				throw malformed(
						"tensor %s has a type, extents or offsets that are not read".formatted(Refusal.quoted(name)),
						ex);
			}
		}

		private static JsonNode array(String name, JsonNode node) {
			if (!node.isArray()) {
				throw malformed("tensor %s has no array where one belongs".formatted(Refusal.quoted(name)));
			}
			return node;
		}

		private void requireLength(String name) {
			long elements = this.shape.elementCount();
			if (elements > Integer.MAX_VALUE / this.type.width() || this.begin < 0 || this.end < this.begin
					|| this.end - this.begin != elements * this.type.width()) {
				throw malformed("tensor %s %s of %s cannot lie from %d to %d".formatted(Refusal.quoted(name),
						this.shape, this.type, this.begin, this.end));
			}
		}

	}

}
