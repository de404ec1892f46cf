package io.efficientnet.classifier.conversion.format;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

import io.efficientnet.classifier.conversion.format.TorchObjects.StorageView;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * What {@code torch.save} writes since PyTorch 1.6: a zip of {@code data.pkl} and a file
 * per storage, all in one folder.
 */
final class TorchZipFormat {

	private static final String NAME = "PyTorch file";

	private static final String PICKLE = "/data.pkl";

	private final StoredZip zip;

	private final String folder;

	private TorchZipFormat(StoredZip zip, String folder) {
		this.zip = zip;
		this.folder = folder;
	}

	/**
	 * Reads the pickle and finds the storages.
	 * @param zip the archive
	 * @return its tensors
	 * @throws ServiceException {@code INVALID_REQUEST} with the first thing that is wrong
	 */
	static StoredWeights read(StoredZip zip) {
		String pickle = zip.names()
			.stream()
			.filter((name) -> name.endsWith(PICKLE))
			.findFirst()
			.orElseThrow(() -> Refusal.malformed(NAME, "it is a zip archive without data.pkl"));
		return new TorchZipFormat(zip, pickle.substring(0, pickle.length() - PICKLE.length())).readPickle();
	}

	private StoredWeights readPickle() {
		requireLittleEndian();
		ByteCursor pickle = new ByteCursor(NAME, entry(PICKLE));
		Object root = new PickleReader(pickle, new TorchObjects(NAME), new PickleBudget(NAME)).read();
		return new TorchStateDict(NAME, this::bytes).read(root);
	}

	// Written since PyTorch 2.1
	private void requireLittleEndian() {
		MemorySegment order = this.zip.find(this.folder + "/byteorder");
		if (order != null && (order.byteSize() > 16
				|| !new ByteCursor(NAME, order).text(order.byteSize(), StandardCharsets.US_ASCII).equals("little"))) {
			throw Refusal.malformed(NAME, "its numbers are not little-endian");
		}
	}

	private MemorySegment bytes(StorageView view) {
		MemorySegment bytes = entry("/data/" + view.key());
		int width = view.storage().type().width();
		if (bytes.byteSize() / width != view.storage().elements() || bytes.byteSize() % width != 0) {
			throw Refusal.malformed(NAME, "storage %s has %d bytes for %d elements"
				.formatted(Refusal.quoted(view.key()), bytes.byteSize(), view.storage().elements()));
		}
		return bytes.asSlice(view.offset() * width, view.elements() * width);
	}

	private MemorySegment entry(String name) {
		MemorySegment bytes = this.zip.find(this.folder + name);
		if (bytes == null) {
			throw Refusal.malformed(NAME, "entry %s is missing".formatted(Refusal.quoted(this.folder + name)));
		}
		return bytes;
	}

}
