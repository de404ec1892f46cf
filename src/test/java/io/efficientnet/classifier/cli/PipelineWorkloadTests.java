package io.efficientnet.classifier.cli;

import java.nio.file.Path;
import java.util.List;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.image.ImagePreprocessor;
import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.InferenceFixtures;
import io.efficientnet.classifier.model.VerifiedModel;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PipelineWorkloadTests {

	private static final VerifiedModel MODEL = InferenceFixtures.model(EfficientNetVariant.LITE0);

	private static final Path SAMPLES = Path.of("src/test/resources/samples");

	private static final long MANY_PIXELS = 1_000_000;

	private final FakeExecutors executors = new FakeExecutors().add(ExecutorKind.CPU, 1);

	@Test
	void givesTheNetworkThePicturesInTurn() throws Exception {
		List<BenchPicture> pictures = BenchPicture.read(
				List.of(SAMPLES.resolve("chelsea.jpg"), SAMPLES.resolve("coffee.jpg"), SAMPLES.resolve("rocket.jpg")));

		try (PipelineWorkload workload = new PipelineWorkload(new BenchSetting(MODEL, 2, 2), pictures)) {
			Runnable run = workload.on(backend());
			run.run();
			run.run();
		}

		assertThat(this.executors.inputs).containsExactly(prepared(pictures.get(0), pictures.get(1)),
				prepared(pictures.get(2), pictures.get(0)));
	}

	@Test
	void comesWithAPhoto() {
		try (PipelineWorkload workload = new PipelineWorkload(new BenchSetting(MODEL, 1, 3),
				List.of(BenchPicture.bundled()))) {
			workload.on(backend()).run();
		}

		BenchPicture photo = BenchPicture.bundled();
		assertThat(this.executors.inputs).containsExactly(prepared(photo, photo, photo));
	}

	@Test
	void namesThePictureThatCannotBeDecoded() throws Exception {
		List<BenchPicture> pictures = BenchPicture.read(List.of(SAMPLES.resolve("ATTRIBUTION.md")));

		try (PipelineWorkload workload = new PipelineWorkload(new BenchSetting(MODEL, 1, 1), pictures)) {
			Runnable run = workload.on(backend());
			assertThatExceptionOfType(ServiceException.class).isThrownBy(run::run)
				.withMessageStartingWith("ATTRIBUTION.md: Not an image")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.UNSUPPORTED_FORMAT));
		}
	}

	@Test
	void refusesAFolder() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> BenchPicture.read(List.of(SAMPLES)))
			.withMessage("samples is a folder; name image files");
	}

	private InferenceBackend backend() {
		BackendFactory.Offer offer = this.executors.of(ExecutorKind.CPU, 1).open(MODEL);
		return ((BackendFactory.Available) offer).backend();
	}

	private static List<Integer> prepared(BenchPicture... pictures) {
		int side = MODEL.descriptor().preprocessing().crop();
		Tensor images = Tensor.allocate(Shape.of(pictures.length, 3, side, side));
		ImagePreprocessor preprocessor = ImagePreprocessor.withPixelLimit(MANY_PIXELS);
		for (int i = 0; i < pictures.length; i++) {
			preprocessor.prepare(pictures[i].file(), MODEL.descriptor().preprocessing(), images.slice(i));
		}
		return FakeExecutors.digests(images);
	}

}
