package io.efficientnet.classifier.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import com.google.protobuf.ByteString;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.onnx.schema.AttributeProto;
import io.efficientnet.classifier.onnx.schema.GraphProto;
import io.efficientnet.classifier.onnx.schema.ModelProto;
import io.efficientnet.classifier.onnx.schema.NodeProto;
import io.efficientnet.classifier.onnx.schema.OperatorSetIdProto;
import io.efficientnet.classifier.onnx.schema.StringStringEntryProto;
import io.efficientnet.classifier.onnx.schema.TensorProto;
import io.efficientnet.classifier.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class OnnxReaderTests {

	private static final int ONE_ELEMENT = 1;

	@TempDir
	private Path folder;

	@Test
	void readsWhatWasWritten() throws IOException {
		OnnxModel written = OnnxFixtures.everything();
		Path file = this.folder.resolve("model.onnx");
		OnnxWriter.write(written, file);

		OnnxModel read = OnnxReader.read(file);

		assertThat(read).isEqualTo(written);
		assertThat(read.metadata().keySet()).containsExactlyElementsOf(written.metadata().keySet());
		assertThat(OnnxWriter.toByteArray(read)).isEqualTo(Files.readAllBytes(file));
	}

	@Test
	void keepsRawTensorsAsViewsOfTheFile() {
		byte[] file = model(tensor(2, 1).setRawData(ByteString.copyFromUtf8("~"))).toByteArray();
		OnnxConstant constant = constant(OnnxReader.read(file), "t");

		Arrays.fill(file, (byte) '!');

		assertThat(constant.data().get(0)).isEqualTo((byte) '!');
	}

	@Test
	void readsOrRejectsEveryTruncatedFile() {
		OnnxModel whole = OnnxFixtures.everything();
		byte[] bytes = OnnxWriter.toByteArray(whole);
		int read = 0;

		for (int length = 0; length < bytes.length; length++) {
			if (isRead(Arrays.copyOf(bytes, length))) {
				read++;
			}
		}

		// Cut between the entries behind the graph and the operator sets: two entries,
		// one function
		assertThat(read).isLessThanOrEqualTo(4);
	}

	@Test
	void readsOrRejectsDamagedFiles() {
		byte[] bytes = OnnxWriter.toByteArray(OnnxFixtures.everything());
		Random random = new Random(2);

		for (int round = 0; round < 5000; round++) {
			byte[] damaged = bytes.clone();
			for (int hit = 0; hit < 1 + round % 4; hit++) {
				damaged[random.nextInt(bytes.length)] = (byte) random.nextInt();
			}
			assertThatNoException().isThrownBy(() -> isRead(damaged));
		}
	}

	@Test
	void readsOrRejectsNoise() {
		Random random = new Random(3);

		for (int round = 0; round < 2000; round++) {
			byte[] noise = new byte[random.nextInt(200)];
			random.nextBytes(noise);
			assertThatNoException().isThrownBy(() -> isRead(noise));
		}
	}

	@Test
	void rejectsGraphsNestedWithoutEnd() {
		GraphProto graph = GraphProto.getDefaultInstance();
		for (int depth = 0; depth < 200; depth++) {
			graph = GraphProto.newBuilder()
				.addNode(NodeProto.newBuilder()
					.addAttribute(AttributeProto.newBuilder().setType(AttributeProto.AttributeType.GRAPH).setG(graph)))
				.build();
		}
		ModelProto model = model(graph);

		assertRejected(model, "truncated or no ONNX model");
	}

	@ParameterizedTest
	@CsvSource({ "1, 4", "2, 1", "3, 1", "4, 2", "5, 2", "6, 4", "7, 8", "9, 1", "10, 2", "11, 8", "12, 4", "13, 8",
			"16, 2" })
	void readsRawDataOfEveryType(int type, int width) {
		OnnxConstant constant = constant(model(tensor(type, 3).setRawData(ByteString.copyFrom(new byte[3 * width]))),
				"t");

		assertThat(constant.elementType().code()).isEqualTo(type);
		assertThat(constant.elementType().width()).isEqualTo(width);
		assertThat(constant.shape()).isEqualTo(Shape.of(3));
	}

	@Test
	void readsTypedFields() {
		assertThat(constant(model(tensor(1, 2).addFloatData(1.5f).addFloatData(-2)), "t").toTensor().toArray())
			.containsExactly(1.5f, -2);
		assertThat(constant(model(tensor(11, 1).addDoubleData(0.25)), "t").toTensor().toArray()).containsExactly(0.25f);
		assertThat(constant(model(tensor(10, 2).addInt32Data(0x3c00).addInt32Data(0xc000)), "t").toTensor().toArray())
			.containsExactly(1, -2);
		assertThat(constant(model(tensor(16, 1).addInt32Data(0xbf80)), "t").toTensor().toArray()).containsExactly(-1);
		assertThat(constant(model(tensor(7, 2).addInt64Data(-1).addInt64Data(Long.MAX_VALUE)), "t").toLongs())
			.containsExactly(-1, Long.MAX_VALUE);
		assertThat(constant(model(tensor(6, 1).addInt32Data(-7)), "t").toLongs()).containsExactly(-7);
		assertThat(constant(model(tensor(13, 1).addUint64Data(-1)), "t").data().getLong(0)).isEqualTo(-1);
		assertThat(constant(model(tensor(9, 2).addInt32Data(1).addInt32Data(0)), "t").data().get(0))
			.isEqualTo((byte) 1);
	}

	@Test
	void readsAScalarAndAnEmptyTensor() {
		TensorProto.Builder scalar = TensorProto.newBuilder().setName("t").setDataType(1).addFloatData(6);

		assertThat(constant(model(scalar), "t").toTensor().toArray()).containsExactly(6);
		assertThat(constant(model(tensor(1, 0)), "t").toTensor().toArray()).isEmpty();
	}

	@Test
	void rejectsTensorsWhoseDataDoesNotFit() {
		assertRejected(model(tensor(1, 3).setRawData(ByteString.copyFrom(new byte[11]))), "'t' [3] needs 12 bytes");
		assertRejected(model(tensor(1, 3).addFloatData(1)), "'t' needs 3 elements, but has 1");
		assertRejected(model(tensor(1, 1 << 30, 1 << 30)), "too large");
		assertRejected(model(tensor(1, Integer.MAX_VALUE)), "too large");
		assertRejected(model(tensor(1, -1)), "impossible extents");
		assertRejected(model(tensor(1, Long.MAX_VALUE)), "impossible extents");
		assertRejected(model(tensor(1, 1 << 30, 1 << 30, 1 << 30)), "impossible extents");
		assertRejected(model(tensor(8, 1)), "of type 8, which is not read");
		assertRejected(model(tensor(0, 1)), "of type 0, which is not read");
	}

	@Test
	void rejectsModelsWithoutGraphOrOperatorSet() {
		assertRejected(ModelProto.getDefaultInstance(), "no graph");
		assertRejected(ModelProto.newBuilder().setGraph(GraphProto.getDefaultInstance()).build(), "no operator set");
	}

	@Test
	void rejectsTwoTensorsOfOneName() {
		TensorProto tensor = tensor(1, 1).addFloatData(1).build();

		assertRejected(model(GraphProto.newBuilder().addInitializer(tensor).addInitializer(tensor).build()),
				"two tensors 't'");
	}

	@Test
	void rejectsAttributesThatAreNotRead() {
		AttributeProto.Builder untyped = AttributeProto.newBuilder().setName("a").setI(1);
		AttributeProto.Builder binary = AttributeProto.newBuilder()
			.setName("a")
			.setType(AttributeProto.AttributeType.STRING)
			.setS(ByteString.copyFrom(new byte[] { (byte) 0xff }));
		AttributeProto.Builder fine = AttributeProto.newBuilder()
			.setName("a")
			.setType(AttributeProto.AttributeType.INT);

		assertRejected(model(node(untyped)), "of no type that is read");
		assertRejected(model(node(binary)), "no UTF-8");
		assertRejected(model(node(fine, fine)), "two attributes 'a'");
	}

	@Test
	void spellsTheStandardDomainOneWay() {
		ModelProto model = model(GraphProto.newBuilder().addNode(NodeProto.newBuilder().setDomain("ai.onnx")).build())
			.toBuilder()
			.clearOpsetImport()
			.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx").setVersion(13))
			.build();

		OnnxModel read = OnnxReader.read(model.toByteArray());

		assertThat(read.operatorSetVersion()).isEqualTo(13);
		assertThat(read.graph().nodes().getFirst().domain()).isEmpty();
	}

	@Test
	void readsExternalDataBesideTheModel() throws IOException {
		ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putFloat(4, 3).putFloat(8, 4);
		Files.createDirectory(this.folder.resolve("data"));
		Files.write(this.folder.resolve("data/weights.bin"), data.array());

		OnnxModel model = OnnxReader.read(write(model(external(2, "data/weights.bin", "4", "8"))));

		assertThat(constant(model, "t").toTensor().toArray()).containsExactly(3, 4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "../outside.bin", "data/../weights.bin", "./weights.bin", "/etc/hostname", "absent.bin",
			"", ".", "link.bin", "a\0b" })
	void rejectsExternalDataElsewhere(String location) throws IOException {
		Path models = Files.createDirectory(this.folder.resolve("models"));
		Files.createDirectory(models.resolve("data"));
		Files.write(models.resolve("weights.bin"), new byte[4]);
		Files.write(this.folder.resolve("outside.bin"), new byte[4]);
		Files.createSymbolicLink(models.resolve("link.bin"), this.folder.resolve("outside.bin"));
		Path file = Files.write(models.resolve("model.onnx"),
				model(external(ONE_ELEMENT, location, "0", "4")).toByteArray());

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> OnnxReader.read(file))
			.withMessageContaining("tensor 't' lies in a file");
	}

	@ParameterizedTest
	@CsvSource({ "4, 4", "1, 4", "0, 8", "0, 3", "-1, 4", "x, 4", "9223372036854775807, 4", "99999999999999999999, 4" })
	void rejectsExternalDataOutsideItsFile(String offset, String length) throws IOException {
		Files.write(this.folder.resolve("weights.bin"), new byte[4]);
		Path file = write(model(external(ONE_ELEMENT, "weights.bin", offset, length)));

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> OnnxReader.read(file))
			.withMessageContaining("tensor 't'");
	}

	@Test
	void rejectsExternalDataOfAModelInMemory() {
		assertRejected(model(external(ONE_ELEMENT, "weights.bin", "0", "4")), "external file");
	}

	private static boolean isRead(byte[] bytes) {
		try {
			OnnxReader.read(bytes);
			return true;
		}
		catch (ServiceException ex) {
			assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST);
			return false;
		}
	}

	private Path write(ModelProto model) throws IOException {
		return Files.write(this.folder.resolve("model.onnx"), model.toByteArray());
	}

	private static void assertRejected(ModelProto model, String reason) {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> OnnxReader.read(model.toByteArray()))
			.withMessageContaining(reason);
	}

	private static OnnxConstant constant(ModelProto model, String name) {
		return constant(OnnxReader.read(model.toByteArray()), name);
	}

	private static OnnxConstant constant(OnnxModel model, String name) {
		return Objects.requireNonNull(model.graph().initializers().get(name));
	}

	private static ModelProto model(TensorProto.Builder tensor) {
		return model(GraphProto.newBuilder().addInitializer(tensor).build());
	}

	private static ModelProto model(NodeProto node) {
		return model(GraphProto.newBuilder().addNode(node).build());
	}

	private static ModelProto model(GraphProto graph) {
		return ModelProto.newBuilder()
			.setGraph(graph)
			.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
			.build();
	}

	private static NodeProto node(AttributeProto.Builder... attributes) {
		NodeProto.Builder node = NodeProto.newBuilder().setName("n");
		List.of(attributes).forEach(node::addAttribute);
		return node.build();
	}

	private static TensorProto.Builder tensor(int type, long... dims) {
		TensorProto.Builder tensor = TensorProto.newBuilder().setName("t").setDataType(type);
		Arrays.stream(dims).forEach(tensor::addDims);
		return tensor;
	}

	private static TensorProto.Builder external(long elements, String location, String offset, String length) {
		return tensor(1, elements).setDataLocation(TensorProto.DataLocation.EXTERNAL)
			.addExternalData(entry("location", location))
			.addExternalData(entry("offset", offset))
			.addExternalData(entry("length", length));
	}

	private static StringStringEntryProto entry(String key, String value) {
		return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
	}

}
