package io.efficientnet.classifier.conversion.format;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.ServiceException;

/** The stack of a pickle, cut by marks, and the values that it recalls by number. */
final class PickleStack {

	private final ByteCursor in;

	private final PickleBudget budget;

	private final Map<Long, Object> memo = new HashMap<>();

	private final Deque<List<Object>> marked = new ArrayDeque<>();

	private List<Object> values = new ArrayList<>();

	/**
	 * An empty stack.
	 * @param in where the pickle is read, for messages
	 * @param budget that values and marks count against
	 */
	PickleStack(ByteCursor in, PickleBudget budget) {
		this.in = in;
		this.budget = budget;
	}

	void push(Object value) {
		this.budget.take(1);
		this.values.add(value);
	}

	Object pop() {
		peek();
		return this.values.removeLast();
	}

	List<Object> pop(int count) {
		if (this.values.size() < count) {
			throw empty();
		}
		List<Object> top = this.values.subList(this.values.size() - count, this.values.size());
		List<Object> popped = List.copyOf(top);
		top.clear();
		return popped;
	}

	Object peek() {
		if (this.values.isEmpty()) {
			throw empty();
		}
		return this.values.getLast();
	}

	void mark() {
		this.budget.take(1);
		this.marked.push(this.values);
		this.values = new ArrayList<>(2);
	}

	/**
	 * Takes what lies above the last mark, and the mark.
	 * @return the values in the order of pushing
	 */
	List<Object> popMarked() {
		if (this.marked.isEmpty()) {
			throw this.in.malformed("its pickle lacks a mark");
		}
		List<Object> popped = this.values;
		this.values = this.marked.pop();
		return popped;
	}

	void memoize() {
		put(this.memo.size());
	}

	void put(long index) {
		if (this.memo.put(index, peek()) == null) {
			this.budget.take(1);
		}
	}

	void get(long index) {
		Object value = this.memo.get(index);
		if (value == null) {
			throw this.in.malformed("its pickle recalls value %d, which it did not keep".formatted(index));
		}
		push(value);
	}

	/** Refuses a value that the operation just read does not take. */
	ServiceException unexpected(String operation) {
		return this.in.malformed("%s at byte %d of its pickle is not used as state dicts do".formatted(operation,
				this.in.position() - 1));
	}

	private ServiceException empty() {
		return this.in.malformed("its pickle takes from an empty stack");
	}

}
