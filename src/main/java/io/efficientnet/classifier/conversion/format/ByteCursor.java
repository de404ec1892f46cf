package io.efficientnet.classifier.conversion.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

import io.efficientnet.classifier.failure.ServiceException;

/** Reads little-endian numbers and text one after the other, and never beyond the end. */
final class ByteCursor {

	private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
		.withOrder(ByteOrder.LITTLE_ENDIAN);

	private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

	private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

	private final String format;

	private final MemorySegment bytes;

	private long position;

	ByteCursor(String format, MemorySegment bytes) {
		this.format = format;
		this.bytes = bytes;
	}

	ByteCursor(String format, MemorySegment bytes, long position) {
		this(format, bytes);
		moveTo(position);
	}

	long position() {
		return this.position;
	}

	long remaining() {
		return this.bytes.byteSize() - this.position;
	}

	void moveTo(long target) {
		if (target < 0 || target > this.bytes.byteSize()) {
			throw malformed("position %s is not within its %d bytes".formatted(Long.toUnsignedString(target),
					this.bytes.byteSize()));
		}
		this.position = target;
	}

	void skip(long count) {
		take(count);
	}

	int u8() {
		return this.bytes.get(ValueLayout.JAVA_BYTE, take(Byte.BYTES)) & 0xFF;
	}

	int u16() {
		return this.bytes.get(SHORT, take(Short.BYTES)) & 0xFFFF;
	}

	int i32() {
		return this.bytes.get(INT, take(Integer.BYTES));
	}

	long u32() {
		return i32() & 0xFFFFFFFFL;
	}

	long i64() {
		return this.bytes.get(LONG, take(Long.BYTES));
	}

	MemorySegment slice(long count) {
		return this.bytes.asSlice(take(count), count);
	}

	/**
	 * Text of a length that the caller has bounded, or that the file bounds.
	 * @param count bytes, no more than fit an array
	 * @param charset of the text
	 * @return the text
	 * @throws ServiceException {@code INVALID_REQUEST} if the bytes are none
	 */
	String text(long count, Charset charset) {
		try {
			return charset.newDecoder().decode(slice(count).asByteBuffer()).toString();
		}
		catch (CharacterCodingException | UnsupportedOperationException ex) {
			throw Refusal.malformed(this.format, "a name is no " + charset, ex);
		}
	}

	/** Requires bytes that must be there, such as a signature. */
	void expect(String ascii) {
		for (int i = 0; i < ascii.length(); i++) {
			if (u8() != ascii.charAt(i)) {
				throw malformed("there is no %s at byte %d".formatted(Refusal.quoted(ascii), this.position - i - 1));
			}
		}
	}

	private long take(long count) {
		if (count < 0 || count > remaining()) {
			throw malformed("it ends at byte %d where %s more are needed".formatted(this.bytes.byteSize(),
					Long.toUnsignedString(count)));
		}
		long start = this.position;
		this.position += count;
		return start;
	}

	ServiceException malformed(String reason) {
		return Refusal.malformed(this.format, reason);
	}

}
