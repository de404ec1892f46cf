package io.efficientnet.classifier.conversion;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.efficientnet.classifier.tensor.Shape;

/**
 * Makes files as {@code torch.save} does, from pickles in Latin-1. Tensors are of float16
 * and share one storage of zeros, so that whole networks are small.
 */
final class TorchFixtures {

	static final String LEGACY_HEAD = "\200\2\212\nl\374\234F\371 j\250P\31.\200\2M\351\3.";

	private TorchFixtures() {
	}

	/**
	 * A state dict with the names and extents of an archive.
	 * @param archive whose numbers are not asked for
	 * @return a dictionary on the stack, without the end of the pickle
	 */
	static String stateDict(WeightArchive archive) {
		StringBuilder pickle = new StringBuilder("}(");
		long elements = elements(archive);
		for (String name : archive.names()) {
			pickle.append(text(name)).append("ctorch._utils\n_rebuild_tensor_v2\n((");
			pickle.append(text("storage")).append("ctorch\nHalfStorage\n").append(text("0")).append(text("cpu"));
			pickle.append(number(elements)).append("tQ").append(number(0));
			dimensions(pickle, archive.shape(name));
			pickle.append("\211}tR");
		}
		return pickle.append("u").toString();
	}

	private static void dimensions(StringBuilder pickle, Shape shape) {
		StringBuilder strides = new StringBuilder("(");
		long stride = shape.elementCount();
		pickle.append("(");
		for (int extent : shape.dimensions()) {
			pickle.append(number(extent));
			stride /= extent;
			strides.append(number(stride));
		}
		pickle.append("t").append(strides).append("t");
	}

	static byte[] zip(String pickle, int dataLength) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
			store(zip, "archive/data.pkl", bytes(pickle));
			store(zip, "archive/data/0", new byte[dataLength]);
		}
		return bytes.toByteArray();
	}

	static byte[] zip(WeightArchive archive) throws IOException {
		return zip("\200\2" + stateDict(archive) + ".", Math.toIntExact(Short.BYTES * elements(archive)));
	}

	static byte[] legacy(WeightArchive archive) {
		long elements = elements(archive);
		byte[] pickles = bytes(LEGACY_HEAD + "\200\2}.\200\2" + stateDict(archive) + ".\200\2]" + text("0") + "a.");
		return ByteBuffer.allocate(pickles.length + Long.BYTES + Math.toIntExact(Short.BYTES * elements))
			.order(ByteOrder.LITTLE_ENDIAN)
			.put(pickles)
			.putLong(elements)
			.array();
	}

	private static long elements(WeightArchive archive) {
		return archive.names().stream().mapToLong((name) -> archive.shape(name).elementCount()).max().orElse(0);
	}

	static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
		ZipEntry entry = new ZipEntry(name);
		CRC32 checksum = new CRC32();
		checksum.update(content);
		entry.setMethod(ZipEntry.STORED);
		entry.setSize(content.length);
		entry.setCrc(checksum.getValue());
		zip.putNextEntry(entry);
		zip.write(content);
	}

	static String text(String ascii) {
		return "X" + (char) ascii.length() + "\0\0\0" + ascii;
	}

	static String number(long value) {
		byte[] bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
		return "\212\10" + new String(bytes, StandardCharsets.ISO_8859_1);
	}

	static byte[] bytes(String latin) {
		return latin.getBytes(StandardCharsets.ISO_8859_1);
	}

}
