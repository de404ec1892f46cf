package io.efficientnet.classifier.api;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.api.HttpFixtures.Part;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/** What traces show of a request. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "classifier.inference.executor=cpu" })
@Import(TracingIT.Exported.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TracingIT {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String CALLER = "00f067aa0ba902b7";

	@Autowired
	private Queue<SpanData> spans;

	@LocalServerPort
	private int port;

	@Test
	void continuesTheCallersTraceThroughTheStages() throws Exception {
		this.spans.clear();

		HttpFixtures.post(this.port, "/v1/classify", HttpFixtures.sample("chelsea.jpg"), "traceparent",
				"00-" + TRACE + "-" + CALLER + "-01");

		SpanData request = awaitRequest();
		assertThat(request.getTraceId()).isEqualTo(TRACE);
		assertThat(request.getParentSpanId()).isEqualTo(CALLER);
		assertThat(this.spans).filteredOn((span) -> span.getParentSpanId().equals(request.getSpanId()))
			.extracting(SpanData::getName)
			.containsExactly("decode", "resize", "queue", "inference");
		assertThat(this.spans).allSatisfy((span) -> assertThat(span.getTraceId()).isEqualTo(TRACE));
	}

	@Test
	void showsTheStagesOfEveryImageOfABatch() throws Exception {
		this.spans.clear();

		HttpFixtures.postParts(this.port, "/v1/classify/batch",
				List.of(Part.image("chelsea.jpg"), Part.image("coffee.jpg")), "traceparent",
				"00-" + TRACE + "-" + CALLER + "-01");

		SpanData request = awaitRequest();
		assertThat(this.spans).filteredOn((span) -> span.getParentSpanId().equals(request.getSpanId()))
			.filteredOn((span) -> span.getName().equals("inference"))
			.hasSize(2);
	}

	@Test
	void tracesNothingThatTheCallerDoesNotSample() throws Exception {
		this.spans.clear();

		HttpFixtures.post(this.port, "/v1/classify", HttpFixtures.sample("chelsea.jpg"), "traceparent",
				"00-" + TRACE + "-" + CALLER + "-00");

		assertThat(this.spans).isEmpty();
	}

	private SpanData awaitRequest() {
		while (true) {
			for (SpanData span : this.spans) {
				if (span.getParentSpanId().equals(CALLER)) {
					return span;
				}
			}
			Thread.onSpinWait();
		}
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Exported implements SpanExporter {

		private final Queue<SpanData> spans = new ConcurrentLinkedQueue<>();

		@Bean
		Queue<SpanData> spans() {
			return this.spans;
		}

		@Bean
		SpanProcessor processor() {
			return SimpleSpanProcessor.create(this);
		}

		@Override
		public CompletableResultCode export(Collection<SpanData> ended) {
			this.spans.addAll(ended);
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode flush() {
			return CompletableResultCode.ofSuccess();
		}

		@Override
		public CompletableResultCode shutdown() {
			return CompletableResultCode.ofSuccess();
		}

	}

}
