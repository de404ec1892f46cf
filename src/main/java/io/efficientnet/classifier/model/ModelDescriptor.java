package io.efficientnet.classifier.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import org.jspecify.annotations.Nullable;

/**
 * What {@code model.json} says of a model.
 *
 * @param id name of the model, equal to the name of its folder
 * @param variant architecture, for instance {@code efficientnet-b0}
 * @param synthetic whether the weights come from a formula and not from training
 * @param graph the ONNX file
 * @param weights where the weights come from
 * @param classes number of logits
 * @param labels CSV file of the labels, relative to the models directory; null where
 * classes have no names
 * @param preprocessing how an image becomes the input
 * @param tolerance largest difference of a logit from the golden ones, by executor
 * @param accuracy as published; null where none was
 * @param precision of weights and arithmetic; a file that does not say so is of float32
 * @param comparedTo how it fares beside another model; null where nobody compared them
 */
public record ModelDescriptor(ModelId id, String variant, boolean synthetic, Graph graph, Weights weights, int classes,
		@Nullable String labels, Preprocessing preprocessing, Tolerance tolerance,
		@JsonInclude @Nullable Accuracy accuracy, Precision precision,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Comparison comparedTo) {

	/**
	 * Checks the descriptor.
	 * @throws IllegalArgumentException if there is no class, or a part is missing, as a
	 * file may have it
	 */
	public ModelDescriptor {
		require(id, "id");
		require(variant, "variant");
		require(graph, "graph");
		require(weights, "weights");
		require(preprocessing, "preprocessing");
		require(tolerance, "tolerance");
		if (classes < 1) {
			throw new IllegalArgumentException("classes must be at least 1");
		}
		precision = orFloat(precision);
	}

	/**
	 * Describes a model of float32.
	 * @param id name of the model, equal to the name of its folder
	 * @param variant architecture, for instance {@code efficientnet-b0}
	 * @param synthetic whether the weights come from a formula and not from training
	 * @param graph the ONNX file
	 * @param weights where the weights come from
	 * @param classes number of logits
	 * @param labels CSV file of the labels, relative to the models directory; null where
	 * classes have no names
	 * @param preprocessing how an image becomes the input
	 * @param tolerance largest difference of a logit from the golden ones, by executor
	 * @param accuracy as published; null where none was
	 */
	public ModelDescriptor(ModelId id, String variant, boolean synthetic, Graph graph, Weights weights, int classes,
			@Nullable String labels, Preprocessing preprocessing, Tolerance tolerance, @Nullable Accuracy accuracy) {
		this(id, variant, synthetic, graph, weights, classes, labels, preprocessing, tolerance, accuracy,
				Precision.FP32, null);
	}

	/**
	 * The same network in another precision.
	 * @param other precision; accuracy of eight bits is not what was published
	 * @param name of the model
	 * @param names of the classes, as {@link #labels()}
	 * @return its description, of a graph yet to be written
	 */
	public ModelDescriptor in(Precision other, ModelId name, @Nullable String names) {
		boolean integers = other == Precision.INT8;
		return new ModelDescriptor(name, this.variant, this.synthetic, this.graph, this.weights, this.classes, names,
				this.preprocessing, integers ? Tolerance.INTEGERS : this.tolerance, integers ? null : this.accuracy,
				other, null);
	}

	/**
	 * The description of a file.
	 * @param sha256 of {@code model.onnx}, in hex
	 * @return a copy
	 */
	public ModelDescriptor withGraph(String sha256) {
		return new ModelDescriptor(this.id, this.variant, this.synthetic,
				new Graph(sha256, this.graph.input(), this.graph.outputs()), this.weights, this.classes, this.labels,
				this.preprocessing, this.tolerance, this.accuracy, this.precision, this.comparedTo);
	}

	/**
	 * Trainable parameters of the variant with this many classes.
	 * @return their number, or null for a variant that is not one of the family
	 */
	public @Nullable Long parameters() {
		return EfficientNetVariant.of(this.variant).map((v) -> v.spec().parameters(this.classes)).orElse(null);
	}

	/**
	 * Multiply-adds of one image.
	 * @return their number, or null for a variant that is not one of the family
	 */
	public @Nullable Long multiplyAdds() {
		return EfficientNetVariant.of(this.variant)
			.map((v) -> v.spec().multiplyAdds(this.preprocessing.crop(), this.classes))
			.orElse(null);
	}

	private static Precision orFloat(@Nullable Precision precision) {
		return (precision != null) ? precision : Precision.FP32;
	}

	private static void require(@Nullable Object part, String name) {
		if (part == null) {
			throw new IllegalArgumentException(name + " is missing");
		}
	}

	/**
	 * The ONNX file.
	 *
	 * @param sha256 of {@code model.onnx}, in hex
	 * @param input name of the float32 input {@code [n][3][h][w]}
	 * @param outputs names of the outputs
	 */
	public record Graph(String sha256, String input, Outputs outputs) {

		public Graph {
			require(sha256, "graph.sha256");
			require(input, "graph.input");
			require(outputs, "graph.outputs");
		}

	}

	/**
	 * Names of the graph's outputs.
	 *
	 * @param logits {@code [n][classes]}, not softmaxed
	 * @param embedding {@code [n][features]}, globally pooled; null where the graph has
	 * none
	 * @param features {@code [n][features][h/32][w/32]}, before pooling; null where the
	 * graph has none
	 */
	public record Outputs(String logits, @Nullable String embedding, @Nullable String features) {

		public Outputs {
			require(logits, "graph.outputs.logits");
		}

	}

	/**
	 * Origin of the weights.
	 *
	 * @param source weight set, for instance {@code timm/tf_efficientnet_b0.aa_in1k}
	 * @param sha256 of the weights before conversion, in hex
	 * @param licence SPDX identifier
	 */
	public record Weights(String source, String sha256, String licence) {

		public Weights {
			require(source, "weights.source");
			require(sha256, "weights.sha256");
			require(licence, "weights.licence");
		}

	}

	/**
	 * Largest absolute difference of a logit from the golden one.
	 *
	 * @param cpu ONNX Runtime's CPU provider
	 * @param java the pure-Java executor
	 * @param cuda ONNX Runtime's CUDA provider
	 */
	public record Tolerance(double cpu, double java, double cuda) {

		/** Float32 noise on the CPU, TF32-free convolutions of cuDNN on CUDA. */
		public static final Tolerance DEFAULT = new Tolerance(1e-4, 1e-4, 1e-2);

		/** A value that lies between two of 256 may fall either way. */
		public static final Tolerance INTEGERS = new Tolerance(0.25, 0.25, 0.5);

	}

	/**
	 * Accuracy, in percent.
	 *
	 * @param dataset what it was measured on
	 * @param top1 share of images whose label came first
	 * @param top5 share of images whose label was among the first five; null if not
	 * published
	 * @param origin {@code published}, or how it was measured
	 */
	public record Accuracy(String dataset, double top1, @Nullable Double top5, String origin) {

		public Accuracy {
			require(dataset, "accuracy.dataset");
			require(origin, "accuracy.origin");
		}

	}

	/**
	 * How a model fares beside another on the same pictures.
	 *
	 * @param model id of the other
	 * @param graph SHA-256 of the other's {@code model.onnx}, in hex
	 * @param images how many pictures
	 * @param top1Agreement share of pictures with the same first class, in percent
	 * @param largestDifference greatest difference of a probability
	 * @param meanDifference mean over the pictures of the greatest difference
	 * @param executor that ran both
	 * @param runtime library and version
	 * @param milliseconds median time of one image
	 * @param otherMilliseconds that of the other, measured in turns
	 * @param machine that they ran on
	 */
	public record Comparison(String model, String graph, int images, double top1Agreement, double largestDifference,
			double meanDifference, String executor, String runtime, double milliseconds, double otherMilliseconds,
			String machine) {
	}

}
