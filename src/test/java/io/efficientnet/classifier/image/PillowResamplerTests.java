package io.efficientnet.classifier.image;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.efficientnet.classifier.image.ResizeRequest.Box;
import io.efficientnet.classifier.image.ResizeRequest.Window;
import io.efficientnet.classifier.model.Preprocessing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class PillowResamplerTests {

	private final PillowResampler resampler = new PillowResampler();

	private final PillowResampler scalar = new PillowResampler(ScalarPasses::new);

	private final PillowResampler vector = new PillowResampler(VectorPasses::new);

	@ParameterizedTest
	@MethodSource("pillowCases")
	void equalsPillowBitForBit(PillowCase expected) {
		RgbImage source = expected.source();
		ResizeRequest request = expected.request(expected.wholeResult());

		RgbImage scalars = this.scalar.resample(source, request);
		RgbImage vectors = this.vector.resample(source, request);

		assertThat(Digests.sha256(expected.samplesOf(scalars))).isEqualTo(expected.sha256());
		assertThat(Digests.sha256(expected.samplesOf(vectors))).isEqualTo(expected.sha256());
	}

	@ParameterizedTest
	@MethodSource("pillowCases")
	void computesAWindowAsPartOfTheWhole(PillowCase expected) {
		RgbImage source = expected.source();
		Window window = expected.innerWindow();

		RgbImage whole = this.resampler.resample(source, expected.request(expected.wholeResult()));
		RgbImage part = this.resampler.resample(source, expected.request(window));

		assertThat(part.samples()).isEqualTo(cut(whole, window));
	}

	@ParameterizedTest
	@EnumSource(value = Preprocessing.Filter.class, mode = EnumSource.Mode.EXCLUDE, names = "TF1_BICUBIC")
	void keepsAConstantPicture(Preprocessing.Filter filter) {
		byte[] samples = new byte[31 * 17 * 3];
		Arrays.fill(samples, (byte) 77);

		RgbImage result = this.resampler.resample(new RgbImage(31, 17, samples),
				new ResizeRequest(filter, Box.whole(31, 17), 50, 9, Window.whole(50, 9)));

		assertThat(result.samples()).hasSize(50 * 9 * 3).containsOnly(77);
	}

	@ParameterizedTest
	@EnumSource(value = Preprocessing.Filter.class, mode = EnumSource.Mode.EXCLUDE,
			names = { "NEAREST", "TF1_BICUBIC" })
	void givesTheSameBitsOnVectorsForEverySize(Preprocessing.Filter filter) {
		Random random = new Random(7);
		for (int i = 0; i < 150; i++) {
			int width = 1 + random.nextInt(40);
			int height = 1 + random.nextInt(40);
			byte[] samples = new byte[width * height * 3];
			random.nextBytes(samples);
			RgbImage source = new RgbImage(width, height, samples);
			int resizedWidth = 1 + random.nextInt(40);
			int resizedHeight = 1 + random.nextInt(40);
			Window window = new Window(resizedWidth / 4, resizedHeight / 4, 1 + resizedWidth / 2,
					1 + resizedHeight / 2);
			ResizeRequest request = new ResizeRequest(filter, Box.whole(width, height), resizedWidth, resizedHeight,
					window);

			assertThat(this.vector.resample(source, request).samples()).as("%s of %dx%d", request, width, height)
				.isEqualTo(this.scalar.resample(source, request).samples());
		}
	}

	@Test
	void givesLaterCallsTheirOwnResult() {
		PillowCase first = pillowCases().filter((row) -> !"nearest".equals(row.filter())).findFirst().orElseThrow();
		RgbImage result = this.resampler.resample(first.source(), first.request(first.wholeResult()));

		pillowCases().limit(5).forEach((row) -> this.resampler.resample(row.source(), row.request(row.wholeResult())));

		assertThat(Digests.sha256(first.samplesOf(result))).isEqualTo(first.sha256());
	}

	private static byte[] cut(RgbImage whole, Window window) {
		byte[] part = new byte[window.width() * window.height() * 3];
		for (int y = 0; y < window.height(); y++) {
			int from = ((window.top() + y) * whole.widthPixels() + window.left()) * 3;
			System.arraycopy(whole.samples(), from, part, y * window.width() * 3, window.width() * 3);
		}
		return part;
	}

	private static Stream<PillowCase> pillowCases() {
		JsonMapper json = JsonMapper.shared();
		try (InputStream resource = PillowResamplerTests.class.getResourceAsStream("/resize.json")) {
			JsonNode cases = json.readTree(resource).get("cases");
			assertThat(cases.size()).isEqualTo(200);
			return cases.valueStream().map((row) -> json.treeToValue(row, PillowCase.class));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A row of resize.json, whose head explains the fields. Channels are independent, so
	 * a source of one channel is resized as a gray picture of three.
	 */
	private record PillowCase(long seed, String pattern, int channels, List<Integer> src, List<Integer> dst,
			String filter, @Nullable List<Float> box, String sha256) {

		RgbImage source() {
			int width = this.src.get(0);
			int height = this.src.get(1);
			byte[] samples = new byte[width * height * 3];
			long state = this.seed;
			for (int i = 0; i < samples.length; i += 3 / this.channels) {
				state += 0x9E3779B97F4A7C15L;
				int pixel = i / 3;
				byte sample = sample(mixed(state), pixel % width, pixel / width, i % 3);
				Arrays.fill(samples, i, i + 3 / this.channels, sample);
			}
			return new RgbImage(width, height, samples);
		}

		private byte sample(long random, int x, int y, int channel) {
			return (byte) switch (this.pattern) {
				case "byte" -> random;
				case "extreme" -> 255 * (random & 1);
				case "ramp" -> 5 * x + 3 * y + 85 * channel + (random & 7);
				default -> throw new IllegalStateException(this.pattern);
			};
		}

		private static long mixed(long state) {
			long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
			z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
			return z ^ (z >>> 31);
		}

		ResizeRequest request(Window window) {
			Box wanted = (this.box == null) ? Box.whole(this.src.get(0), this.src.get(1))
					: new Box(this.box.get(0), this.box.get(1), this.box.get(2), this.box.get(3));
			return new ResizeRequest(JsonMapper.shared().convertValue(this.filter, Preprocessing.Filter.class), wanted,
					this.dst.get(0), this.dst.get(1), window);
		}

		Window wholeResult() {
			return Window.whole(this.dst.get(0), this.dst.get(1));
		}

		Window innerWindow() {
			int width = this.dst.get(0);
			int height = this.dst.get(1);
			return new Window(width / 3, height / 4, width - width / 3 - width / 5, height - height / 4 - height / 6);
		}

		byte[] samplesOf(RgbImage result) {
			if (this.channels == 3) {
				return result.samples();
			}
			byte[] gray = new byte[result.samples().length / 3];
			for (int i = 0; i < gray.length; i++) {
				gray[i] = result.samples()[3 * i];
			}
			return gray;
		}

		@Override
		public String toString() {
			return this.filter + " " + this.src + " to " + this.dst + ", seed " + this.seed;
		}

	}

}
