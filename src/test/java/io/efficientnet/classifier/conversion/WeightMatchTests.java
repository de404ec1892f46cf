package io.efficientnet.classifier.conversion;

import java.util.Arrays;
import java.util.stream.Stream;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WeightMatchTests {

	static Stream<Arguments> networks() {
		return Arrays.stream(WeightSource.values())
			.flatMap((source) -> Arrays.stream(EfficientNetVariant.values())
				.filter(source::publishes)
				.map((variant) -> Arguments.of(source, variant)));
	}

	@ParameterizedTest
	@MethodSource("networks")
	void tellsEveryNetworkFromAllOthers(WeightSource source, EfficientNetVariant variant) {
		WeightMatch match = WeightMatch.nearest(archive(source, variant));

		assertThat(match.source().names()).isEqualTo(source.names());
		assertThat(match.variant()).isEqualTo(variant);
		assertThat(match.missing()).isEmpty();
		assertThat(match.other()).isEmpty();
	}

	@Test
	void acceptsWhatWasWanted() {
		WeightMatch match = WeightMatch.nearest(archive(WeightSource.TORCHVISION, EfficientNetVariant.B1));

		match.require(null, null);
		match.require(EfficientNetVariant.B1, WeightSource.TORCHVISION);
	}

	@Test
	void saysWhatItIsInstead() {
		WeightArchive b1 = archive(WeightSource.TORCHVISION, EfficientNetVariant.B1);

		assertRefused(b1, EfficientNetVariant.B0, null, "Expected efficientnet-b0 weights; this is efficientnet-b1 "
				+ "with the names of torchvision; use --variant efficientnet-b1 --source torchvision");
		assertRefused(b1, null, WeightSource.TIMM,
				"Expected EfficientNet weights with the names of timm; this is efficientnet-b1 "
						+ "with the names of torchvision; use --variant efficientnet-b1 --source torchvision");
	}

	@Test
	void listsWhatIsMissingAndWhatHasOtherExtents() {
		ArchiveWithChanges archive = new ArchiveWithChanges(archive(WeightSource.TIMM, EfficientNetVariant.B0));
		archive.without("bn1.weight").without("conv_stem.weight").with("bn1.bias", Shape.of(31));

		assertRefused(archive, null, null,
				"This is nearest to efficientnet-b0 with the names of timm, of which 308 tensors fit; "
						+ "2 missing: conv_stem.weight, bn1.weight; "
						+ "1 of other extents: bn1.bias [31] instead of [32]");
	}

	@Test
	void namesTheMostClassesThatAModelHas() {
		ArchiveWithChanges archive = new ArchiveWithChanges(archive(WeightSource.TIMM, EfficientNetVariant.B0));
		archive.with("classifier.weight", Shape.of(65_537, 1280)).with("classifier.bias", Shape.of(65_537));

		assertRefused(archive, null, null,
				"This is nearest to efficientnet-b0 with the names of timm, of which 309 tensors fit; "
						+ "2 of other extents: classifier.weight [65537, 1280] instead of [65536, 1280], "
						+ "classifier.bias [65537] instead of [65536]");
	}

	@Test
	void showsNamesWithoutWhatHides() {
		ArchiveWithChanges archive = new ArchiveWithChanges(archive(WeightSource.TIMM, EfficientNetVariant.B0));
		archive.names().clear();

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> WeightMatch.nearest(archive.with("weight\u202E\u2066\u200B", Shape.of(1))))
			.withMessageEndingWith("found 1: weight??? [1]");
	}

	@Test
	void listsNoMoreThanAFew() {
		ArchiveWithChanges archive = new ArchiveWithChanges(archive(WeightSource.KERAS, EfficientNetVariant.B7));
		archive.names().removeIf((name) -> name.startsWith("block7"));

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> WeightMatch.nearest(archive).require(EfficientNetVariant.B7, null))
			.withMessageContaining(" missing: block7a_expand_conv/kernel:0, ")
			.withMessageMatching(".* and \\d+ more")
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(400));
	}

	@Test
	void listsWhatWasFoundWhereNothingFits() {
		ArchiveWithChanges archive = new ArchiveWithChanges(archive(WeightSource.TIMM, EfficientNetVariant.B0));
		archive.names().clear();

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> WeightMatch.nearest(archive.with("layer1.0.conv1.weight", Shape.of(64, 64, 1, 1))))
			.withMessageStartingWith("Expected the tensors of an EfficientNet as timm, torchvision, ")
			.withMessageEndingWith("found 1: layer1.0.conv1.weight [64, 64, 1, 1]");
	}

	private static void assertRefused(WeightArchive archive, @Nullable EfficientNetVariant variant,
			@Nullable WeightSource source, String message) {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> WeightMatch.nearest(archive).require(variant, source))
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

	private static WeightArchive archive(WeightSource source, EfficientNetVariant variant) {
		return new SyntheticWeights(variant.spec(), 10, source, 0);
	}

}
