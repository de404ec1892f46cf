package io.efficientnet.classifier.shutdown;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SecondSignalTests {

	private final List<String> ends = new ArrayList<>();

	private final SecondSignal signals = new SecondSignal((code) -> this.ends.add("exit " + code),
			(code) -> this.ends.add("halt " + code));

	@Test
	void exitsInOrderOnTheFirstAndAtOnceOnTheSecond() {
		this.signals.received(15);
		this.signals.received(15);

		assertThat(this.ends).containsExactly("exit 143", "halt 143");
	}

	@Test
	void takesAnyTwoSignalsForTwo() {
		this.signals.received(15);
		this.signals.received(2);

		assertThat(this.ends).containsExactly("exit 143", "halt 130");
	}

}
