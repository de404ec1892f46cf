package io.efficientnet.classifier.inference.reference.graph;

import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.OnnxAttribute;
import io.efficientnet.classifier.onnx.OnnxDimension;
import io.efficientnet.classifier.onnx.OnnxValueInfo;
import io.efficientnet.classifier.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Graphs that compute one image of a batch from another are not run image by image. */
class ImageAxisTests {

	private static final Shape IMAGE = Shape.of(1, 3, 9, 8);

	private static final String APART = "does not keep the images of a batch apart";

	private static final String MIXES = "mixes the images of a batch";

	@ParameterizedTest
	@ValueSource(strings = { "ReduceMean", "ReduceSum" })
	void sumsOverImagesAreRefused(String operator) {
		refused(new Graphs().longs("axes", 0).node(operator, "sum", "image", "axes").node("Relu", "out", "sum"),
				"Node 'sum' (" + operator + ")", APART);
	}

	@Test
	void softmaxAcrossImagesIsRefused() {
		refused(softmax(new Graphs(), 0), 18, "Node 'out' (Softmax)", MIXES);
		refused(softmax(new Graphs(), 0), 9, "Node 'out' (Softmax)", MIXES);
		runs(softmax(new Graphs(), 1));
	}

	@Test
	void movingTheAxisOfImagesIsRefused() {
		refused(new Graphs().node("Transpose", "moved", List.of("image"), perm(1, 0, 2, 3))
			.node("Transpose", "out", List.of("moved"), perm(1, 0, 2, 3)), "Node 'moved' (Transpose)", APART);
		runs(new Graphs().node("Transpose", "out", List.of("image"), perm(0, 2, 3, 1)));
	}

	@Test
	void mergingTheAxisOfImagesIsRefused() {
		refused(new Graphs().longs("shape", 1, -1).node("Reshape", "out", "image", "shape"), "Node 'out' (Reshape)",
				APART);
		refused(new Graphs().longs("shape", 1, 216).node("Reshape", "out", "image", "shape"), "Node 'out' (Reshape)",
				"does not take two images at once");
		refused(new Graphs().node("Flatten", "out", List.of("image"), Map.of("axis", OnnxAttribute.of(0))),
				"Node 'out' (Flatten)", APART);
		runs(new Graphs().longs("shape", -1, 216).node("Reshape", "out", "image", "shape"));
		runs(new Graphs().longs("shape", 0, -1).node("Reshape", "out", "image", "shape"));
	}

	@Test
	void choosingImagesIsRefused() {
		refused(new Graphs().longs("zero", 0).longs("one", 1).node("Slice", "out", "image", "zero", "one", "zero"),
				"Node 'out' (Slice)", APART);
		refused(new Graphs().longs("last", -1)
			.longs("front", -9223372036854775807L)
			.longs("zero", 0)
			.node("Slice", "out", "image", "last", "front", "zero", "last"), "Node 'out' (Slice)", MIXES);
		refused(new Graphs().longs("zero", 0).node("Gather", "out", "image", "zero"), "Node 'out' (Gather)", APART);
		refused(new Graphs().longs("pads", 1, 0, 0, 0, -1, 0, 0, 0).node("Pad", "out", "image", "pads"),
				"Node 'out' (Pad)", MIXES);
		runs(new Graphs().longs("zero", 0)
			.longs("all", Long.MAX_VALUE)
			.node("Relu", "x", "image")
			.node("Slice", "s", "x", "zero", "all", "zero")
			.node("Relu", "out", "s"));
	}

	@Test
	void joiningImagesIsRefused() {
		refused(new Graphs().node("Concat", "out", List.of("image", "image"), Map.of("axis", OnnxAttribute.of(0))),
				"Node 'out' (Concat)", APART);
		runs(new Graphs().node("Concat", "out", List.of("image", "image"), Map.of("axis", OnnxAttribute.of(1))));
	}

	@Test
	void computingWithTheNumberOfImagesIsRefused() {
		refused(batchSize(new Graphs()).node("Cast", "count", List.of("n"), Map.of("to", OnnxAttribute.of(1)))
			.node("Div", "out", "image", "count"), "Node 'out' (Div)", "computes with the number of images");
	}

	@Test
	void shapesMayHoldTheNumberOfImages() {
		Graphs graphs = batchSize(new Graphs()).longs("rest", -1)
			.node("Concat", "shape", List.of("n", "rest"), Map.of("axis", OnnxAttribute.of(0)))
			.node("Reshape", "flat", "image", "shape")
			.node("Relu", "out", "flat");

		assertThat(GraphSimplifier.simplify(graphs.model(18, "out"), IMAGE, List.of("out")).shapes())
			.containsEntry("out", Shape.of(1, 216));
	}

	@Test
	void graphsOfSingleImagesMayUseTheAxis() {
		Graphs graphs = new Graphs().inputs(OnnxValueInfo.floats("image", OnnxDimension.of(1), OnnxDimension.of(3),
				OnnxDimension.of("h"), OnnxDimension.of("w")));

		runs(softmax(graphs, 0));
	}

	private static Graphs softmax(Graphs graphs, long axis) {
		return graphs.node("Softmax", "out", List.of("image"), Map.of("axis", OnnxAttribute.of(axis)));
	}

	private static Graphs batchSize(Graphs graphs) {
		return graphs.longs("zero", 0).node("Shape", "extents", "image").node("Gather", "n", "extents", "zero");
	}

	private static Map<String, OnnxAttribute> perm(long... axes) {
		return Map.of("perm", OnnxAttribute.ofAll(axes));
	}

	private static void runs(Graphs graphs) {
		assertThat(GraphSimplifier.simplify(graphs.model(18, "out"), IMAGE, List.of("out")).outputs())
			.containsKey("out");
	}

	private static void refused(Graphs graphs, String... parts) {
		refused(graphs, 18, parts);
	}

	private static void refused(Graphs graphs, long opset, String... parts) {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> GraphSimplifier.simplify(graphs.model(opset, "out"), IMAGE, List.of("out")))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains(parts));
	}

}
