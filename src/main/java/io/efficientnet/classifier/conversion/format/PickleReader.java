package io.efficientnet.classifier.conversion.format;

import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.efficientnet.classifier.failure.ServiceException;

/**
 * Python's pickle machine, of which state dicts need a small part. Numbers, text, lists,
 * tuples and dictionaries become those of Java; of classes and functions there are only
 * those of {@link PickleGlobal}, and none of them is called. Values are shared, never
 * compared in depth, and copied only from one list of pairs into one dictionary; all that
 * are made or copied count, so that work and memory are bounded.
 *
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">the
 * operations</a>
 */
final class PickleReader {

	/** A pickle of B7 has 150 kB. */
	static final int MAX_BYTES = 16 << 20;

	private static final int MAX_TEXT_BYTES = 1 << 20;

	private static final int MAX_VALUES = 1 << 20;

	private static final int MAX_PROTOCOL = 5;

	private final ByteCursor in;

	private final TorchObjects objects;

	private final Map<Long, Object> memo = new HashMap<>();

	private final Deque<List<Object>> marked = new ArrayDeque<>();

	private List<Object> stack = new ArrayList<>();

	// Made or copied so far, wherever they are now
	private int values;

	PickleReader(ByteCursor in, TorchObjects objects) {
		this.in = in;
		this.objects = objects;
	}

	/**
	 * Reads one pickle; the cursor then stands behind it.
	 * @return a value
	 * @throws ServiceException {@code INVALID_REQUEST} if there is an operation or a name
	 * that state dicts do not need
	 */
	Object read() {
		long start = this.in.position();
		for (int operation = this.in.u8(); operation != '.'; operation = this.in.u8()) {
			if (this.in.position() - start > MAX_BYTES) {
				throw this.in.malformed("its pickle is longer than %d bytes".formatted(MAX_BYTES));
			}
			execute(operation);
		}
		return pop();
	}

	private void execute(int operation) {
		switch (operation) {
			case 0x80 -> protocol();
			case 0x95 -> this.in.i64(); // FRAME
			case 'N' -> push(None.NONE);
			case 0x88 -> push(true);
			case 0x89 -> push(false);
			case 'J' -> push((long) this.in.i32());
			case 'K' -> push((long) this.in.u8());
			case 'M' -> push((long) this.in.u16());
			case 0x8a -> push(bigInteger());
			case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(this.in.i64())));
			case 'X' -> text(this.in.u32(), StandardCharsets.UTF_8);
			case 0x8c, 'U' -> text(this.in.u8(), StandardCharsets.UTF_8);
			case 'T' -> text(this.in.u32(), StandardCharsets.UTF_8);
			case 0x8d -> text(this.in.i64(), StandardCharsets.UTF_8);
			case '(' -> mark();
			case ']' -> push(new ArrayList<>());
			case 'a' -> append(List.of(pop()));
			case 'e' -> append(popMarked());
			case ')' -> push(new Tuple(List.of()));
			case 't' -> push(new Tuple(popMarked()));
			case 0x85, 0x86, 0x87 -> push(new Tuple(pop(operation - 0x84)));
			case '}' -> push(new LinkedHashMap<>());
			case 's' -> setItems(pop(2));
			case 'u' -> setItems(popMarked());
			case 'q' -> put(this.in.u8());
			case 'r' -> put(this.in.u32());
			case 0x94 -> put(this.memo.size());
			case 'h' -> get(this.in.u8());
			case 'j' -> get(this.in.u32());
			case 'c' -> push(global(line(), line()));
			case 0x93 -> stackGlobal();
			case 'Q' -> push(this.objects.persistent(tuple(pop(), "BINPERSID")));
			case 'R' -> reduce();
			case 'b' -> build();
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

	private void text(long length, Charset charset) {
		if (length > MAX_TEXT_BYTES) {
			throw this.in.malformed("a text in its pickle has %d bytes".formatted(length));
		}
		push(this.in.text(length, charset));
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
		List<Object> names = pop(2);
		if (names.get(0) instanceof String module && names.get(1) instanceof String attribute) {
			push(global(module, attribute));
			return;
		}
		throw unexpected("STACK_GLOBAL");
	}

	private void reduce() {
		Tuple arguments = tuple(pop(), "REDUCE");
		if (pop() instanceof PickleGlobal function) {
			if (function == PickleGlobal.ORDERED_DICT) {
				push(orderedDict(arguments));
				return;
			}
			push(this.objects.rebuild(function, arguments));
			return;
		}
		throw unexpected("REDUCE");
	}

	// Python 2 gives the pairs as an argument
	private Map<Object, Object> orderedDict(Tuple arguments) {
		Map<Object, Object> dictionary = new LinkedHashMap<>();
		if (arguments.values().isEmpty()) {
			return dictionary;
		}
		if (arguments.values().size() == 1 && arguments.values().getFirst() instanceof List<?> pairs) {
			count(pairs.size());
			for (Object pair : pairs) {
				List<?> entry = (pair instanceof Tuple tuple) ? tuple.values()
						: (pair instanceof List<?> list) ? list : List.of();
				if (entry.size() != 2) {
					throw unexpected("REDUCE");
				}
				set(dictionary, entry.get(0), Objects.requireNonNull(entry.get(1)));
			}
			return dictionary;
		}
		throw unexpected("REDUCE");
	}

	// State dicts carry versions of their modules as attributes, which nobody needs here
	private void build() {
		pop();
		if (!(peek() instanceof Map)) {
			throw unexpected("BUILD");
		}
	}

	@SuppressWarnings("unchecked") // only this class makes lists
	private void append(List<Object> values) {
		if (peek() instanceof ArrayList<?> list) {
			((List<Object>) list).addAll(values);
			return;
		}
		throw unexpected("APPENDS");
	}

	@SuppressWarnings("unchecked") // only this class makes dictionaries
	private void setItems(List<Object> keysAndValues) {
		if (peek() instanceof Map<?, ?> dictionary && keysAndValues.size() % 2 == 0) {
			for (int i = 0; i < keysAndValues.size(); i += 2) {
				set((Map<Object, Object>) dictionary, keysAndValues.get(i), keysAndValues.get(i + 1));
			}
			return;
		}
		throw unexpected("SETITEMS");
	}

	// Numbers are keys of optimizers' states only. They are left out: of Long and Double
	// with equal hashes a map cannot make a tree
	private void set(Map<Object, Object> dictionary, Object key, Object value) {
		if (key instanceof String) {
			dictionary.put(key, value);
		}
		else if (!(key instanceof Number)) {
			throw this.in.malformed("a dictionary in its pickle has keys that are neither text nor numbers");
		}
	}

	private Tuple tuple(Object value, String operation) {
		if (value instanceof Tuple tuple) {
			return tuple;
		}
		throw unexpected(operation);
	}

	private void put(long index) {
		if (this.memo.size() >= MAX_VALUES) {
			throw tooMany();
		}
		this.memo.put(index, peek());
	}

	private void get(long index) {
		Object value = this.memo.get(index);
		if (value == null) {
			throw this.in.malformed("its pickle recalls value %d, which it did not keep".formatted(index));
		}
		push(value);
	}

	private void mark() {
		if (this.marked.size() >= MAX_VALUES) {
			throw tooMany();
		}
		this.marked.push(this.stack);
		this.stack = new ArrayList<>(2);
	}

	private List<Object> popMarked() {
		if (this.marked.isEmpty()) {
			throw this.in.malformed("its pickle lacks a mark");
		}
		List<Object> values = this.stack;
		this.stack = this.marked.pop();
		return values;
	}

	private void push(Object value) {
		count(1);
		this.stack.add(value);
	}

	private void count(int more) {
		if (more > MAX_VALUES - this.values) {
			throw tooMany();
		}
		this.values += more;
	}

	private Object pop() {
		peek();
		return this.stack.removeLast();
	}

	private List<Object> pop(int count) {
		if (this.stack.size() < count) {
			throw this.in.malformed("its pickle takes from an empty stack");
		}
		List<Object> top = this.stack.subList(this.stack.size() - count, this.stack.size());
		List<Object> values = List.copyOf(top);
		top.clear();
		return values;
	}

	private Object peek() {
		if (this.stack.isEmpty()) {
			throw this.in.malformed("its pickle takes from an empty stack");
		}
		return this.stack.getLast();
	}

	private ServiceException unexpected(String operation) {
		return this.in.malformed("%s at byte %d of its pickle is not used as state dicts do".formatted(operation,
				this.in.position() - 1));
	}

	private ServiceException tooMany() {
		return this.in.malformed("its pickle makes more than %d values".formatted(MAX_VALUES));
	}

	/** Python's None, as maps and lists here hold no null. */
	enum None {

		NONE

	}

	/**
	 * Python's tuple. No value of a pickle is compared, as one may hold itself.
	 *
	 * @param values in order
	 */
	record Tuple(List<Object> values) {
	}

}
