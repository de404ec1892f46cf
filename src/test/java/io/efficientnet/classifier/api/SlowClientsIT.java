package io.efficientnet.classifier.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** Callers who are there but get nowhere. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "classifier.inference.executor=cpu",
				"classifier.limits.headers=500ms", "server.tomcat.max-connections=400",
				"server.tomcat.accept-count=400" })
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SlowClientsIT {

	private static final int MOST_DRIPS = 2_000;

	/** Images that may be under way are 256. */
	private static final int MORE_THAN_PLACES = 300;

	private static final int HEALTHY_CALLS = 20;

	private static final String BODY = "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";

	private static final String HEADER = "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nX-Slow: ";

	private final List<RawConnection> slow = new ArrayList<>();

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@AfterEach
	void leave() throws Exception {
		for (RawConnection connection : this.slow) {
			connection.close();
		}
	}

	@Test
	void servesOthersBesideThem() throws Exception {
		dawdle(50, HEADER);
		dawdle(MORE_THAN_PLACES, BODY);

		for (int i = 0; i < HEALTHY_CALLS; i++) {
			assertThat(HttpFixtures.post(this.port, "/v1/classify", HttpFixtures.sample("chelsea.jpg")).statusCode())
				.isEqualTo(200);
		}
	}

	@Test
	void tellsOfItsHealthWhileTheyHoldEveryConnection() throws Exception {
		dawdle(200, HEADER);
		dawdle(300, BODY);

		assertThat(HttpFixtures.get(this.managementPort, "/actuator/health/liveness").statusCode()).isEqualTo(200);
		assertThat(HttpFixtures.get(this.managementPort, "/actuator/health/readiness").statusCode()).isEqualTo(200);
	}

	@Test
	void hangsUpOnHeadersThatDrip() throws Exception {
		for (int one : new int[] { this.port, this.managementPort }) {
			try (RawConnection connection = new RawConnection(one)) {
				connection.send(HEADER);

				assertThat(connection.isEndedWhileDripping(MOST_DRIPS)).isTrue();
			}
		}
	}

	@Test
	void refusesABodyThatDrips() throws Exception {
		try (RawConnection connection = new RawConnection(this.port)) {
			String answer = connection.send(BODY).answerToDrip(MOST_DRIPS);

			assertThat(answer).startsWith("HTTP/1.1 400").contains("classifier.limits.upload-rate");
		}
	}

	@Test
	void letsACallerReadTheRefusalOfABodyThatIsStillOnItsWay() throws Exception {
		try (RawConnection connection = new RawConnection(this.port)) {
			String answer = connection.send(BODY.replace("classify", "classify?top=0"))
				.send("x".repeat(50_000))
				.answer();

			assertThat(answer).startsWith("HTTP/1.1 400").contains("top must be");
		}
	}

	private void dawdle(int callers, String beginning) throws Exception {
		for (int i = 0; i < callers; i++) {
			this.slow.add(new RawConnection(this.port).send(beginning));
		}
	}

}
