package io.efficientnet.classifier.conversion.format;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.efficientnet.classifier.failure.ServiceException;

/**
 * Python's pickle machine, of which state dicts need a small part. Numbers, text, lists,
 * tuples and dictionaries become those of Java; of classes and functions there are only
 * those of {@link PickleGlobal}, and none of them is called. Values are shared, never
 * compared in depth, and copied only from one list of pairs into one dictionary; all that
 * are made, copied or kept count against a budget.
 *
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">the
 * operations</a>
 */
final class PickleReader {

	/** Where the last pickle of a file must have ended; that of B7 has 150 kB. */
	private static final int MAX_BYTES = 16 << 20;

	private static final int MAX_TEXT_BYTES = 1 << 20;

	private static final int MAX_PROTOCOL = 5;

	private final ByteCursor in;

	private final TorchObjects objects;

	private final PickleStack stack;

	private final PickleContainers containers;

	PickleReader(ByteCursor in, TorchObjects objects, PickleBudget budget) {
		this.in = in;
		this.objects = objects;
		this.stack = new PickleStack(in, budget);
		this.containers = new PickleContainers(this.stack, budget);
	}

	/**
	 * Reads one pickle; the cursor then stands behind it.
	 * @return a value
	 * @throws ServiceException {@code INVALID_REQUEST} if there is an operation or a name
	 * that state dicts do not need
	 */
	Object read() {
		for (int operation = this.in.u8(); operation != '.'; operation = this.in.u8()) {
			if (this.in.position() > MAX_BYTES) {
				throw this.in.malformed("its pickle is longer than %d bytes".formatted(MAX_BYTES));
			}
			execute(operation);
		}
		return this.stack.pop();
	}

	private void execute(int operation) {
		switch (operation) {
			case 0x80 -> protocol();
			case 0x95 -> this.in.i64(); // FRAME
			case 'N' -> this.stack.push(None.NONE);
			case 0x88 -> this.stack.push(true);
			case 0x89 -> this.stack.push(false);
			case 'J' -> this.stack.push((long) this.in.i32());
			case 'K' -> this.stack.push((long) this.in.u8());
			case 'M' -> this.stack.push((long) this.in.u16());
			case 0x8a -> this.stack.push(bigInteger());
			case 'G' -> this.stack.push(Double.longBitsToDouble(Long.reverseBytes(this.in.i64())));
			case 'X', 'T' -> text(this.in.u32());
			case 0x8c, 'U' -> text(this.in.u8());
			case 0x8d -> text(this.in.i64());
			case '(' -> this.stack.mark();
			case ']' -> this.containers.newList();
			case 'a' -> this.containers.append(List.of(this.stack.pop()));
			case 'e' -> this.containers.append(this.stack.popMarked());
			case ')' -> this.stack.push(new PickleTuple(List.of()));
			case 't' -> this.stack.push(new PickleTuple(this.stack.popMarked()));
			case 0x85, 0x86, 0x87 -> this.stack.push(new PickleTuple(this.stack.pop(operation - 0x84)));
			case '}' -> this.containers.newDictionary();
			case 's' -> this.containers.setItems(this.stack.pop(2));
			case 'u' -> this.containers.setItems(this.stack.popMarked());
			case 'q' -> this.stack.put(this.in.u8());
			case 'r' -> this.stack.put(this.in.u32());
			case 0x94 -> this.stack.memoize();
			case 'h' -> this.stack.get(this.in.u8());
			case 'j' -> this.stack.get(this.in.u32());
			case 'c' -> this.stack.push(global(line(), line()));
			case 0x93 -> stackGlobal();
			case 'Q' -> this.stack.push(this.objects.persistent(tuple(this.stack.pop(), "BINPERSID")));
			case 'R' -> reduce();
			case 'b' -> this.containers.build();
			default -> throw this.in.malformed("operation %s at byte %d of its pickle is not read"
				.formatted(PickleOperations.name(operation), this.in.position() - 1));
		}
	}

	private void protocol() {
		int protocol = this.in.u8();
		if (protocol > MAX_PROTOCOL) {
			throw this.in.malformed("pickles of protocol %d are not read".formatted(protocol));
		}
	}

	// LONG1: two's complement, at most 255 bytes
	private Object bigInteger() {
		byte[] bytes = new byte[this.in.u8()];
		for (int i = bytes.length - 1; i >= 0; i--) {
			bytes[i] = (byte) this.in.u8();
		}
		BigInteger number = (bytes.length == 0) ? BigInteger.ZERO : new BigInteger(bytes);
		return (number.bitLength() < Long.SIZE) ? (Object) number.longValue() : number;
	}

	private void text(long length) {
		if (length > MAX_TEXT_BYTES) {
			throw this.in.malformed("a text in its pickle has %d bytes".formatted(length));
		}
		this.stack.push(this.in.text(length, StandardCharsets.UTF_8));
	}

	private String line() {
		StringBuilder line = new StringBuilder();
		for (int unit = this.in.u8(); unit != '\n'; unit = this.in.u8()) {
			if (line.length() == 255) {
				throw this.in.malformed("a name in its pickle does not end");
			}
			line.append((char) unit);
		}
		return line.toString();
	}

	private PickleGlobal global(String module, String attribute) {
		return PickleGlobal.of(module, attribute)
			.orElseThrow(() -> this.in
				.malformed("its pickle wants %s, which is neither read nor run; save the state dict alone"
					.formatted(Refusal.quoted(module + "." + attribute))));
	}

	private void stackGlobal() {
		List<Object> names = this.stack.pop(2);
		if (names.get(0) instanceof String module && names.get(1) instanceof String attribute) {
			this.stack.push(global(module, attribute));
			return;
		}
		throw this.stack.unexpected("STACK_GLOBAL");
	}

	private void reduce() {
		PickleTuple arguments = tuple(this.stack.pop(), "REDUCE");
		if (this.stack.pop() instanceof PickleGlobal function) {
			if (function == PickleGlobal.ORDERED_DICT) {
				this.containers.newOrderedDictionary(arguments);
				return;
			}
			this.stack.push(this.objects.rebuild(function, arguments));
			return;
		}
		throw this.stack.unexpected("REDUCE");
	}

	private PickleTuple tuple(Object value, String operation) {
		if (value instanceof PickleTuple tuple) {
			return tuple;
		}
		throw this.stack.unexpected(operation);
	}

	/** Python's None, as maps and lists here hold no null. */
	private enum None {

		NONE

	}

}
