package io.efficientnet.classifier.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Checkpoints whose network is a module of a larger one. */
class NetworkPrefixTests {

	private static final Shape SOME = Shape.of(3);

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "model.", "net.", "module.model.", "encoder.backbone._orig_mod." })
	void findsANetworkBesideACriterion(String prefix) throws IOException {
		ShapesOnly lightning = new ShapesOnly().with(prefix, network()).with("criterion.weight", SOME);

		try (WeightFile file = open(lightning)) {
			assertThat(file.names()).isEqualTo(network().names());
			assertThat(file.leftOut()).hasValue(
					"The network lies under '%s'; 1 other tensors are left out: criterion.weight".formatted(prefix));
			WeightSet set = WeightSets.choose(file, null, null, null);
			assertThat(ModelConversion.convert(file, set).classes()).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TIMM", "TORCHVISION", "HUGGINGFACE", "LUKEMELAS" })
	void findsTheNamesOfEverySource(WeightSource source) throws IOException {
		WeightArchive network = new SyntheticWeights(EfficientNetVariant.B0.spec(), 2, source, 0);

		try (WeightFile file = open(new ShapesOnly().with("model.", network).with("loss.scale", SOME))) {
			assertThat(file.names()).isEqualTo(network.names());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "model_ema.", "model_ema.module.", "ema.", "ema_model." })
	void prefersAverages(String averaged) throws IOException {
		ShapesOnly both = new ShapesOnly().with("model.", network()).with(averaged, network());

		try (WeightFile file = open(both)) {
			assertThat(file.names()).isEqualTo(network().names());
			assertThat(file.leftOut().orElseThrow()).startsWith("The network lies under '%s'; ".formatted(averaged));
		}
	}

	@Test
	void passesOverAveragesThatAreNotComplete() throws IOException {
		ShapesOnly both = new ShapesOnly().with("model.", network())
			.with("model_ema.", network())
			.without("model_ema.bn1.bias");

		try (WeightFile file = open(both)) {
			assertThat(file.leftOut().orElseThrow()).startsWith("The network lies under 'model.'; ");
		}
	}

	@Test
	void leavesAFileAloneThatIsTheNetwork() throws IOException {
		try (WeightFile file = open(new ShapesOnly().with("", network()).with("extra.weight", SOME))) {
			assertThat(file.names()).contains("extra.weight");
			assertThat(file.leftOut()).isEmpty();
		}
	}

	@Test
	void saysWhatANetworkLacksThatIsAModule() throws IOException {
		ShapesOnly damaged = new ShapesOnly().with("model.", network())
			.with("criterion.weight", SOME)
			.without("model.bn1.bias");

		try (WeightFile file = open(damaged)) {
			assertThatExceptionOfType(ServiceException.class)
				.isThrownBy(() -> WeightSets.choose(file, null, null, null))
				.withMessageContaining("nearest to efficientnet-lite0")
				.withMessageContaining("1 missing: bn1.bias");
		}
	}

	@Test
	void refusesSeveralNetworks() {
		ShapesOnly two = new ShapesOnly().with("student.", network()).with("teach\u202Eer.", network());

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> open(two))
			.withMessage("The file holds several networks, under 'student.', 'teach?er.'; save one of them alone")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.INVALID_REQUEST));
	}

	@Test
	void refusesManyNetworksWithoutComparingThem() {
		ShapesOnly many = new ShapesOnly();
		for (int i = 0; i < 1000; i++) {
			many.with("a" + i + ".conv_stem.weight", SOME);
		}

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> open(many))
			.withMessageStartingWith("The file holds several networks, under 'a0.', ");
	}

	private WeightFile open(WeightArchive shapes) throws IOException {
		return WeightFile.open(Files.write(this.folder.resolve("checkpoint.pth"), TorchFixtures.zip(shapes)));
	}

	private static WeightArchive network() {
		return new SyntheticWeights(EfficientNetVariant.LITE0.spec(), 2, WeightSource.TIMM, 0);
	}

}
