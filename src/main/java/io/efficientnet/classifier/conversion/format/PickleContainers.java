package io.efficientnet.classifier.conversion.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Lists and dictionaries of a pickle: those of Java, made here only. A dictionary keeps
 * what has a name. Other keys, such as the numbers of parameters in an optimizer's state,
 * are left out with their values: no state dict has any, and a map finds no order among
 * keys of several kinds whose hashes a file has chosen to be equal.
 */
final class PickleContainers {

	private final PickleStack stack;

	private final PickleBudget budget;

	PickleContainers(PickleStack stack, PickleBudget budget) {
		this.stack = stack;
		this.budget = budget;
	}

	void newList() {
		this.stack.push(new ArrayList<>());
	}

	void newDictionary() {
		this.stack.push(new LinkedHashMap<>());
	}

	@SuppressWarnings("unchecked") // only this class makes lists
	void append(List<Object> values) {
		if (this.stack.peek() instanceof ArrayList<?> list) {
			((List<Object>) list).addAll(values);
			return;
		}
		throw this.stack.unexpected("APPENDS");
	}

	@SuppressWarnings("unchecked") // only this class makes dictionaries
	void setItems(List<Object> keysAndValues) {
		if (this.stack.peek() instanceof Map<?, ?> dictionary && keysAndValues.size() % 2 == 0) {
			for (int i = 0; i < keysAndValues.size(); i += 2) {
				set((Map<Object, Object>) dictionary, keysAndValues.get(i), keysAndValues.get(i + 1));
			}
			return;
		}
		throw this.stack.unexpected("SETITEMS");
	}

	// Python 2 gives the pairs as an argument
	void newOrderedDictionary(PickleTuple arguments) {
		Map<Object, Object> dictionary = new LinkedHashMap<>();
		if (!arguments.values().isEmpty()) {
			if (arguments.values().size() != 1 || !(arguments.values().getFirst() instanceof List<?> pairs)) {
				throw this.stack.unexpected("REDUCE");
			}
			this.budget.take(pairs.size());
			pairs.forEach((pair) -> setPair(dictionary, pair));
		}
		this.stack.push(dictionary);
	}

	private void setPair(Map<Object, Object> dictionary, Object pair) {
		List<?> entry = (pair instanceof PickleTuple tuple) ? tuple.values()
				: (pair instanceof List<?> list) ? list : List.of();
		if (entry.size() != 2) {
			throw this.stack.unexpected("REDUCE");
		}
		set(dictionary, Objects.requireNonNull(entry.get(0)), Objects.requireNonNull(entry.get(1)));
	}

	private void set(Map<Object, Object> dictionary, Object key, Object value) {
		if (key instanceof String) {
			dictionary.put(key, value);
		}
		else if (key instanceof List || key instanceof Map) {
			throw this.stack.unexpected("a key that is a list or a dictionary");
		}
	}

	// State dicts carry versions of their modules as attributes, which nobody needs here
	void build() {
		this.stack.pop();
		if (!(this.stack.peek() instanceof Map)) {
			throw this.stack.unexpected("BUILD");
		}
	}

}
