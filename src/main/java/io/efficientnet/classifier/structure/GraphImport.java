package io.efficientnet.classifier.structure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxModel;
import io.efficientnet.classifier.onnx.OnnxValueInfo;

/**
 * Gives a foreign graph the input and the outputs that models have here. What lies
 * between is left as it was exported.
 */
public final class GraphImport {

	private static final long LARGEST_FILE = Integer.MAX_VALUE - (1L << 20);

	private final OnnxModel foreign;

	private final GraphIndex index;

	private final NetworkStructure network;

	private final GraphInput input;

	private final InputScaling scaling;

	private final GraphHead head;

	private final List<String> notes = new ArrayList<>();

	/**
	 * Takes a graph apart.
	 * @param foreign what was exported, without local functions
	 * @throws ServiceException {@code INVALID_REQUEST} with the reason if it is no
	 * EfficientNet, or takes something else than one batch of images
	 */
	public GraphImport(OnnxModel foreign) {
		this.foreign = foreign;
		this.index = new GraphIndex(foreign.graph());
		this.input = GraphInput.of(this.index);
		this.network = NetworkStructure.of(this.index);
		this.scaling = InputScaling.of(this.index, this.input.path());
		this.head = head();
		noteInput();
		noteHead();
		noteNetwork();
		long bytes = foreign.graph().initializers().values().stream().mapToLong((c) -> c.data().remaining()).sum();
		if (bytes > LARGEST_FILE) {
			throw ForeignGraph.refused("its weights take more than the 2 GiB that one file holds");
		}
	}

	/**
	 * Whether only one number of images is declared, which may or may not be meant.
	 * @return whether {@link #rewrite} makes a difference of any number
	 */
	public boolean declaresBatch() {
		return this.input.batch() != null;
	}

	/**
	 * The graph with its new ends.
	 * @param anyBatch whether to declare that it takes any number of images
	 * @param fromProbabilities whether its output was seen to be probabilities, of which
	 * logits have to be made
	 * @return the graph, which nobody has run yet
	 * @throws ServiceException {@code INVALID_REQUEST} if it takes batches of one size
	 * only that is not 1
	 */
	public ImportedGraph rewrite(boolean anyBatch, boolean fromProbabilities) {
		Long batch = this.input.batch();
		if (!anyBatch && batch != null && batch != 1) {
			throw ForeignGraph
				.refused("it takes batches of %d images only; export it with a free batch or with 1".formatted(batch));
		}
		GraphPruning kept = GraphPruning.of(this.foreign.graph(), wanted());
		GraphNames names = new GraphNames(kept.nodes(), kept.constants().keySet(), this.input.name());
		GraphEnds ends = new GraphEnds(this.foreign.operatorSetVersion(), kept, names);
		OnnxValueInfo image = ends.input(this.input, anyBatch || batch == null);
		String embedding = null;
		String features = null;
		if (this.head.pooled() != null) {
			embedding = ends.embedding(this.head.pooled());
		}
		if (this.head.features() != null) {
			features = ends.features(this.head.features(), this.head.channelsLast());
		}
		GraphHead.Classifier classifier = this.head.classifier();
		String logits;
		if (classifier != null) {
			boolean reads = embedding != null && this.head.between() == null
					&& classifier.input().equals(this.head.pooled());
			logits = ends.classifier(classifier, (reads && embedding != null) ? embedding : null);
		}
		else {
			logits = ends.logits(this.head.logits(), fromProbabilities);
		}
		List<String> outputs = Stream.of(logits, embedding, features).filter(Objects::nonNull).toList();
		return new ImportedGraph(ends.model(this.foreign, image, outputs), this.network, image.name(),
				this.input.side(), range(), logits, embedding, features,
				(classifier != null) ? classifier.weights().shape().dimension(0) : null, anyBatch || batch == null,
				fromProbabilities ? withProbabilities() : this.notes);
	}

	private List<String> withProbabilities() {
		List<String> all = new ArrayList<>(this.notes);
		all.add("output: the graph gives probabilities only; their logarithms serve as logits");
		return all;
	}

	private List<String> wanted() {
		GraphHead.Classifier classifier = this.head.classifier();
		return Stream
			.of((classifier != null) ? classifier.input() : this.head.logits(), this.head.pooled(),
					this.head.features())
			.filter(Objects::nonNull)
			.toList();
	}

	private PixelRange range() {
		return this.input.takesWholeNumbers() ? PixelRange.PIXELS : this.scaling.range();
	}

	private GraphHead head() {
		List<GraphHead> heads = this.foreign.graph()
			.outputs()
			.stream()
			.map((output) -> GraphHead.of(this.index, output.name()))
			.toList();
		if (heads.isEmpty()) {
			throw ForeignGraph.refused("it has no output");
		}
		GraphHead best = heads.stream()
			.max(Comparator.comparing((GraphHead head) -> head.classifier() != null)
				.thenComparing((head) -> head.output().contains("logits")))
			.orElseThrow();
		if (heads.size() > 1) {
			this.notes.add("output: of %s, '%s' is taken for the classes"
				.formatted(heads.stream().limit(5).map(GraphHead::output).toList(), best.output()));
		}
		return best;
	}

	private void noteInput() {
		Integer height = this.input.height();
		Integer width = this.input.width();
		if (this.input.channelsLast()) {
			this.notes.add("input: [n][h][w][3]; a Transpose was put before it");
		}
		if (!this.input.isSquare()) {
			this.notes.add("input: images of %dx%d; the middle of a square of %d is cut out in the graph"
				.formatted(width, height, this.input.side()));
		}
		if (this.input.takesWholeNumbers()) {
			this.notes.add("input: %s; it takes the same numbers as float32 now".formatted(this.input.type()));
		}
		if (this.scaling.unknown() != null) {
			this.notes.add("input: before its first convolution the graph has %s, which is not understood; values are "
				.formatted(this.scaling.unknown()) + "taken as " + rangeText()
					+ "; if that is wrong, correct mean and std in model.json");
		}
		else if (range() != PixelRange.NORMALISED) {
			this.notes
				.add("input: the graph normalises (%s), so it gets %s".formatted(this.scaling.text(), rangeText()));
		}
	}

	private String rangeText() {
		return switch (range()) {
			case NORMALISED -> "normalised";
			case UNIT -> "pixels in 0..1";
			case PIXELS -> "pixels in 0..255";
		};
	}

	private void noteHead() {
		if (this.head.leftOut() != null) {
			this.notes.add("output: %s is left out, logits are what it reads".formatted(this.head.leftOut()));
		}
		if (this.head.classifier() == null) {
			this.notes.add("embedding, heatmap: not to be had, no linear classifier with constant weights was found");
		}
		else if (this.head.pooled() == null) {
			this.notes.add("embedding, heatmap: not to be had, no global pooling was found before the classifier");
		}
		else if (this.head.features() == null) {
			this.notes.add("heatmap: not to be had, %s lies between features and classifier"
				.formatted((this.head.between() != null) ? this.head.between() : "pooling that is no mean"));
		}
	}

	private void noteNetwork() {
		EfficientNetVariant variant = this.network.variant();
		GraphHead.Classifier classifier = this.head.classifier();
		if (variant == null) {
			this.notes.add("variant: none of B0 to B7 and Lite0 to 4 has these widths and depths");
			return;
		}
		Long parameters = this.network.parameters();
		if (classifier != null && parameters != null) {
			long expected = variant.spec().parameters(classifier.weights().shape().dimension(0));
			if (parameters != expected) {
				this.notes.add("variant: %s by its depthwise convolutions, but with %,d parameters instead of %,d"
					.formatted(variant.id(), parameters, expected));
			}
		}
	}

	/**
	 * All names in the graph, which may tell the library that it comes from.
	 * @return names of nodes, values and constants
	 */
	public Stream<String> names() {
		return Stream.concat(this.foreign.graph().initializers().keySet().stream(),
				this.foreign.graph()
					.nodes()
					.stream()
					.flatMap((node) -> Stream.concat(Stream.of(node.name()), node.outputs().stream())));
	}

	/**
	 * Whether a convolution pads the right and the bottom more, as TensorFlow's SAME
	 * does.
	 * @return false also where all images that the graph takes have odd extents
	 */
	public boolean padsAsTensorFlow() {
		return this.foreign.graph().nodes().stream().anyMatch((node) -> {
			List<Long> pads = node.integers("pads", List.of());
			boolean uneven = node.operator().equals("Conv") && pads.size() == 4 && !pads.get(0).equals(pads.get(2));
			boolean padded = node.operator().equals("Pad");
			return uneven || padded || node.text("auto_pad", "").startsWith("SAME");
		});
	}

}
