package io.efficientnet.classifier.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

import javax.imageio.ImageIO;

import io.efficientnet.classifier.batching.MemoryBudget;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.model.PreprocessingRecipes;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

class ImagePreprocessorTests {

	private static final int CROP = 224;

	private static final PixelLimit LIMIT = new PixelLimit(50_000_000);

	private final ImagePreprocessor preprocessor = ImagePreprocessor.withPixelLimit(50_000_000);

	private final Preprocessing recipe = new PreprocessingRecipes().named("timm/tf_efficientnet_b0.aa_in1k");

	@Test
	void tellsWhatWasDecoded() {
		PreparedImage prepared = prepare(ImageFixtures.sample("coffee.jpg"));

		assertThat(prepared.format()).isEqualTo("jpeg");
		assertThat(prepared.widthPixels()).isEqualTo(600);
		assertThat(prepared.heightPixels()).isEqualTo(400);
		assertThat(prepared.decodeTime()).isPositive();
		assertThat(prepared.resizeTime()).isPositive();
	}

	@Test
	void givesTheCropAsPngWithoutLoss() throws IOException {
		RgbImage crop = prepare(ImageFixtures.sample("coffee.jpg")).crop();

		BufferedImage png = ImageIO.read(new ByteArrayInputStream(crop.toPng()));

		int[] samples = png.getRaster().getPixels(0, 0, CROP, CROP, (int[]) null);
		assertThat(samples).hasSize(crop.samples().length);
		for (int i = 0; i < samples.length; i++) {
			assertThat((byte) samples[i]).isEqualTo(crop.samples()[i]);
		}
	}

	@Test
	void writesIntoAHeapBufferToo() {
		Tensor heap = new Tensor(Shape.of(3, CROP, CROP), FloatBuffer.allocate(3 * CROP * CROP));
		Tensor direct = Tensor.allocate(heap.shape());

		this.preprocessor.prepare(ImageFixtures.sample("chelsea.jpg"), this.recipe, heap);
		this.preprocessor.prepare(ImageFixtures.sample("chelsea.jpg"), this.recipe, direct);

		assertThat(heap.toArray()).isEqualTo(direct.toArray());
	}

	@Test
	void servesSeveralThreadsAtOnce() throws InterruptedException, ExecutionException {
		List<String> names = List.of("chelsea.jpg", "coffee.jpg", "rocket.jpg");
		List<String> alone = names.stream().map(this::digest).toList();
		List<Future<String>> together = new ArrayList<>();
		try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
			for (int i = 0; i < 60; i++) {
				String name = names.get(i % names.size());
				together.add(threads.submit(() -> digest(name)));
			}
		}

		for (int i = 0; i < together.size(); i++) {
			assertThat(together.get(i).get()).isEqualTo(alone.get(i % names.size()));
		}
	}

	@Test
	void refusesATargetOfAnotherShape() {
		Tensor target = Tensor.allocate(Shape.of(1, 3, CROP, CROP));

		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.preprocessor.prepare(ImageFixtures.sample("coffee.jpg"), this.recipe, target))
			.withMessageContaining("[3, 224, 224]");
	}

	@Test
	void refusesAnImageOverThePixelLimit() {
		ImagePreprocessor strict = ImagePreprocessor.withPixelLimit(600 * 400 - 1);
		Tensor target = Tensor.allocate(Shape.of(3, CROP, CROP));

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> strict.prepare(ImageFixtures.sample("coffee.jpg"), this.recipe, target))
			.withMessage("An image of 600 x 400 pixels is over the limit of 239999 pixels")
			.extracting(ServiceException::kind)
			.isEqualTo(FailureKind.IMAGE_TOO_LARGE);
	}

	@Test
	void refusesAnImageSoElongatedThatItWouldGrowOverTheLimit() {
		byte[] sliver = ImageFixtures.encode(ImageFixtures.gradient(1, 2000, BufferedImage.TYPE_BYTE_GRAY), "png");

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> prepare(sliver))
			.extracting(ServiceException::kind)
			.isEqualTo(FailureKind.IMAGE_TOO_LARGE);
	}

	@Test
	void refusesAnImageThatTakesMoreMemoryThanThereIs() {
		byte[] rgba16 = ImageFixtures.encode(ImageFixtures.rgba16(700, 700), "png");
		ImagePreprocessor small = new ImagePreprocessor(DecodeRules.of(LIMIT), new MemoryBudget(5 << 20));
		Tensor target = Tensor.allocate(Shape.of(3, CROP, CROP));

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> small.prepare(rgba16, this.recipe, target))
			.withMessageMatching("The image takes \\d+ kB of memory to decode, which is over the limit of 5120 kB")
			.extracting(ServiceException::kind)
			.isEqualTo(FailureKind.IMAGE_TOO_LARGE);
	}

	@Test
	void waitsForMemoryThatAnotherImageHolds() throws InterruptedException, ExecutionException {
		int bytes = 16 << 20;
		MemoryBudget memory = new MemoryBudget(bytes);
		ImagePreprocessor small = new ImagePreprocessor(DecodeRules.of(LIMIT), memory);
		Tensor target = Tensor.allocate(Shape.of(3, CROP, CROP));
		FutureTask<PreparedImage> decode = new FutureTask<>(
				() -> small.prepare(ImageFixtures.sample("coffee.jpg"), this.recipe, target));
		Thread thread = Thread.ofPlatform().unstarted(decode);

		try (MemoryBudget.Grant _ = memory.reserve(bytes)) {
			thread.start();
			await().until(() -> thread.getState() == Thread.State.WAITING);
			assertThat(decode.isDone()).isFalse();
		}

		assertThat(decode.get().widthPixels()).isEqualTo(600);
	}

	@Test
	void givesMemoryBackWhetherOrNotTheImageIsDamaged() {
		byte[] whole = ImageFixtures.encode(ImageFixtures.gradient(600, 600, BufferedImage.TYPE_3BYTE_BGR), "png");
		byte[] damaged = Arrays.copyOf(whole, whole.length / 2);
		MemoryBudget memory = new MemoryBudget(16 << 20);
		ImagePreprocessor small = new ImagePreprocessor(DecodeRules.of(LIMIT), memory);
		Tensor target = Tensor.allocate(Shape.of(3, CROP, CROP));

		small.prepare(whole, this.recipe, target);
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> small.prepare(damaged, this.recipe, target))
			.extracting(ServiceException::kind)
			.isEqualTo(FailureKind.UNDECODABLE_IMAGE);

		assertThat(memory.freeBytes()).isEqualTo(16 << 20);
	}

	@Test
	void decodesACostlyFileOnceItHasAllMemoryThereIs() {
		assumeThat(LibWebp.installed()).as("libwebp of this machine").isNotNull();
		MemoryBudget memory = new MemoryBudget(16 << 20);
		ImagePreprocessor small = new ImagePreprocessor(DecodeRules.of(LIMIT), memory);
		Tensor target = Tensor.allocate(Shape.of(3, CROP, CROP));

		PreparedImage prepared = small.prepare(WebpFixture.file(WebpFixture.manyCodeSets(512)), this.recipe, target);

		assertThat(prepared.widthPixels()).isEqualTo(512);
		assertThat(memory.freeBytes()).isEqualTo(16 << 20);
	}

	@Test
	void turnsThePictureWhereAskedToAndSaysSo() {
		byte[] sideways = TiffFixture.rgb(40, 30).with(TiffFixture.ORIENTATION, 1).file(new byte[40 * 30 * 3]);
		byte[] jpeg = ImageFixtures.withJpegSegment(
				ImageFixtures.encode(ImageFixtures.gradient(40, 30, BufferedImage.TYPE_3BYTE_BGR), "jpeg"), 0xe1,
				HexFormat.of().parseHex("457869660000" + "4d4d002a000000080001" + "011200030000000100060000"));
		Tensor target = Tensor.allocate(Shape.of(3, CROP, CROP));
		ImagePreprocessor turning = new ImagePreprocessor(new DecodeRules(LIMIT, Duration.ofDays(1), true, false));

		assertThat(turning.prepare(jpeg, this.recipe, target)).returns(30, PreparedImage::widthPixels)
			.returns(40, PreparedImage::heightPixels)
			.returns(6, PreparedImage::orientation);
		assertThat(prepare(jpeg)).returns(40, PreparedImage::widthPixels).returns(null, PreparedImage::orientation);
		assertThat(prepare(sideways).orientation()).isEqualTo(1);
	}

	@Test
	void refusesAnImageThatTakesTooLong() {
		byte[] png = ImageFixtures.encode(ImageFixtures.gradient(40, 30, BufferedImage.TYPE_3BYTE_BGR), "png");
		ImagePreprocessor hasty = new ImagePreprocessor(new DecodeRules(LIMIT, Duration.ofNanos(1), false, false));
		Tensor target = Tensor.allocate(Shape.of(3, CROP, CROP));

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> hasty.prepare(png, this.recipe, target))
			.extracting(ServiceException::kind)
			.isEqualTo(FailureKind.UNDECODABLE_IMAGE);
	}

	private String digest(String name) {
		Tensor target = Tensor.allocate(Shape.of(3, CROP, CROP));
		this.preprocessor.prepare(ImageFixtures.sample(name), this.recipe, target);
		return Digests.sha256(target.data());
	}

	private PreparedImage prepare(byte[] encoded) {
		return this.preprocessor.prepare(encoded, this.recipe, Tensor.allocate(Shape.of(3, CROP, CROP)));
	}

}
