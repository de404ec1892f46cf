package io.efficientnet.classifier.onnx;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes {@code .onnx} files. Equal models give equal bytes. */
public final class OnnxWriter {

	private OnnxWriter() {
	}

	/**
	 * Writes a model with all its tensors into one file.
	 * @param model to write
	 * @param file new, or overwritten
	 * @return SHA-256 of the file, as lower-case hexadecimal digits
	 * @throws IOException if the file cannot be written
	 */
	public static String write(OnnxModel model, Path file) throws IOException {
		MessageDigest digest = sha256();
		try (OutputStream out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest)) {
			write(model, out);
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	public static void write(OnnxModel model, OutputStream out) throws IOException {
		ModelEncoder.model(model).writeTo(out);
	}

	public static byte[] toByteArray(OnnxModel model) {
		return ModelEncoder.model(model).toByteArray();
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
