package io.efficientnet.classifier.conversion;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

import io.efficientnet.classifier.tensor.Tensor;

/** Makes {@code .safetensors} files, well-formed or not. */
final class SafetensorsFixtures {

	private SafetensorsFixtures() {
	}

	static Path write(Path file, String header, int dataLength) throws IOException {
		return Files.write(file, bytes(header.getBytes(StandardCharsets.UTF_8), new byte[dataLength]));
	}

	static byte[] bytes(byte[] header, byte[] data) {
		return ByteBuffer.allocate(Long.BYTES + header.length + data.length)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putLong(header.length)
			.put(header)
			.put(data)
			.array();
	}

	static Path write(Path file, WeightArchive archive) throws IOException {
		ByteArrayOutputStream data = new ByteArrayOutputStream();
		String header = archive.names().stream().map((name) -> {
			int begin = data.size();
			data.writeBytes(littleEndian(archive.tensor(name)));
			return "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(name,
					archive.shape(name), begin, data.size());
		}).collect(Collectors.joining(",", "{", "}"));
		return Files.write(file, bytes(header.getBytes(StandardCharsets.UTF_8), data.toByteArray()));
	}

	/** Float16 zeros with the names and extents of an archive. */
	static byte[] zeros(WeightArchive archive) {
		int[] end = { 0 };
		String header = archive.names().stream().map((name) -> {
			int begin = end[0];
			end[0] += Short.BYTES * Math.toIntExact(archive.shape(name).elementCount());
			return "\"%s\":{\"dtype\":\"F16\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(name,
					archive.shape(name), begin, end[0]);
		}).collect(Collectors.joining(",", "{", "}"));
		return bytes(header.getBytes(StandardCharsets.UTF_8), new byte[end[0]]);
	}

	private static byte[] littleEndian(Tensor tensor) {
		ByteBuffer bytes = ByteBuffer.allocate(tensor.data().limit() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(tensor.data().duplicate());
		return bytes.array();
	}

}
