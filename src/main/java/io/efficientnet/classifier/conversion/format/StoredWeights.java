package io.efficientnet.classifier.conversion.format;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a weight file holds.
 *
 * @param format of the file, in words
 * @param tensors floating-point tensors by name
 * @param metadata what the file says about itself
 */
public record StoredWeights(String format, NavigableMap<String, StoredTensor> tensors, Map<String, String> metadata) {

	/** Several times the tensors of the largest network. */
	static final int MAX_TENSORS = 1 << 14;

	private static final int MAX_NAME_LENGTH = 512;

	/** Modules that trainers put around a network, the outermost first. */
	private static final List<String> WRAPPERS = List.of("_orig_mod.", "module.", "model.", "_orig_mod.", "module.");

	/**
	 * The tensors of a module.
	 * @param prefix that their names begin with
	 * @return the tensors under the rest of their names
	 */
	public StoredWeights under(String prefix) {
		NavigableMap<String, StoredTensor> bare = new TreeMap<>();
		this.tensors.tailMap(prefix, true).forEach((name, tensor) -> {
			if (name.startsWith(prefix)) {
				bare.put(name.substring(prefix.length()), tensor);
			}
		});
		return new StoredWeights(this.format, bare, this.metadata);
	}

	/** Tensors of one file as they are found, each under a name of its own. */
	static final class Builder {

		private final String format;

		private final NavigableMap<String, StoredTensor> tensors = new TreeMap<>();

		Builder(String format) {
			this.format = format;
		}

		void add(String name, StoredTensor tensor) {
			if (name.isEmpty() || name.length() > MAX_NAME_LENGTH || name.chars().anyMatch(Character::isISOControl)) {
				throw Refusal.malformed(this.format, "a tensor has the impossible name " + Refusal.quoted(name));
			}
			if (!tensor.type().isFloat()) {
				return;
			}
			if (this.tensors.put(name, tensor) != null) {
				throw Refusal.malformed(this.format, "there are two tensors " + Refusal.quoted(name));
			}
			if (this.tensors.size() > MAX_TENSORS) {
				throw Refusal.malformed(this.format, "it holds more than %d tensors".formatted(MAX_TENSORS));
			}
		}

		StoredWeights build() {
			return build(Map.of());
		}

		StoredWeights build(Map<String, String> metadata) {
			StoredWeights named = new StoredWeights(this.format, this.tensors, metadata);
			for (String wrapper : WRAPPERS) {
				if (!named.tensors.isEmpty()
						&& named.tensors.keySet().stream().allMatch((name) -> name.startsWith(wrapper))) {
					named = named.under(wrapper);
				}
			}
			return named;
		}

	}

}
