package io.efficientnet.classifier.inference;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.ModelDescriptor;
import org.jspecify.annotations.Nullable;

/** What a network can be asked for. */
public enum Output {

	/** {@code [n][classes]}, not softmaxed. */
	LOGITS,

	/** {@code [n][features]}, globally pooled. */
	EMBEDDING,

	/** {@code [n][features][h/32][w/32]}, before pooling. */
	FEATURES;

	/**
	 * What a graph calls outputs.
	 * @param wanted outputs beside the logits
	 * @param names in the graph
	 * @return a name for each of them and for the logits
	 * @throws ServiceException {@code INVALID_REQUEST} if the graph has no such output
	 */
	public static Map<Output, String> named(Set<Output> wanted, ModelDescriptor.Outputs names) {
		Set<Output> all = EnumSet.of(LOGITS);
		all.addAll(wanted);
		Map<Output, String> named = new EnumMap<>(Output.class);
		for (Output output : all) {
			String name = output.name(names);
			if (name == null) {
				throw new ServiceException(FailureKind.INVALID_REQUEST,
						"This model's graph has no output " + output.name().toLowerCase(Locale.ROOT));
			}
			named.put(output, name);
		}
		return named;
	}

	private @Nullable String name(ModelDescriptor.Outputs names) {
		return switch (this) {
			case LOGITS -> names.logits();
			case EMBEDDING -> names.embedding();
			case FEATURES -> names.features();
		};
	}

}
