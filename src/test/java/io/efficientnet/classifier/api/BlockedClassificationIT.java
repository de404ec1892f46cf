package io.efficientnet.classifier.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.efficientnet.classifier.api.HttpFixtures.Part;
import io.efficientnet.classifier.classification.ClassificationService;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.stubbing.Answer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;

/** The service while no image gets through. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "classifier.inference.executor=cpu" })
@ExtendWith(OutputCaptureExtension.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BlockedClassificationIT {

	private static final int CALLERS = 64;

	private static final String PART = "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"";

	@MockitoBean
	private ClassificationService classification;

	@Autowired
	private MeterRegistry registry;

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	private final List<RawConnection> callers = new ArrayList<>();

	private final Semaphore begun = new Semaphore(0);

	private final Semaphore withdrawn = new Semaphore(0);

	private final CountDownLatch release = new CountDownLatch(1);

	@BeforeEach
	void block() {
		given(this.classification.capacity()).willReturn(CALLERS);
		Answer<?> blocking = (_) -> {
			this.begun.release();
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				this.withdrawn.release();
				Thread.currentThread().interrupt();
			}
			throw new ServiceException(FailureKind.UNAVAILABLE, "Nothing gets through");
		};
		willAnswer(blocking).given(this.classification).classify(any(), any());
		willAnswer(blocking).given(this.classification).classify(any(), any(), any());
	}

	@AfterEach
	void release() throws Exception {
		this.release.countDown();
		for (RawConnection caller : this.callers) {
			caller.close();
		}
	}

	@Test
	void tellsOfItsHealthOnBothPorts() throws Exception {
		for (int i = 0; i < CALLERS; i++) {
			call("/v1/classify", "image/jpeg", "image");
		}
		this.begun.acquire(CALLERS);

		assertThat(HttpFixtures.get(this.port, "/livez").statusCode()).isEqualTo(200);
		assertThat(HttpFixtures.get(this.port, "/readyz").statusCode()).isEqualTo(200);
		assertThat(HttpFixtures.get(this.managementPort, "/actuator/health/liveness").statusCode()).isEqualTo(200);
		assertThat(HttpFixtures.get(this.managementPort, "/actuator/health/readiness").statusCode()).isEqualTo(200);
		assertThat(HttpFixtures.get(this.managementPort, "/actuator/prometheus").body())
			.contains("classifier_requests_active " + (double) CALLERS);
	}

	@Test
	void dropsTheWorkOfACallerWhoHungUp() throws Exception {
		long before = cancelled();
		RawConnection caller = call("/v1/classify", "image/jpeg", "image");
		this.begun.acquire();

		caller.close();

		this.withdrawn.acquire();
		awaitCancelled(before + 1);
	}

	@Test
	void dropsTheBatchOfACallerWhoHungUp() throws Exception {
		long before = cancelled();
		RawConnection caller = call("/v1/classify/batch", "multipart/form-data; boundary=x",
				PART + "\r\n\r\nimage\r\n--x--");
		this.begun.acquire();

		caller.close();

		this.withdrawn.acquire();
		awaitCancelled(before + 1);
	}

	@Test
	void keepsTheWorkOfACallerWhoSendsTheNextRequestAlready() throws Exception {
		RawConnection caller = call("/v1/classify", "image/jpeg", "image");
		this.begun.acquire();
		caller.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
		RawConnection other = call("/v1/classify", "image/jpeg", "image");
		this.begun.acquire();
		other.close();
		this.withdrawn.acquire();

		this.release.countDown();

		assertThat(caller.answer()).startsWith("HTTP/1.1 503");
		assertThat(this.withdrawn.availablePermits()).isZero();
	}

	@Test
	void countsEveryRequestOnceWhateverRefusesIt() throws Exception {
		long before = count();

		assertThat(HttpFixtures.get(this.port, "/v1/classify").statusCode()).isEqualTo(405);
		assertThat(HttpFixtures.post(this.port, "/v1/classify?top=0", new byte[1]).statusCode()).isEqualTo(400);
		assertThat(HttpFixtures
			.post(this.port, "/v1/classify", new byte[1], "Content-Type", "multipart/form-data; boundary=x")
			.statusCode()).isEqualTo(400);
		assertThat(HttpFixtures
			.postParts(this.port, "/v1/classify/batch", List.of(Part.image("chelsea.jpg")), "Accept", "image/png")
			.statusCode()).isEqualTo(406);

		awaitCount(before + 4);
		assertThat(this.registry.get("classifier.requests.active").gauge().value()).isZero();
	}

	@Test
	void namesTheRequestInTheLogAndInTheAnswer(CapturedOutput output) throws Exception {
		willThrow(new IllegalStateException("defect")).given(this.classification).classify(any(), any());

		var answer = HttpFixtures.post(this.port, "/v1/classify", new byte[1], "X-Request-Id", "caller-7");

		assertThat(answer.statusCode()).isEqualTo(500);
		assertThat(answer.headers().firstValue("X-Request-Id")).contains("caller-7");
		assertThat(output).contains("[caller-7");
	}

	@Test
	void namesRequestsThatNoHandlerTakes() throws Exception {
		assertThat(HttpFixtures.get(this.port, "/nothing").headers().firstValue("X-Request-Id")).isPresent();
		assertThat(HttpFixtures.get(this.port, "/v1/models/a%2Fb").headers().firstValue("X-Request-Id")).isPresent();
	}

	private RawConnection call(String path, String type, String body) throws Exception {
		RawConnection caller = new RawConnection(this.port);
		this.callers.add(caller);
		return caller.send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type
				+ "\r\nContent-Length: " + body.getBytes(StandardCharsets.ISO_8859_1).length + "\r\n\r\n" + body);
	}

	private long cancelled() {
		return this.registry.get("classifier.requests")
			.tag("outcome", "cancelled")
			.timers()
			.stream()
			.mapToLong(Timer::count)
			.sum();
	}

	private void awaitCancelled(long expected) {
		while (cancelled() < expected) {
			Thread.onSpinWait();
		}
		assertThat(cancelled()).isEqualTo(expected);
	}

	private long count() {
		return this.registry.get("classifier.requests").timers().stream().mapToLong(Timer::count).sum();
	}

	private void awaitCount(long expected) {
		while (count() < expected) {
			Thread.onSpinWait();
		}
		assertThat(count()).isEqualTo(expected);
	}

}
