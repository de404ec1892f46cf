package io.efficientnet.classifier.conversion.format;

import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import io.efficientnet.classifier.conversion.format.TorchObjects.StorageView;
import io.efficientnet.classifier.conversion.format.TorchObjects.TorchTensor;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * The state dict in what a PyTorch file holds: the whole of it, or a part of a
 * checkpoint.
 */
final class TorchStateDict {

	/**
	 * Where training programs put it; as timm does, averaged weights go first.
	 */
	private static final List<String> WRAPPERS = List.of("state_dict_ema", "model_ema", "ema_state_dict", "ema",
			"state_dict", "model_state_dict", "model", "net");

	private static final int MAX_DEPTH = 4;

	private final String format;

	private final Function<StorageView, MemorySegment> storages;

	/** By identity, as a dictionary may hold itself. */
	private final Set<Map<?, ?>> searched = Collections.newSetFromMap(new IdentityHashMap<>());

	/**
	 * A state dict.
	 * @param format of the file, in words
	 * @param storages finds the bytes of a storage, or refuses the file
	 */
	TorchStateDict(String format, Function<StorageView, MemorySegment> storages) {
		this.format = format;
		this.storages = storages;
	}

	/**
	 * Finds the state dict and all its tensors.
	 * @param root what the file holds
	 * @return the tensors
	 * @throws ServiceException {@code INVALID_REQUEST} if there are none, or one does not
	 * lie within its storage
	 */
	StoredWeights read(Object root) {
		if (!(root instanceof Map<?, ?> dictionary)) {
			throw Refusal.malformed(this.format, "it does not hold a state dict");
		}
		Map<?, ?> found = stateDict(dictionary, 0);
		if (found == null) {
			throw Refusal.malformed(this.format,
					"it holds a dictionary without tensors, and none of them at " + String.join(", ", WRAPPERS));
		}
		StoredWeights.Builder tensors = new StoredWeights.Builder(this.format);
		found.forEach((key, value) -> {
			if (key instanceof String name && value instanceof TorchTensor tensor) {
				tensors.add(name, stored(name, tensor));
			}
		});
		return tensors.build();
	}

	// Wrappers first, since a checkpoint may have an accuracy that is a tensor beside
	// them
	private @Nullable Map<?, ?> stateDict(Map<?, ?> dictionary, int depth) {
		if (!this.searched.add(dictionary)) {
			return null;
		}
		for (String wrapper : WRAPPERS) {
			if (depth < MAX_DEPTH && dictionary.get(wrapper) instanceof Map<?, ?> wrapped) {
				Map<?, ?> found = stateDict(wrapped, depth + 1);
				if (found != null) {
					return found;
				}
			}
		}
		return dictionary.values().stream().anyMatch(TorchStateDict::isWeight) ? dictionary : null;
	}

	private static boolean isWeight(Object value) {
		return value instanceof TorchTensor tensor && tensor.storage().storage().type().isFloat();
	}

	private StoredTensor stored(String name, TorchTensor tensor) {
		StorageView storage = tensor.storage();
		ElementType type = storage.storage().type();
		MemorySegment bytes = Objects.requireNonNull(this.storages.apply(storage));
		try {
			return new StoredTensor(type, tensor.shape(), tensor.strides(), window(tensor, type, bytes));
		}
		catch (IllegalArgumentException ex) {
			throw Refusal.malformed(this.format,
					"tensor %s %s does not fit its storage".formatted(Refusal.quoted(name), tensor.shape()), ex);
		}
	}

	// A storage may hold many tensors, and more bytes than one tensor may have
	private static MemorySegment window(TorchTensor tensor, ElementType type, MemorySegment bytes) {
		MemorySegment rest = bytes.asSlice(tensor.offset() * type.width());
		return rest.asSlice(0, Math.min(rest.byteSize(), Integer.MAX_VALUE));
	}

}
