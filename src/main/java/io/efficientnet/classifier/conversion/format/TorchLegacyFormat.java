package io.efficientnet.classifier.conversion.format;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.conversion.format.TorchObjects.Storage;
import io.efficientnet.classifier.conversion.format.TorchObjects.StorageView;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * What {@code torch.save} wrote before PyTorch 1.6: pickles of a magic number, a version,
 * facts about the machine, the state dict and the keys of its storages, then each storage
 * as its length and its elements.
 */
final class TorchLegacyFormat {

	private static final String NAME = "PyTorch file of before 1.6";

	private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

	private static final long VERSION = 1001;

	private final ByteCursor in;

	private final TorchObjects objects = new TorchObjects(NAME);

	private final PickleBudget budget = new PickleBudget(NAME);

	private final Map<String, MemorySegment> storages = new HashMap<>();

	private TorchLegacyFormat(MemorySegment file) {
		this.in = new ByteCursor(NAME, file);
	}

	/**
	 * Reads pickles and lengths to the end of the file.
	 * @param file the whole file
	 * @return its tensors
	 * @throws ServiceException {@code INVALID_REQUEST} with the first thing that is wrong
	 */
	static StoredWeights read(MemorySegment file) {
		return new TorchLegacyFormat(file).read();
	}

	private StoredWeights read() {
		if (!pickle().equals(MAGIC)) {
			throw this.in.malformed("it is a pickle, but none of torch.save");
		}
		if (!pickle().equals(VERSION)) {
			throw this.in.malformed("its version is not " + VERSION);
		}
		if (pickle() instanceof Map<?, ?> machine && Boolean.FALSE.equals(machine.get("little_endian"))) {
			throw this.in.malformed("its numbers are not little-endian");
		}
		Object root = pickle();
		if (!(pickle() instanceof List<?> keys)) {
			throw this.in.malformed("it does not list its storages");
		}
		keys.forEach(this::readStorage);
		return new TorchStateDict(NAME, this::bytes).read(root);
	}

	private Object pickle() {
		return new PickleReader(this.in, this.objects, this.budget).read();
	}

	private void readStorage(Object key) {
		Storage storage = (key instanceof String) ? this.objects.storages().get(key) : null;
		if (storage == null) {
			throw this.in.malformed("it lists a storage of no tensor");
		}
		long elements = this.in.i64();
		if (elements != storage.elements() || elements > this.in.remaining()) {
			throw this.in.malformed("storage %s cannot have %s elements".formatted(Refusal.quoted((String) key),
					Long.toUnsignedString(elements)));
		}
		this.storages.put((String) key, this.in.slice(elements * storage.type().width()));
	}

	private MemorySegment bytes(StorageView view) {
		MemorySegment bytes = this.storages.get(view.key());
		if (bytes == null) {
			throw this.in.malformed("storage %s is missing".formatted(Refusal.quoted(view.key())));
		}
		int width = view.storage().type().width();
		return bytes.asSlice(view.offset() * width, view.elements() * width);
	}

}
