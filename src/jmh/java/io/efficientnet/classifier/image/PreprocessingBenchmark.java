package io.efficientnet.classifier.image;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import javax.imageio.ImageIO;

import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.model.PreprocessingRecipes;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A photo of the usual size, 500x375, as JPEG, on its way into the input of B0. The
 * baselines are what the JDK alone offers for the same step, without Pillow's exactness.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class PreprocessingBenchmark {

	private static final PixelLimit LIMIT = new PixelLimit(50_000_000);

	private final Preprocessing recipe = new PreprocessingRecipes().named("timm/tf_efficientnet_b0.aa_in1k");

	private final Tensor target = Tensor.allocate(Shape.of(3, this.recipe.crop(), this.recipe.crop()));

	private final ImagePreprocessor preprocessor = new ImagePreprocessor(DecodeRules.of(LIMIT));

	private final PillowResampler resampler = new PillowResampler();

	private final PillowResampler scalars = new PillowResampler(ScalarPasses::new);

	private final ChannelNormalizer normalizer = new ChannelNormalizer(this.recipe);

	private byte[] encoded;

	private RgbImage decoded;

	private ResizeRequest request;

	private RgbImage crop;

	private BufferedImage picture;

	@Setup
	public void prepareInputs() throws IOException {
		try (InputStream sample = PreprocessingBenchmark.class.getResourceAsStream("/samples/coffee.jpg")) {
			ByteArrayOutputStream output = new ByteArrayOutputStream();
			ImageIO.write(ImageIO.read(sample).getSubimage(50, 10, 500, 375), "jpeg", output);
			this.encoded = output.toByteArray();
		}
		this.decoded = decode();
		this.request = ResizeRequest.of(this.recipe, 500, 375, LIMIT);
		this.crop = resize();
		this.picture = decodeBaseline();
	}

	@Benchmark
	public RgbImage decode() {
		return ImageDecoder.open(this.encoded, LIMIT).decode(DecodeTime.begin(Duration.ofDays(1)));
	}

	@Benchmark
	public BufferedImage decodeBaseline() throws IOException {
		return ImageIO.read(new ByteArrayInputStream(this.encoded));
	}

	@Benchmark
	public RgbImage resize() {
		return this.resampler.resample(this.decoded, this.request);
	}

	@Benchmark
	public RgbImage resizeOnScalars() {
		return this.scalars.resample(this.decoded, this.request);
	}

	@Benchmark
	public BufferedImage resizeBaseline() {
		BufferedImage resized = new BufferedImage(224, 224, BufferedImage.TYPE_3BYTE_BGR);
		Graphics2D graphics = resized.createGraphics();
		graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
		graphics.drawImage(this.picture, -58, -16, 341, 256, null);
		graphics.dispose();
		return resized;
	}

	@Benchmark
	public Tensor normalize() {
		this.normalizer.normalize(this.crop, this.target.data());
		return this.target;
	}

	@Benchmark
	public Tensor normalizeBaseline() {
		this.target.data().put(0, new float[3 * 224 * 224]);
		return this.target;
	}

	@Benchmark
	public PreparedImage prepare() {
		return this.preprocessor.prepare(this.encoded, this.recipe, this.target);
	}

}
