package io.efficientnet.classifier.inference;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;

/**
 * Makes room in memory for a model: the least recently used others are unloaded, but
 * never those that stay.
 */
final class ModelRoom {

	private final ModelMemory memory;

	private final Collection<ModelSlot> slots;

	private final Predicate<ModelSlot> stays;

	private final Consumer<ModelSlot> unload;

	private final Duration patience;

	/**
	 * Room among models.
	 * @param memory what they may take together
	 * @param slots all models, as they are at any time
	 * @param stays whether a model must not be unloaded
	 * @param unload has a model serve no more; it is closed when its last lease is back
	 * @param patience how long to wait for leases
	 */
	ModelRoom(ModelMemory memory, Collection<ModelSlot> slots, Predicate<ModelSlot> stays, Consumer<ModelSlot> unload,
			Duration patience) {
		this.memory = memory;
		this.slots = slots;
		this.stays = stays;
		this.unload = unload;
		this.patience = patience;
	}

	/**
	 * Refuses what cannot fit even with all others unloaded that may be.
	 * @param newcomer the model to be loaded
	 * @param bytes that it takes
	 * @throws ServiceException {@code UNAVAILABLE}
	 */
	void requirePossible(ModelSlot newcomer, long bytes) {
		long staying = this.slots.stream()
			.filter((slot) -> slot != newcomer && this.stays.test(slot))
			.map(ModelSlot::version)
			.filter(Objects::nonNull)
			.mapToLong(ModelVersion::bytes)
			.sum();
		if (bytes > this.memory.budget() - staying) {
			throw new ServiceException(FailureKind.UNAVAILABLE,
					"Model " + newcomer.id() + " cannot be served: it takes about " + ModelMemory.megabytes(bytes)
							+ " of memory; classifier.models.memory is " + ModelMemory.megabytes(this.memory.budget())
							+ ", of which the models that stay loaded take " + ModelMemory.megabytes(staying));
		}
	}

	/**
	 * Unloads others until there is room, as far as that is possible now.
	 * @param newcomer the model to be loaded; it is left as it is
	 * @param bytes that it takes
	 * @return whether there is room
	 */
	boolean make(ModelSlot newcomer, long bytes) {
		long giveUp = System.nanoTime() + this.patience.toNanos();
		while (!this.memory.fits(bytes)) {
			Optional<ModelSlot> leastRecent = this.slots.stream()
				.filter((slot) -> slot != newcomer && slot.version() != null && !this.stays.test(slot))
				.min(Comparator.comparingLong(ModelSlot::lastUse));
			if (leastRecent.isEmpty()) {
				return false;
			}
			ModelVersion version = Objects.requireNonNull(leastRecent.get().version());
			this.unload.accept(leastRecent.get());
			if (!version.awaitClosed(Duration.ofNanos(giveUp - System.nanoTime()))) {
				return false;
			}
		}
		return true;
	}

}
