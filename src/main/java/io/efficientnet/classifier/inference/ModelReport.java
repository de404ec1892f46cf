package io.efficientnet.classifier.inference;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.Preprocessing;
import org.jspecify.annotations.Nullable;

/**
 * What callers are told of a model. Where {@code model.json} cannot be read, only id,
 * state and reason are there.
 *
 * @param id name of the model
 * @param variant architecture
 * @param synthetic whether the weights come from a formula: good for benchmarks and
 * tests, its answers mean nothing
 * @param resolution side of the input in pixels
 * @param classes number of logits
 * @param parameters trainable parameters
 * @param multiplyAdds multiply-adds of one image
 * @param precision of weights and arithmetic
 * @param state where it is in its life
 * @param reason why it failed; null otherwise
 * @param refusedVersion why what its folder holds now does not replace the version that
 * serves; null where it does
 * @param executor what serves it; null unless ready
 * @param executors those that were tried, with the reasons of those that did not work and
 * the times that the choice was made by
 * @param isDefault whether it answers where a request names no model
 * @param preprocessing how an image becomes the input
 * @param weights where the weights come from
 * @param input of the graph
 * @param accuracy as published; null where none was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelReport(ModelId id, @Nullable String variant, @Nullable Boolean synthetic,
		@Nullable Integer resolution, @Nullable Integer classes, @Nullable Long parameters, @Nullable Long multiplyAdds,
		@Nullable String precision, ModelState state, @Nullable String reason, @Nullable String refusedVersion,
		@Nullable ExecutorKind executor, List<ExecutorStatus> executors, @JsonProperty("default") boolean isDefault,
		@Nullable Preprocessing preprocessing, ModelDescriptor.@Nullable Weights weights, @Nullable Input input,
		@JsonInclude ModelDescriptor.@Nullable Accuracy accuracy) {

	/**
	 * The graph's input.
	 *
	 * @param name of the tensor
	 * @param datatype of its elements
	 * @param layout order of its axes
	 * @param shape extents, -1 where free
	 */
	public record Input(String name, String datatype, String layout, List<Integer> shape) {
	}

	/**
	 * Describes a model that no server has loaded, after checking its files.
	 * @param entry from the catalogue
	 * @param isDefault whether it is the default model
	 * @return state {@code UNLOADED}, or {@code FAILED} with the reason where its files
	 * are missing or do not fit its description
	 */
	public static ModelReport verified(ModelEntry entry, boolean isDefault) {
		if (entry.fault() != null) {
			return of(entry, ModelState.FAILED, entry.fault(), null, List.of(), isDefault);
		}
		try {
			entry.check();
			return of(entry, ModelState.UNLOADED, null, null, List.of(), isDefault);
		}
		catch (ServiceException ex) {
			return of(entry, ModelState.FAILED, ex.getMessage(), null, List.of(), isDefault);
		}
	}

	static ModelReport of(ModelEntry entry, ModelState state, @Nullable String reason, @Nullable ExecutorKind executor,
			List<ExecutorStatus> executors, boolean isDefault) {
		return of(entry.id(), entry.descriptor(), state, reason, executor, executors, isDefault);
	}

	static ModelReport of(ModelId id, @Nullable ModelDescriptor model, ModelState state, @Nullable String reason,
			@Nullable ExecutorKind executor, List<ExecutorStatus> executors, boolean isDefault) {
		if (model == null) {
			return new ModelReport(id, null, null, null, null, null, null, null, state, reason, null, executor,
					executors, isDefault, null, null, null, null);
		}
		int resolution = model.preprocessing().crop();
		Input input = new Input(model.graph().input(), "FP32", "NCHW", List.of(-1, 3, resolution, resolution));
		return new ModelReport(id, model.variant(), model.synthetic(), resolution, model.classes(), model.parameters(),
				model.multiplyAdds(), model.precision().id(), state, reason, null, executor, executors, isDefault,
				model.preprocessing(), model.weights(), input, model.accuracy());
	}

	ModelReport withRefusedVersion(@Nullable String why) {
		return new ModelReport(this.id, this.variant, this.synthetic, this.resolution, this.classes, this.parameters,
				this.multiplyAdds, this.precision, this.state, this.reason, why, this.executor, this.executors,
				this.isDefault, this.preprocessing, this.weights, this.input, this.accuracy);
	}

}
