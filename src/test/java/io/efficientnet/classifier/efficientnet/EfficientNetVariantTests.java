package io.efficientnet.classifier.efficientnet;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class EfficientNetVariantTests {

	private static final int CLASSES = 1000;

	@ParameterizedTest
	@CsvSource({ "B0, 5288548, 5330564, 4007548", "B1, 7794184, 7856232, 6513184", "B2, 9109994, 9177562, 7700994",
			"B3, 12233232, 12320528, 10696232", "B4, 19341616, 19466816, 17548616", "B5, 30389784, 30562520, 28340784",
			"B6, 43040704, 43265136, 40735704", "B7, 66347960, 66658680, 63786960",
			"LITE0, 4652008, 4694024, 3371008" })
	void hasThePublishedParameters(EfficientNetVariant variant, long trainable, long total, long withoutClassifier) {
		EfficientNetSpec spec = variant.spec();

		assertThat(spec.parameters(CLASSES)).isEqualTo(trainable);
		assertThat(spec.parameters(CLASSES) + spec.statistics()).isEqualTo(total);
		assertThat(spec.parameters(CLASSES) - (long) CLASSES * (spec.headWidth() + 1)).isEqualTo(withoutClassifier);
	}

	@ParameterizedTest
	@CsvSource({ "LITE1, 5.4", "LITE2, 6.1", "LITE3, 8.2", "LITE4, 13.0" })
	void hasThePublishedMillionsOfParametersWhenLite(EfficientNetVariant variant, String millions) {
		assertThat(String.format(Locale.ROOT, "%.1f", variant.spec().parameters(CLASSES) / 1e6)).isEqualTo(millions);
	}

	@ParameterizedTest
	@CsvSource({ "B0, 0.3858", "B1, 0.6868", "B2, 0.9936", "B3, 1.8271", "B4, 4.3938", "B5, 10.2664", "B6, 19.0676",
			"B7, 37.7459" })
	void hasThePublishedMultiplyAdds(EfficientNetVariant variant, String billions) {
		EfficientNetSpec spec = variant.spec();

		assertThat(String.format(Locale.ROOT, "%.4f", spec.multiplyAdds(spec.resolution(), CLASSES) / 1e9))
			.isEqualTo(billions);
	}

	@ParameterizedTest
	@CsvSource({ "B0, 224, 32, 1280, 16, 7, 9", "B1, 240, 32, 1280, 23, 8, 16", "B2, 260, 32, 1408, 23, 9, 16",
			"B3, 300, 40, 1536, 26, 10, 19", "B4, 380, 48, 1792, 32, 12, 25", "B5, 456, 48, 2048, 39, 15, 32",
			"B6, 528, 56, 2304, 45, 17, 38", "B7, 600, 64, 2560, 55, 19, 48", "LITE0, 224, 32, 1280, 16, 7, 9",
			"LITE1, 240, 32, 1280, 21, 8, 14", "LITE2, 260, 32, 1280, 21, 9, 14", "LITE3, 280, 32, 1280, 24, 9, 17",
			"LITE4, 300, 32, 1280, 30, 10, 23" })
	void hasThePublishedExtents(EfficientNetVariant variant, int resolution, int stem, int head, int blocks,
			int finalMap, int skips) {
		EfficientNetSpec spec = variant.spec();

		assertThat(spec.resolution()).isEqualTo(resolution);
		assertThat(spec.stemWidth()).isEqualTo(stem);
		assertThat(spec.headWidth()).isEqualTo(head);
		assertThat(spec.blocks()).hasSize(blocks);
		assertThat(spec.featureExtent(resolution)).isEqualTo(finalMap);
		assertThat(spec.blocks().stream().filter(BlockSpec::hasSkip)).hasSize(skips);
	}

	@ParameterizedTest
	@CsvSource({ "B0, 16x1 24x2 40x2 80x3 112x3 192x4 320x1", "B1, 16x2 24x3 40x3 80x4 112x4 192x5 320x2",
			"B2, 16x2 24x3 48x3 88x4 120x4 208x5 352x2", "B3, 24x2 32x3 48x3 96x5 136x5 232x6 384x2",
			"B4, 24x2 32x4 56x4 112x6 160x6 272x8 448x2", "B5, 24x3 40x5 64x5 128x7 176x7 304x9 512x3",
			"B6, 32x3 40x6 72x6 144x8 200x8 344x11 576x3", "B7, 32x4 48x7 80x7 160x10 224x10 384x13 640x4",
			"LITE0, 16x1 24x2 40x2 80x3 112x3 192x4 320x1", "LITE3, 24x1 32x3 48x3 96x5 136x5 232x6 384x1" })
	void hasThePublishedChannelsAndRepeats(EfficientNetVariant variant, String expected) {
		String stages = stages().mapToObj((stage) -> stage(variant, stage))
			.map((blocks) -> blocks.getFirst().outChannels() + "x" + blocks.size())
			.collect(Collectors.joining(" "));

		assertThat(stages).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "B0, 0 1 3 5 8 11 15", "B1, 0 2 5 8 12 16 21", "B2, 0 2 5 8 12 16 21", "B3, 0 2 5 8 13 18 24",
			"B4, 0 2 6 10 16 22 30", "B5, 0 3 8 13 20 27 36", "B6, 0 3 9 15 23 31 42", "B7, 0 4 11 18 28 38 51" })
	void numbersItsBlocksThroughTheNetwork(EfficientNetVariant variant, String firstIndices) {
		assertThat(variant.spec().blocks()).extracting(BlockSpec::index)
			.isEqualTo(IntStream.range(0, variant.spec().blocks().size()).boxed().toList());
		assertThat(stages().mapToObj((stage) -> stage(variant, stage).getFirst().index() + "")
			.collect(Collectors.joining(" "))).isEqualTo(firstIndices);
	}

	@ParameterizedTest
	@CsvSource({ "B0, 8/- 4/6 6/10 10/20 20/28 28/48 48/-", "B1, 8/4 4/6 6/10 10/20 20/28 28/48 48/80",
			"B2, 8/4 4/6 6/12 12/22 22/30 30/52 52/88", "B3, 10/6 6/8 8/12 12/24 24/34 34/58 58/96",
			"B4, 12/6 6/8 8/14 14/28 28/40 40/68 68/112", "B5, 12/6 6/10 10/16 16/32 32/44 44/76 76/128",
			"B6, 14/8 8/10 10/18 18/36 36/50 50/86 86/144", "B7, 16/8 8/12 12/20 20/40 40/56 56/96 96/160" })
	void squeezesToAQuarterOfTheBlocksInput(EfficientNetVariant variant, String expected) {
		String widths = stages().mapToObj((stage) -> stage(variant, stage))
			.map((blocks) -> blocks.getFirst().squeezeWidth() + "/"
					+ ((blocks.size() > 1) ? blocks.get(1).squeezeWidth() : "-"))
			.collect(Collectors.joining(" "));

		assertThat(widths).isEqualTo(expected);
	}

	@Test
	void stridesOnlyInTheFirstBlockOfStagesTwoThreeFourAndSix() {
		assertThat(EfficientNetVariant.B7.spec().blocks().stream().filter((block) -> block.stride() == 2))
			.extracting(BlockSpec::stage, BlockSpec::position)
			.containsExactly(tuple(2, 0), tuple(3, 0), tuple(4, 0), tuple(6, 0));
	}

	@Test
	void hasNoSqueezeExcitationWhenLite() {
		assertThat(EfficientNetVariant.LITE4.isLite()).isTrue();
		assertThat(EfficientNetVariant.LITE4.spec().activation()).isEqualTo(Activation.RELU6);
		assertThat(EfficientNetVariant.LITE4.spec().blocks()).noneMatch(BlockSpec::hasSqueezeExcitation);
	}

	@ParameterizedTest
	@EnumSource
	void isFoundByItsId(EfficientNetVariant variant) {
		assertThat(EfficientNetVariant.of(variant.id())).contains(variant);
	}

	@Test
	void isNotFoundByAnotherId() {
		assertThat(EfficientNetVariant.B0.id()).isEqualTo("efficientnet-b0");
		assertThat(EfficientNetVariant.of("efficientnet-b8")).isEmpty();
		assertThat(EfficientNetVariant.of("B0")).isEmpty();
	}

	private static IntStream stages() {
		return IntStream.rangeClosed(1, 7);
	}

	private static List<BlockSpec> stage(EfficientNetVariant variant, int stage) {
		return variant.spec().blocks().stream().filter((block) -> block.stage() == stage).toList();
	}

}
