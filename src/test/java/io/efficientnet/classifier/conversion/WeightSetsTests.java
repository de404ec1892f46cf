package io.efficientnet.classifier.conversion;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WeightSetsTests {

	@ParameterizedTest
	@CsvSource({ "timm/tf_efficientnet_b0.aa_in1k, B0, TIMM, 1e-3, TF_SAME, timm/tf_efficientnet_b0.aa_in1k",
			"timm/tf_efficientnet_b7.ra_in1k, B7, TIMM, 1e-3, TF_SAME, timm/tf_efficientnet_b7.aa_in1k",
			"timm/efficientnet_b0.ra_in1k, B0, TIMM, 1e-5, SYMMETRIC, timm/efficientnet_b0.ra_in1k",
			"torchvision/EfficientNet_B4_Weights.IMAGENET1K_V1, B4, TORCHVISION, 1e-5, SYMMETRIC, torchvision/EfficientNet_B4_Weights.IMAGENET1K_V1",
			"torchvision/EfficientNet_B5_Weights.IMAGENET1K_V1, B5, TORCHVISION, 1e-3, SYMMETRIC, torchvision/EfficientNet_B5_Weights.IMAGENET1K_V1",
			"keras/efficientnetb3, B3, KERAS, 1e-3, TF_SAME, tf-original/b3",
			"google/efficientnet-b1, B1, HUGGINGFACE, 1e-3, TF_SAME, tf-original/b1",
			"lukemelas/adv-efficientnet-b2, B2, LUKEMELAS, 1e-3, TF_SAME, tf-original/b2-advprop",
			"tf-hub/efficientnet-b5, B5, TFJS, 1e-3, TF_SAME, tf-original/b5",
			"lite0, LITE0, LITE, 1e-3, TF_SAME, lite0" })
	void knowsWhatFilesDoNotSay(String name, EfficientNetVariant variant, WeightSource source, double epsilon,
			Padding padding, String preprocessing) {
		WeightSet set = WeightSets.named(name).orElseThrow();

		assertThat(set.variant()).isEqualTo(variant);
		assertThat(set.source()).isEqualTo(source);
		assertThat(set.epsilon()).isEqualTo(epsilon);
		assertThat(set.padding()).isEqualTo(padding);
		assertThat(set.preprocessing()).isEqualTo(preprocessing);
		assertThat(set.isSynthetic()).isFalse();
	}

	@Test
	void knowsThePublishedAccuracy() {
		assertThat(WeightSets.named("timm/tf_efficientnet_b0.aa_in1k").orElseThrow().accuracy())
			.isEqualTo(new WeightSet.Accuracy(76.882, 93.27, "timm"));
		assertThat(WeightSets.named("lite0").orElseThrow().accuracy())
			.isEqualTo(new WeightSet.Accuracy(75.1, null, "Google"));
	}

	@Test
	void hasOneSetPerName() {
		assertThat(WeightSets.all()).extracting(WeightSet::name).doesNotHaveDuplicates().doesNotContain("synthetic");
		assertThat(WeightSets.named("absent")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "B3, TORCHVISION, torchvision/EfficientNet_B3_Weights.IMAGENET1K_V1",
			"B6, KERAS, keras/efficientnetb6", "B2, HUGGINGFACE, google/efficientnet-b2", "LITE0, LITE, lite0",
			"LITE0, TIMM, timm/tf_efficientnet_lite0.in1k" })
	void recognizesTheOnlySetByTheNamesOfTensors(EfficientNetVariant variant, WeightSource source, String name) {
		assertThat(WeightSets.choose(archive(variant, source), variant, null, null).name()).isEqualTo(name);
	}

	@Test
	void takesTheNamedSetAmongSeveral() {
		String name = "timm/efficientnet_b0.ra_in1k";

		assertThat(choose(EfficientNetVariant.B0, WeightSource.TIMM, name).name()).isEqualTo(name);
	}

	@Test
	void takesTheOnlySetOfTheNamedRecipe() {
		assertThat(choose(EfficientNetVariant.B3, WeightSource.KERAS, "tf-original/b3").name())
			.isEqualTo("keras/efficientnetb3");
		assertThat(choose(EfficientNetVariant.B3, WeightSource.LUKEMELAS, "tf-original/b3-advprop").name())
			.isEqualTo("lukemelas/adv-efficientnet-b3");
		assertThat(WeightSets.synthetic(EfficientNetVariant.B0, "tf-original/b0").preprocessing())
			.isEqualTo("tf-original/b0");
	}

	@Test
	void refusesToGuessAmongSeveralSets() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> choose(EfficientNetVariant.B0, WeightSource.TIMM, null))
			.withMessage("efficientnet-b0 weights with the names of timm may be of several weight sets; name one of: "
					+ "timm/tf_efficientnet_b0.aa_in1k, timm/tf_efficientnet_b0.in1k, "
					+ "timm/tf_efficientnet_b0.ns_jft_in1k, timm/tf_efficientnet_b0.ap_in1k, "
					+ "timm/efficientnet_b0.ra_in1k, timm/efficientnet_b0.ra4_e3600_r224_in1k")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

	@Test
	void rejectsASetThatDoesNotFit() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> choose(EfficientNetVariant.B1, WeightSource.KERAS, "lite0"))
			.withMessage("Weight set 'lite0' does not fit efficientnet-b1 weights with the names of keras; "
					+ "known are: keras/efficientnetb1");
	}

	@Test
	void rejectsASourceWithoutSets() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> choose(EfficientNetVariant.LITE4, WeightSource.LITE, null))
			.withMessage("No weight set is known for efficientnet-lite4 weights with the names of lite");
	}

	@ParameterizedTest
	@CsvSource({ "B3,,, timm/tf_efficientnet_b3.aa_in1k", "B3,, ap_in1k, timm/tf_efficientnet_b3.ap_in1k",
			"B1, TORCHVISION,, torchvision/EfficientNet_B1_Weights.IMAGENET1K_V2", "B7, KERAS,, keras/efficientnetb7",
			"B2,, lukemelas/adv-efficientnet-b2, lukemelas/adv-efficientnet-b2" })
	void findsTheSetToFetch(EfficientNetVariant variant, @Nullable WeightSource source, @Nullable String tag,
			String name) {
		assertThat(WeightSets.published(variant, source, tag).name()).isEqualTo(name);
	}

	@Test
	void tellsWhichSetsThereAreToFetch() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> WeightSets.published(EfficientNetVariant.B6, WeightSource.TIMM, "in1k"))
			.withMessage("No weights of efficientnet-b6 are known from timm with tag in1k; there are: timm aa_in1k, "
					+ "timm ns_jft_in1k, timm ap_in1k, torchvision IMAGENET1K_V1, keras imagenet, huggingface main, "
					+ "lukemelas imagenet, lukemelas advprop");
	}

	@Test
	void knowsHowLargeFilesAre() {
		assertThat(WeightSets.named("keras/efficientnetb0").orElseThrow().bytes()).isEqualTo(4 * 5_330_564);
	}

	@Test
	void recognizesTheVariant() {
		assertThat(WeightSets.choose(archive(EfficientNetVariant.B4, WeightSource.KERAS), null, null, null).name())
			.isEqualTo("keras/efficientnetb4");
	}

	private static WeightSet choose(EfficientNetVariant variant, WeightSource source, @Nullable String name) {
		return WeightSets.choose(archive(variant, source), variant, source, name);
	}

	private static WeightArchive archive(EfficientNetVariant variant, WeightSource source) {
		return new SyntheticWeights(variant.spec(), 10, source, 0);
	}

}
