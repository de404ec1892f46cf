package io.efficientnet.classifier.conversion;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedSet;

/** SHA-256 over tensors of an archive, whatever the file around them looks like. */
final class WeightsDigest {

	private static final int CHUNK = 1 << 14;

	private WeightsDigest() {
	}

	/**
	 * Hashes tensors as little-endian float32 in the layout of their archive.
	 * @param archive that holds them
	 * @param names which tensors, in the order of hashing
	 * @return lower-case hexadecimal digits
	 */
	static String of(WeightArchive archive, SortedSet<String> names) {
		MessageDigest digest = sha256();
		ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
		for (String name : names) {
			FloatBuffer data = archive.tensor(name).data();
			for (int start = 0; start < data.limit(); start += CHUNK) {
				int count = Math.min(CHUNK, data.limit() - start);
				chunk.asFloatBuffer().put(0, data, start, count);
				digest.update(chunk.array(), 0, count * Float.BYTES);
			}
		}
		return HexFormat.of().formatHex(digest.digest());
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
