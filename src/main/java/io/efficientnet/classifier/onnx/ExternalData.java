package io.efficientnet.classifier.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.efficientnet.classifier.onnx.schema.StringStringEntryProto;
import org.jspecify.annotations.Nullable;

/**
 * Files beside a model that hold large tensors ({@code TensorProto.external_data}). Only
 * files in the model's folder or beneath are opened, also where a link leads elsewhere.
 */
final class ExternalData {

	private static final int MAX_DIGITS = 18;

	private final @Nullable Path folder;

	private final Map<String, MemorySegment> files = new HashMap<>();

	private ExternalData(@Nullable Path folder) {
		this.folder = folder;
	}

	static ExternalData none() {
		return new ExternalData(null);
	}

	static ExternalData beside(Path model) throws IOException {
		Path parent = model.toAbsolutePath().getParent();
		return new ExternalData((parent != null) ? parent.toRealPath() : null);
	}

	/**
	 * The bytes of a tensor.
	 * @param tensor its name, for messages
	 * @param entries {@code location}, {@code offset}, {@code length}
	 * @param expected bytes that type and shape demand
	 * @return a view of the file
	 */
	ByteBuffer bytes(String tensor, List<StringStringEntryProto> entries, long expected) throws IOException {
		Map<String, String> fields = entries.stream()
			.collect(Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue,
					(first, _) -> first));
		MemorySegment file = open(tensor, fields.getOrDefault("location", ""));
		long offset = number(tensor, fields.getOrDefault("offset", "0"));
		long length = number(tensor, fields.getOrDefault("length", String.valueOf(expected)));
		if (length != expected || offset > file.byteSize() - expected) {
			throw MalformedModel
				.because("tensor '%s' needs %d bytes, but its external data has %d bytes at %d of a file of %d"
					.formatted(tensor, expected, length, offset, file.byteSize()));
		}
		return file.asSlice(offset, expected).asByteBuffer();
	}

	private MemorySegment open(String tensor, String location) throws IOException {
		MemorySegment known = this.files.get(location);
		if (known == null) {
			known = map(resolve(tensor, location));
			this.files.put(location, known);
		}
		return known;
	}

	private Path resolve(String tensor, String location) throws IOException {
		if (this.folder == null) {
			throw MalformedModel.because("tensor '%s' lies in an external file".formatted(tensor));
		}
		try {
			Path relative = Path.of(location);
			Path file = this.folder.resolve(relative);
			if (!location.isEmpty() && !relative.isAbsolute() && relative.equals(relative.normalize())
					&& Files.isRegularFile(file) && file.toRealPath().startsWith(this.folder)) {
				return file;
			}
		}
		catch (InvalidPathException ex) {
			throw MalformedModel.because("tensor '%s' lies in a file of an impossible name".formatted(tensor), ex);
		}
		throw MalformedModel.because("tensor '%s' lies in a file that is not beside the model".formatted(tensor));
	}

	private static MemorySegment map(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file)) {
			return channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
		}
	}

	private static long number(String tensor, String text) {
		if (text.length() > MAX_DIGITS || !text.matches("[0-9]+")) {
			throw MalformedModel.because("tensor '%s' has a wrong number for its external data".formatted(tensor));
		}
		return Long.parseLong(text);
	}

}
