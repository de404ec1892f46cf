package io.efficientnet.classifier.conversion.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.HexFormat;

import io.efficientnet.classifier.failure.ServiceException;

/** Tells the formats of weight files apart by their first bytes, whatever their names. */
public final class WeightFormats {

	private static final String KNOWN = "Safetensors, PyTorch (.pth, .bin), Keras (.h5, .keras) and TensorFlow.js (model.json)";

	private static final int SHOWN_BYTES = 8;

	private WeightFormats() {
	}

	/**
	 * Maps a file and reads what it says about its tensors.
	 * @param file in any format
	 * @param arena that the mapping lives in
	 * @return its tensors, still in the file
	 * @throws IOException if the file cannot be opened or mapped
	 * @throws ServiceException {@code INVALID_REQUEST} if it is in no known format,
	 * damaged, or holds what is not read
	 */
	public static StoredWeights read(Path file, Arena arena) throws IOException {
		MemorySegment bytes = map(file, arena);
		// First, as a length may look like the signature of others, but no signature is a
		// length
		if (SafetensorsFormat.matches(bytes)) {
			return SafetensorsFormat.read(bytes);
		}
		if (startsWith(bytes, 0, "PK\3\4")) {
			return readZip(StoredZip.open("Zip archive", bytes));
		}
		if (startsWith(bytes, 0, "\200\2")) {
			return TorchLegacyFormat.read(bytes);
		}
		if (startsWith(bytes, 0, Hdf5File.SIGNATURE)) {
			return KerasFormat.read(bytes);
		}
		if (startsWith(bytes, 0, "{")) {
			return TfjsFormat.read(file, bytes, arena);
		}
		throw Refusal.malformed("Weight file", "expected " + KNOWN + ", found " + found(bytes));
	}

	private static StoredWeights readZip(StoredZip zip) {
		MemorySegment keras = zip.find("model.weights.h5");
		return (keras != null) ? KerasFormat.read(keras) : TorchZipFormat.read(zip);
	}

	static MemorySegment map(Path file, Arena arena) throws IOException {
		try (FileChannel channel = FileChannel.open(file)) {
			return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
		}
	}

	private static String found(MemorySegment bytes) {
		if (bytes.byteSize() == 0) {
			return "an empty file";
		}
		if (startsWith(bytes, 0, "version https://git-lfs")) {
			return "a pointer of Git LFS, not the file itself; fetch it with git lfs pull";
		}
		if (startsWith(bytes, 0, "<")) {
			return "a web page; the download went wrong";
		}
		if (startsWith(bytes, 257, "ustar")) {
			return "a tar archive; unpack it first";
		}
		byte[] start = bytes.asSlice(0, Math.min(SHOWN_BYTES, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE);
		return "a file that begins with the bytes " + HexFormat.ofDelimiter(" ").formatHex(start);
	}

	static boolean startsWith(MemorySegment bytes, long at, String signature) {
		if (bytes.byteSize() < at + signature.length()) {
			return false;
		}
		for (int i = 0; i < signature.length(); i++) {
			if ((bytes.get(ValueLayout.JAVA_BYTE, at + i) & 0xFF) != signature.charAt(i)) {
				return false;
			}
		}
		return true;
	}

}
