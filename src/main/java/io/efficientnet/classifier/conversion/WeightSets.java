package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The weights that can be converted: the table in {@code weight-sets.json}. */
public final class WeightSets {

	private static final List<WeightSet> ALL = load();

	private WeightSets() {
	}

	public static List<WeightSet> all() {
		return ALL;
	}

	public static Optional<WeightSet> named(String name) {
		return ALL.stream().filter((set) -> set.name().equals(name)).findFirst();
	}

	/**
	 * The weight set of an archive. Batch normalisation, padding and preprocessing depend
	 * on it and are not in the file, so where several sets fit, one must be named.
	 * @param archive whose names show the source
	 * @param wanted whose weights the archive should hold; null to recognise it
	 * @param source whose names the archive should use; null to recognise it
	 * @param name of the weight set, or of a recipe by which only one that fits is
	 * evaluated; null if only one fits
	 * @return the set
	 * @throws ServiceException {@code INVALID_REQUEST} if the archive holds other tensors
	 * or not all, or if no set or several fit, with the names of those that would
	 */
	public static WeightSet choose(WeightArchive archive, @Nullable EfficientNetVariant wanted,
			@Nullable WeightSource source, @Nullable String name) {
		WeightMatch match = WeightMatch.nearest(archive);
		match.require(wanted, source);
		EfficientNetVariant variant = match.variant();
		WeightSource actual = match.source();
		List<WeightSet> fitting = ALL.stream()
			.filter((set) -> set.variant() == variant && set.source() == actual)
			.toList();
		List<WeightSet> meant = (name != null) ? named(fitting, name) : fitting;
		if (meant.size() == 1) {
			return meant.getFirst();
		}
		throw refusal(variant, actual, name);
	}

	private static List<WeightSet> named(List<WeightSet> sets, String name) {
		List<WeightSet> byName = sets.stream().filter((set) -> set.name().equals(name)).toList();
		return !byName.isEmpty() ? byName : sets.stream().filter((set) -> name.equals(set.preprocessing())).toList();
	}

	/**
	 * The set to fetch: of those that fit, the one that comes first in the table.
	 * @param variant of the network
	 * @param source who publishes it; null for anyone
	 * @param tag of the set, or its name; null for any
	 * @return a set with a publication
	 * @throws ServiceException {@code INVALID_REQUEST} if none fits, with those there are
	 */
	public static WeightSet published(EfficientNetVariant variant, @Nullable WeightSource source,
			@Nullable String tag) {
		return published(variant).filter((set) -> source == null || set.source() == source)
			.filter((set) -> tag == null || tag(set).equals(tag) || set.name().equals(tag))
			.findFirst()
			.orElseThrow(() -> new ServiceException(FailureKind.INVALID_REQUEST,
					"No weights of %s are known from %s with tag %s; there are: %s".formatted(variant.id(),
							(source != null) ? source.id() : "any source", (tag != null) ? tag : "any",
							published(variant).map((set) -> set.source().id() + " " + tag(set))
								.collect(Collectors.joining(", ")))));
	}

	private static Stream<WeightSet> published(EfficientNetVariant variant) {
		return ALL.stream().filter((set) -> set.variant() == variant && set.publication() != null);
	}

	private static String tag(WeightSet set) {
		return Objects.requireNonNull(set.publication()).tag();
	}

	/**
	 * A set for weights by a formula.
	 * @param variant of the network
	 * @param imitated name of the published set to take after, or of a recipe; null for
	 * the first of the variant, or for one without preprocessing where none is published
	 * @return a set marked as synthetic
	 * @throws ServiceException {@code INVALID_REQUEST} if the variant has no set of that
	 * name
	 */
	static WeightSet synthetic(EfficientNetVariant variant, @Nullable String imitated) {
		WeightSource usual = variant.isLite() ? WeightSource.LITE : WeightSource.TIMM;
		List<WeightSet> sets = ALL.stream().filter((set) -> set.variant() == variant).toList();
		return ((imitated != null) ? named(sets, imitated).stream()
				: sets.stream().filter((set) -> set.source() == usual))
			.findFirst()
			.map(WeightSet::withoutTraining)
			.orElseGet(() -> {
				if (imitated != null) {
					throw refusal(variant, usual, imitated);
				}
				return new WeightSet(WeightSet.SYNTHETIC, variant, usual, 1e-3, Padding.TF_SAME, null, "Apache-2.0",
						null, null);
			});
	}

	private static ServiceException refusal(EfficientNetVariant variant, WeightSource source, @Nullable String name) {
		String known = ALL.stream()
			.filter((set) -> set.variant() == variant && set.source() == source)
			.map(WeightSet::name)
			.collect(Collectors.joining(", "));
		String weights = "%s weights with the names of %s".formatted(variant.id(), source.id());
		if (known.isEmpty()) {
			return new ServiceException(FailureKind.INVALID_REQUEST, "No weight set is known for " + weights);
		}
		return new ServiceException(FailureKind.INVALID_REQUEST,
				((name != null) ? "Weight set '%s' does not fit %s; known are: %s"
						: "%2$s may be of several weight sets; name one of: %3$s")
					.formatted(name, weights, known));
	}

	private static List<WeightSet> load() {
		try (InputStream json = Objects.requireNonNull(WeightSets.class.getResourceAsStream("weight-sets.json"))) {
			return List.copyOf(JsonMapper.shared().readValue(json, new TypeReference<List<WeightSet>>() {
			}));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
