package io.efficientnet.classifier.inference;

import java.util.Collection;
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
 * Who computes and how long it takes. All series exist from the start.
 */
final class InferenceMetrics {

	private final MeterRegistry registry;

	private final Map<String, Timer> inferences = new ConcurrentHashMap<>();

	private final Map<String, AtomicInteger> active = new ConcurrentHashMap<>();

	InferenceMetrics(MeterRegistry registry, Collection<ModelEntry> models) {
		this.registry = registry;
		models.stream().map(ModelEntry::descriptor).forEach((descriptor) -> {
			if (descriptor != null) {
				register(descriptor);
			}
		});
		for (ExecutorKind from : ExecutorKind.values()) {
			for (ExecutorKind to : ExecutorKind.values()) {
				// CUDA comes first, so that it replaces nothing.
				if (from != to && to != ExecutorKind.CUDA) {
					fallbacks(from, to);
				}
			}
		}
	}

	void inferred(ModelId model, ExecutorKind executor, long nanos) {
		inference(model, executor).record(nanos, TimeUnit.NANOSECONDS);
	}

	void loaded(ModelId model, ExecutorKind executor) {
		activity(model, executor).set(1);
	}

	void unloaded(ModelId model, ExecutorKind executor) {
		activity(model, executor).set(0);
	}

	void fellBack(ModelId model, ExecutorKind from, ExecutorKind to) {
		unloaded(model, from);
		loaded(model, to);
		fallbacks(from, to).increment();
	}

	private void register(ModelDescriptor model) {
		for (ExecutorKind executor : ExecutorKind.values()) {
			inference(model.id(), executor);
			activity(model.id(), executor);
		}
		Gauge.builder("classifier.model.info", () -> 1)
			.description("Models in the catalogue")
			.tag("model", model.id().value())
			.tag("sha256", model.graph().sha256())
			.tag("precision", LoadedModel.PRECISION)
			.register(this.registry);
	}

	private Timer inference(ModelId model, ExecutorKind executor) {
		return this.inferences.computeIfAbsent(model + " " + executor,
				(_) -> Meters.latency("classifier.inference", "Time of one run of a network")
					.tag("model", model.value())
					.tag("executor", executor.id())
					.register(this.registry));
	}

	private AtomicInteger activity(ModelId model, ExecutorKind executor) {
		return this.active.computeIfAbsent(model + " " + executor, (_) -> {
			AtomicInteger value = new AtomicInteger();
			Gauge.builder("classifier.executor.active", value::get)
				.description("1 where the executor serves the model")
				.tag("model", model.value())
				.tag("executor", executor.id())
				.register(this.registry);
			return value;
		});
	}

	private Counter fallbacks(ExecutorKind from, ExecutorKind to) {
		return Counter.builder("classifier.fallbacks")
			.description("Executors replaced while serving")
			.tag("from", from.id())
			.tag("to", to.id())
			.register(this.registry);
	}

}
