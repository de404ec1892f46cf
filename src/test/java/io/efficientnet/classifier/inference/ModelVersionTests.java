package io.efficientnet.classifier.inference;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ModelVersionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final FakeBackend backend = new FakeBackend(ExecutorKind.CPU, FakeBackend::zeros);

	private final AtomicInteger released = new AtomicInteger();

	private final ModelVersion version = new ModelVersion(
			LoadedModel.load(InferenceFixtures.model(EfficientNetVariant.LITE0),
					new BackendSelector(List.of(FakeBackend.offering(this.backend)), ExecutorChoice.AUTO,
							new SpeedTrial(System::nanoTime)),
					true, new InferenceMetrics(new SimpleMeterRegistry()), 4),
			0, this.released::incrementAndGet);

	@Test
	void staysOpenWhileItIsNotRetired() {
		lease().close();

		assertThat(this.backend.closed).hasValue(0);
		assertThat(lease().model()).isSameAs(this.version.model());
	}

	@Test
	void closesAtOnceWhereNobodyUsesIt() {
		this.version.retire();

		assertThat(this.version.awaitClosed(PATIENCE)).isTrue();
		assertThat(this.backend.closed).hasValue(1);
	}

	@Test
	void closesWithItsLastLease() {
		ModelLease first = lease();
		ModelLease second = lease();

		this.version.retire();
		first.close();
		assertThat(this.version.awaitClosed(Duration.ZERO)).isFalse();
		assertThat(this.backend.closed).hasValue(0);

		second.close();
		assertThat(this.version.awaitClosed(PATIENCE)).isTrue();
		assertThat(this.backend.closed).hasValue(1);
		assertThat(this.released).hasValue(1);
	}

	@Test
	void aLeaseGivenBackTwiceCountsOnce() {
		ModelLease first = lease();
		ModelLease second = lease();
		this.version.retire();

		first.close();
		first.close();

		assertThat(this.version.awaitClosed(Duration.ZERO)).isFalse();
		second.close();
		assertThat(this.version.awaitClosed(PATIENCE)).isTrue();
	}

	@Test
	void lendsNoMoreOnceRetiredAndClosesOnce() {
		this.version.retire();
		this.version.retire();

		assertThat(this.version.lease()).isNull();
		assertThat(this.version.awaitClosed(PATIENCE)).isTrue();
		assertThat(this.backend.closed).hasValue(1);
	}

	private ModelLease lease() {
		return Objects.requireNonNull(this.version.lease());
	}

}
