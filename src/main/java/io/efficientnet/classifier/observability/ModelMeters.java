package io.efficientnet.classifier.observability;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Meters of models, found from when they are registered until the registry removes them.
 * Whoever records looks here, since registering again would bring back the meters of a
 * model that is gone. Safe for concurrent use.
 *
 * @param <K> what tells the meters apart
 * @param <M> type of the meters
 */
public final class ModelMeters<K, M extends Meter> {

	private final Map<K, M> meters = new ConcurrentHashMap<>();

	/**
	 * No meters yet.
	 * @param registry that removes meters
	 */
	public ModelMeters(MeterRegistry registry) {
		registry.config().onMeterRemoved((meter) -> this.meters.values().remove(meter));
	}

	/**
	 * Has a meter found.
	 * @param key by which
	 * @param meter that was registered
	 */
	public void put(K key, M meter) {
		this.meters.put(key, meter);
	}

	/**
	 * Finds a meter.
	 * @param key that it was put by
	 * @return null where there is none, or none any more
	 */
	public @Nullable M find(K key) {
		return this.meters.get(key);
	}

}
