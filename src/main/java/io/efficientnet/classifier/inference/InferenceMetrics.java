package io.efficientnet.classifier.inference;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.observability.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Who computes and how long it takes, and which versions of models serve. All series of a
 * model exist as long as it is in the catalogue.
 */
final class InferenceMetrics {

	private final MeterRegistry registry;

	private final Map<String, Timer> inferences = new ConcurrentHashMap<>();

	private final Map<String, AtomicInteger> active = new ConcurrentHashMap<>();

	InferenceMetrics(MeterRegistry registry) {
		this.registry = registry;
		for (ExecutorKind from : ExecutorKind.values()) {
			for (ExecutorKind to : ExecutorKind.values()) {
				// CUDA comes first, so that it replaces nothing.
				if (from != to && to != ExecutorKind.CUDA) {
					fallbacks(from, to);
				}
			}
		}
	}

	void watch(ModelMemory memory) {
		Gauge.builder("classifier.models.memory", memory::held)
			.description("Memory that loaded models are held to take")
			.baseUnit("bytes")
			.register(this.registry);
		Gauge.builder("classifier.models.memory.limit", memory::budget)
			.description("Memory that loaded models may take")
			.baseUnit("bytes")
			.register(this.registry);
	}

	/**
	 * Makes the meters of a model, or shows another version of it.
	 * @param model from the catalogue
	 */
	void describe(ModelEntry model) {
		register(model.id());
		ModelDescriptor descriptor = model.descriptor();
		if (descriptor != null) {
			describe(descriptor);
		}
	}

	/**
	 * Makes the meters of a model.
	 * @param model what is recorded of any other one is dropped
	 */
	void register(ModelId model) {
		for (ExecutorKind executor : ExecutorKind.values()) {
			String key = key(model, executor);
			this.inferences.computeIfAbsent(key, (_) -> inference(model, executor));
			this.active.computeIfAbsent(key, (_) -> activity(model, executor));
		}
		loads(model, true);
		loads(model, false);
	}

	/**
	 * Removes all meters of a model, also those of other packages.
	 * @param model that is no more
	 */
	void forget(ModelId model) {
		String id = model.value();
		this.registry.getMeters()
			.stream()
			.filter((meter) -> id.equals(meter.getId().getTag("model")))
			.forEach(this.registry::remove);
		this.inferences.keySet().removeIf((key) -> key.startsWith(id + " "));
		this.active.keySet().removeIf((key) -> key.startsWith(id + " "));
	}

	void failedToLoad(ModelId model) {
		loads(model, false).increment();
	}

	void inferred(ModelId model, ExecutorKind executor, long nanos) {
		Timer timer = this.inferences.get(key(model, executor));
		if (timer != null) {
			timer.record(nanos, TimeUnit.NANOSECONDS);
		}
	}

	void loaded(ModelId model, ExecutorKind executor) {
		active(model, executor, 1);
		loads(model, true).increment();
	}

	void unloaded(ModelId model, ExecutorKind executor) {
		active(model, executor, 0);
	}

	void moved(ModelId model, ExecutorKind from, ExecutorKind to) {
		active(model, from, 0);
		active(model, to, 1);
	}

	void fellBack(ModelId model, ExecutorKind from, ExecutorKind to) {
		moved(model, from, to);
		fallbacks(from, to).increment();
	}

	private static String key(ModelId model, ExecutorKind executor) {
		return model + " " + executor;
	}

	private void active(ModelId model, ExecutorKind executor, int value) {
		AtomicInteger activity = this.active.get(key(model, executor));
		if (activity != null) {
			activity.set(value);
		}
	}

	private void describe(ModelDescriptor model) {
		this.registry.find("classifier.model.info")
			.tag("model", model.id().value())
			.gauges()
			.forEach(this.registry::remove);
		Gauge.builder("classifier.model.info", () -> 1)
			.description("Models in the catalogue")
			.tag("model", model.id().value())
			.tag("sha256", model.graph().sha256())
			.tag("precision", model.precision().id())
			.register(this.registry);
	}

	private Counter loads(ModelId model, boolean succeeded) {
		return Counter.builder("classifier.model.loads")
			.description("Versions of models that were loaded, or could not be served")
			.tag("model", model.value())
			.tag("outcome", succeeded ? "loaded" : "failed")
			.register(this.registry);
	}

	private Timer inference(ModelId model, ExecutorKind executor) {
		return Meters.latency("classifier.inference", "Time of one run of a network")
			.tag("model", model.value())
			.tag("executor", executor.id())
			.register(this.registry);
	}

	private AtomicInteger activity(ModelId model, ExecutorKind executor) {
		AtomicInteger value = new AtomicInteger();
		Gauge.builder("classifier.executor.active", value::get)
			.description("1 where the executor serves the model")
			.tag("model", model.value())
			.tag("executor", executor.id())
			.register(this.registry);
		return value;
	}

	private Counter fallbacks(ExecutorKind from, ExecutorKind to) {
		return Counter.builder("classifier.fallbacks")
			.description("Executors replaced while serving")
			.tag("from", from.id())
			.tag("to", to.id())
			.register(this.registry);
	}

}
