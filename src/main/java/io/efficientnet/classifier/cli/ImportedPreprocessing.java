package io.efficientnet.classifier.cli;

import java.util.List;
import java.util.stream.Stream;

import io.efficientnet.classifier.conversion.Padding;
import io.efficientnet.classifier.conversion.WeightSet;
import io.efficientnet.classifier.conversion.WeightSets;
import io.efficientnet.classifier.conversion.WeightSource;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.model.PreprocessingRecipes;
import io.efficientnet.classifier.structure.GraphImport;
import io.efficientnet.classifier.structure.ImportedGraph;
import io.efficientnet.classifier.structure.PixelRange;
import org.jspecify.annotations.Nullable;

/** What has to be done to an image before a graph of others takes it. */
final class ImportedPreprocessing {

	private static final int LARGEST_RESIZE = 4096;

	private static final double PIXELS = 255;

	private ImportedPreprocessing() {
	}

	/**
	 * The library that a graph comes from.
	 * @param graph whose names may tell
	 * @return null where they do not
	 */
	static @Nullable WeightSource source(GraphImport graph) {
		if (has(graph.names(), "_conv_stem")) {
			return WeightSource.LUKEMELAS;
		}
		if (has(graph.names(), "conv_stem")) {
			return WeightSource.TIMM;
		}
		if (has(graph.names(), "features.0.0")) {
			return WeightSource.TORCHVISION;
		}
		if (has(graph.names(), "embeddings.convolution") || has(graph.names(), "embeddings/convolution")) {
			return WeightSource.HUGGINGFACE;
		}
		return has(graph.names(), "stem_conv") ? WeightSource.KERAS : null;
	}

	private static boolean has(Stream<String> names, String part) {
		return names.anyMatch((name) -> name.contains(part));
	}

	/**
	 * The recipe of a graph.
	 * @param graph what was imported
	 * @param source that it comes from; null where that is unknown
	 * @param padsAsTensorFlow tells timm's weights of TensorFlow from its own
	 * @param name of the recipe; null to take the usual one of source and variant
	 * @return sizes as the graph needs them, mean and deviation that it does not apply
	 * itself
	 */
	static Preprocessing of(ImportedGraph graph, @Nullable WeightSource source, boolean padsAsTensorFlow,
			@Nullable String name) {
		PreprocessingRecipes recipes = new PreprocessingRecipes();
		EfficientNetVariant variant = graph.network().variant();
		Preprocessing base = recipes
			.named((name != null) ? name : usual(recipes.names(), variant, source, padsAsTensorFlow));
		Integer needed = graph.side();
		int crop = (needed != null) ? needed : side(base, variant, name == null);
		return normalised(sized(base, crop), graph.range());
	}

	/**
	 * Of the lite variants only one recipe is published, for the size of the smallest.
	 */
	private static int side(Preprocessing base, @Nullable EfficientNetVariant variant, boolean usual) {
		return (usual && variant != null && variant.isLite()) ? variant.spec().resolution() : base.crop();
	}

	private static String usual(List<String> known, @Nullable EfficientNetVariant variant,
			@Nullable WeightSource source, boolean padsAsTensorFlow) {
		EfficientNetVariant similar = (variant != null) ? variant : EfficientNetVariant.B0;
		if (similar.isLite()) {
			return "lite0";
		}
		WeightSource library = (source != null) ? source : WeightSource.TIMM;
		List<WeightSet> sets = WeightSets.all()
			.stream()
			.filter((set) -> set.variant() == similar && set.source() == library)
			.filter((set) -> set.preprocessing() != null && known.contains(set.preprocessing()))
			.toList();
		Padding padding = padsAsTensorFlow ? Padding.TF_SAME : Padding.SYMMETRIC;
		return sets.stream()
			.filter((set) -> set.padding() == padding)
			.findFirst()
			.or(() -> sets.stream().findFirst())
			.map(WeightSet::preprocessing)
			.orElse("timm/tf_" + similar.id().replace('-', '_') + ".aa_in1k");
	}

	private static Preprocessing sized(Preprocessing base, int crop) {
		if (base.crop() == crop) {
			return base;
		}
		long resize = Math.max(crop, Math.round((double) base.resize() * crop / base.crop()));
		if (resize > LARGEST_RESIZE) {
			throw new ServiceException(FailureKind.INVALID_REQUEST,
					"The graph takes images of %d pixels, which is too large".formatted(crop));
		}
		return new Preprocessing(base.name() + ", crop " + crop, (int) resize, base.mode(), base.filter(), crop,
				base.mean(), base.std());
	}

	private static Preprocessing normalised(Preprocessing recipe, PixelRange range) {
		double std = switch (range) {
			case NORMALISED -> 0;
			case UNIT -> 1;
			case PIXELS -> 1 / PIXELS;
		};
		return (std == 0) ? recipe : new Preprocessing(recipe.name() + ", normalised in the graph", recipe.resize(),
				recipe.mode(), recipe.filter(), recipe.crop(), List.of(0.0, 0.0, 0.0), List.of(std, std, std));
	}

}
