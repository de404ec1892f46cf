package io.efficientnet.classifier.conversion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.efficientnet.classifier.conversion.ParameterNames.Parameter;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The network whose tensors an archive holds, or would hold if some were not missing.
 * Names tell the source and extents the variant; the number of classes is free.
 *
 * @param source whose names are used
 * @param variant whose extents are used
 * @param fitting how many tensors have the right name and extents
 * @param missing names that the archive lacks
 * @param other tensors of other extents, in words
 */
record WeightMatch(WeightSource source, EfficientNetVariant variant, int fitting, List<String> missing,
		List<String> other) {

	private static final Comparator<WeightMatch> BEST = Comparator.comparingInt(WeightMatch::fitting)
		.thenComparing(WeightMatch::wrong, Comparator.reverseOrder());

	/**
	 * Compares the archive with every variant of every source.
	 * @param archive any
	 * @return the best match, complete or not
	 * @throws ServiceException {@code INVALID_REQUEST} if no tensor at all fits
	 */
	static WeightMatch nearest(WeightArchive archive) {
		return best(archive).filter((match) -> match.fitting() > 0).orElseThrow(() -> unknown(archive));
	}

	/**
	 * Whether the archive holds all tensors of some network.
	 * @param archive any
	 * @return whether nothing is missing or of other extents
	 */
	static boolean isNetwork(WeightArchive archive) {
		return best(archive).filter((match) -> match.wrong() == 0).isPresent();
	}

	private static Optional<WeightMatch> best(WeightArchive archive) {
		return Arrays.stream(WeightSource.values())
			.flatMap((source) -> Arrays.stream(EfficientNetVariant.values())
				.filter(source::publishes)
				.map((variant) -> of(archive, source, variant)))
			.max(BEST);
	}

	private static WeightMatch of(WeightArchive archive, WeightSource source, EfficientNetVariant variant) {
		ParameterNames names = source.names();
		int classes = classes(archive, names, variant);
		int fitting = 0;
		List<String> missing = new ArrayList<>();
		List<String> other = new ArrayList<>();
		for (Layer layer : Layer.of(variant.spec(), classes)) {
			for (Parameter parameter : names.parameters(layer)) {
				if (!archive.names().contains(parameter.name())) {
					missing.add(parameter.name());
				}
				else if (archive.shape(parameter.name()).equals(parameter.shape())) {
					fitting++;
				}
				else {
					other.add("%s %s instead of %s".formatted(parameter.name(), archive.shape(parameter.name()),
							parameter.shape()));
				}
			}
		}
		return new WeightMatch(source, variant, fitting, missing, other);
	}

	private static int classes(WeightArchive archive, ParameterNames names, EfficientNetVariant variant) {
		String kernel = names.kernel(Layer.classifier(variant.spec(), 1));
		if (!archive.names().contains(kernel)) {
			return 1;
		}
		Shape shape = archive.shape(kernel);
		return (shape.rank() == 2) ? Math.clamp(names.layout().classes(shape), 1, Layer.MOST_CLASSES) : 1;
	}

	private int wrong() {
		return this.missing.size() + this.other.size();
	}

	/**
	 * Requires that all tensors are there, and of the network that is wanted.
	 * @param wantedVariant null for any
	 * @param wantedSource null for any
	 * @throws ServiceException {@code INVALID_REQUEST} with what was expected, what was
	 * found, and what to do
	 */
	void require(@Nullable EfficientNetVariant wantedVariant, @Nullable WeightSource wantedSource) {
		boolean wanted = (wantedVariant == null || wantedVariant == this.variant)
				&& (wantedSource == null || wantedSource.names() == this.source.names());
		if (wanted && wrong() == 0) {
			return;
		}
		StringBuilder message = new StringBuilder();
		if (!wanted) {
			message.append(
					"Expected %s weights%s; ".formatted((wantedVariant != null) ? wantedVariant.id() : "EfficientNet",
							(wantedSource != null) ? " with the names of " + wantedSource.id() : ""));
		}
		if (wrong() == 0) {
			message.append(
					"this is %s; use --variant %s --source %s".formatted(found(), this.variant.id(), this.source.id()));
		}
		else {
			message.append("%s nearest to %s, of which %d tensors fit%s%s".formatted(wanted ? "This is" : "this is",
					found(), this.fitting, listed("missing", this.missing), listed("of other extents", this.other)));
		}
		throw refusal(message.toString());
	}

	private String found() {
		return "%s with the names of %s".formatted(this.variant.id(), this.source.id());
	}

	private static String listed(String what, List<String> names) {
		return names.isEmpty() ? "" : "; %d %s: %s".formatted(names.size(), what, NameList.of(names));
	}

	private static ServiceException unknown(WeightArchive archive) {
		List<String> found = archive.names().stream().map((name) -> name + " " + archive.shape(name)).toList();
		return refusal("Expected the tensors of an EfficientNet as %s call them; found %d: %s".formatted(
				String.join(", ", Arrays.stream(WeightSource.values()).map(WeightSource::id).toList()), found.size(),
				NameList.of(found)));
	}

	private static ServiceException refusal(String message) {
		return new ServiceException(FailureKind.INVALID_REQUEST, message);
	}

}
