package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Logits of another library for weights and an image by formula. */
record GoldenRow(String source, String variant, @JsonProperty("bn_eps") double epsilon, String padding,
		@Nullable String kind, List<Integer> input, @JsonProperty("trainable_params") long trainable,
		@JsonProperty("weights_sha256") String weightsSha256, List<Image> images, String logits) {

	private static final List<String> FILES = List.of("timm-same", "timm-symmetric", "torchvision", "lukemelas", "hf",
			"keras", "lite");

	static final int CLASSES = 1000;

	/** Rows whose input is the normalised tensor. */
	static Stream<GoldenRow> all() {
		return FILES.stream().flatMap((file) -> read(file).stream()).filter((row) -> !"end-to-end".equals(row.kind));
	}

	static JsonMapper mapper() {
		return JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
	}

	static InputStream resource(String name) {
		return Objects.requireNonNull(GoldenRow.class.getResourceAsStream("/golden/" + name));
	}

	private static List<GoldenRow> read(String file) {
		try (InputStream json = resource("logits/" + file + ".json")) {
			return mapper().readValue(json, new TypeReference<List<GoldenRow>>() {
			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	EfficientNetVariant network() {
		return EfficientNetVariant.of("efficientnet-" + this.variant).orElseThrow();
	}

	/** Whether the image has the side that the variant was published with. */
	boolean isNative() {
		int resolution = network().spec().resolution();
		return this.input.stream().filter((extent) -> extent == resolution).count() == 2;
	}

	WeightSet weightSet() {
		WeightSource weightSource = this.source.equals("hf") ? WeightSource.HUGGINGFACE
				: WeightSource.of(this.source).orElseThrow();
		return new WeightSet("golden", network(), weightSource, this.epsilon,
				this.padding.equals("same") ? Padding.TF_SAME : Padding.SYMMETRIC, null, "Apache-2.0", null, null);
	}

	WeightArchive weights() {
		return new SyntheticWeights(network().spec(), CLASSES, weightSet().source(), 0);
	}

	Tensor image() {
		List<Integer> d = this.input;
		return image((d.get(3) == 3) ? Shape.of(d.get(0), 3, d.get(1), d.get(2)) : new Shape(d));
	}

	static Tensor image(Shape shape) {
		FormulaNumbers numbers = new FormulaNumbers("input", 0);
		Tensor image = Tensor.allocate(shape);
		for (int i = 0; i < image.data().limit(); i++) {
			image.data().put(i, numbers.at(i) * 2);
		}
		return image;
	}

	float[] expectedLogits() {
		return floats(this.logits);
	}

	static float[] floats(String base64) {
		ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
		float[] values = new float[bytes.remaining() / Float.BYTES];
		bytes.asFloatBuffer().get(values);
		return values;
	}

	@Override
	public String toString() {
		return "%s %s %s %s".formatted(this.source, this.variant, this.padding, this.input);
	}

	record Image(int argmax, double std) {
	}

}
