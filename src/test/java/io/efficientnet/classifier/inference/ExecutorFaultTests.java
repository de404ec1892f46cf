package io.efficientnet.classifier.inference;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExecutorFaultTests {

	@Test
	void aRefusalOfTheRequestIsNoFault() {
		ServiceException refusal = new ServiceException(FailureKind.INVALID_REQUEST, "No such output");

		assertThat(ExecutorFault.of(ExecutorKind.CPU, refusal)).isSameAs(refusal);
	}

	@Test
	void aFaultOfKnownKindKeepsIt() {
		ExecutorFault fault = new ExecutorFault(FaultKind.STICKY, "The device is gone", null);

		assertThat(ExecutorFault.of(ExecutorKind.CUDA, fault)).isSameAs(fault);
	}

	@Test
	void otherFailuresBreakTheExecutorForTheModel() {
		expect(new ServiceException(FailureKind.INTERNAL, "It failed"), FaultKind.BROKEN, "It failed");
		expect(new IndexOutOfBoundsException("7"), FaultKind.BROKEN, "The java executor failed");
	}

	@Test
	void memoryThatDoesNotSufficeMayDoForFewerImages() {
		expect(new OutOfMemoryError("Java heap space"), FaultKind.OUT_OF_MEMORY, "The java executor ran out of memory");
	}

	@Test
	void aMissingLibraryStaysMissing() {
		expect(new UnsatisfiedLinkError("/tmp/lib.so"), FaultKind.STICKY, "A library of the java executor is missing");
		expect(new NoClassDefFoundError("ai/onnxruntime/OrtSession"), FaultKind.STICKY,
				"A library of the java executor is missing");
	}

	private static void expect(Throwable thrown, FaultKind kind, String message) {
		assertThat(ExecutorFault.of(ExecutorKind.JAVA, thrown)).hasMessage(message)
			.hasCause(thrown)
			.isInstanceOfSatisfying(ExecutorFault.class, (fault) -> {
				assertThat(fault.faultKind()).isEqualTo(kind);
				assertThat(fault.kind()).isEqualTo(FailureKind.INTERNAL);
			});
	}

}
