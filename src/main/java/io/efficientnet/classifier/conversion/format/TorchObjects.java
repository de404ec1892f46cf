package io.efficientnet.classifier.conversion.format;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;

/**
 * The tensors that a pickle of PyTorch describes. A tensor is a window into a storage,
 * and a storage is named by a persistent id: {@code ("storage", type, key, device,
 * elements)}, in old files followed by null or {@code (key, offset, elements)} of a part
 * of that storage.
 */
final class TorchObjects {

	private static final int MAX_STORAGES = StoredWeights.MAX_TENSORS;

	private final String format;

	private final Map<String, Storage> storages = new HashMap<>();

	TorchObjects(String format) {
		this.format = format;
	}

	/**
	 * The storages that the pickle spoke of.
	 * @return by their keys
	 */
	Map<String, Storage> storages() {
		return this.storages;
	}

	StorageView persistent(PickleTuple id) {
		List<Object> parts = id.values();
		if (parts.size() < 5 || !"storage".equals(parts.get(0)) || !(parts.get(1) instanceof PickleGlobal global)
				|| !(parts.get(2) instanceof String key) || !(parts.get(4) instanceof Long elements)) {
			throw malformed("a persistent id is no storage");
		}
		ElementType type = global.elements();
		if (type == null) {
			throw malformed("%s is no storage".formatted(global));
		}
		Storage storage = new Storage(type, elements);
		Storage known = this.storages.putIfAbsent(key, storage);
		if (elements < 0 || (known != null && !known.equals(storage))) {
			throw malformed("storage %s cannot have %d elements".formatted(Refusal.quoted(key), elements));
		}
		if (this.storages.size() > MAX_STORAGES) {
			throw malformed("it has more than %d storages".formatted(MAX_STORAGES));
		}
		if (parts.size() > 5 && parts.get(5) instanceof PickleTuple view) {
			return view(key, storage, view);
		}
		return new StorageView(key, storage, 0, elements);
	}

	private StorageView view(String key, Storage storage, PickleTuple view) {
		if (view.values().size() == 3 && view.values().get(1) instanceof Long offset
				&& view.values().get(2) instanceof Long elements && offset >= 0 && elements >= 0
				&& offset <= storage.elements() && elements <= storage.elements() - offset) {
			return new StorageView(key, storage, offset, elements);
		}
		throw malformed("a part of storage %s is not within it".formatted(Refusal.quoted(key)));
	}

	Object rebuild(PickleGlobal function, PickleTuple arguments) {
		List<Object> values = arguments.values();
		if (function == PickleGlobal.REBUILD_PARAMETER && !values.isEmpty()
				&& values.getFirst() instanceof TorchTensor tensor) {
			return tensor;
		}
		if ((function == PickleGlobal.REBUILD_TENSOR || function == PickleGlobal.REBUILD_TENSOR_V2)
				&& values.size() >= 4 && values.get(0) instanceof StorageView storage
				&& values.get(1) instanceof Long offset && values.get(2) instanceof PickleTuple size
				&& values.get(3) instanceof PickleTuple stride) {
			return tensor(storage, offset, longs(size), longs(stride));
		}
		throw malformed("%s is not called as state dicts do".formatted(function));
	}

	private TorchTensor tensor(StorageView storage, long offset, List<Long> size, List<Long> stride) {
		if (size.stream().anyMatch((extent) -> extent < 0 || extent > Integer.MAX_VALUE)) {
			throw malformed("a tensor has impossible extents");
		}
		if (offset < 0 || offset > storage.elements()) {
			throw malformed("a tensor begins behind its storage");
		}
		try {
			return new TorchTensor(storage, offset, new Shape(size.stream().map(Long::intValue).toList()), stride);
		}
		catch (IllegalArgumentException ex) {
			throw Refusal.malformed(this.format, "a tensor has impossible extents", ex);
		}
	}

	private List<Long> longs(PickleTuple tuple) {
		if (tuple.values().size() > StoredTensor.MAX_RANK
				|| !tuple.values().stream().allMatch(Long.class::isInstance)) {
			throw malformed("a tensor has extents that are no numbers, or too many");
		}
		return tuple.values().stream().map(Long.class::cast).toList();
	}

	private ServiceException malformed(String reason) {
		return Refusal.malformed(this.format, reason);
	}

	/**
	 * Elements side by side.
	 *
	 * @param type of each
	 * @param elements how many
	 */
	record Storage(ElementType type, long elements) {
	}

	/**
	 * A part of a storage, mostly all of it.
	 *
	 * @param key of the storage
	 * @param storage that it is a part of
	 * @param offset of its first element
	 * @param elements how many
	 */
	record StorageView(String key, Storage storage, long offset, long elements) {
	}

	/**
	 * A tensor whose storage has not been found yet.
	 *
	 * @param storage that holds its elements
	 * @param offset of the first, in elements
	 * @param shape extents
	 * @param strides in elements
	 */
	record TorchTensor(StorageView storage, long offset, Shape shape, List<Long> strides) {
	}

}
