package io.efficientnet.classifier.api;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import javax.imageio.ImageIO;

import io.efficientnet.classifier.ClassifierApplication;
import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.classification.Classification;
import io.efficientnet.classifier.classification.ClassificationRequest;
import io.efficientnet.classifier.classification.ClassificationService;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A 500x375 JPEG to labels with the model that the repository ships: in process, and over
 * HTTP on the loopback interface. The difference is what HTTP costs at concurrency 1.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 10, time = 2)
@Fork(1)
public class HttpBenchmark {

	private final HttpClient client = HttpClient.newHttpClient();

	private ConfigurableApplicationContext server;

	private ClassificationService classification;

	private byte[] photo;

	private HttpRequest request;

	@Setup
	public void start() throws IOException {
		this.server = SpringApplication.run(ClassifierApplication.class, "--server.port=0",
				"--management.server.port=0");
		this.classification = this.server.getBean(ClassificationService.class);
		this.photo = photo();
		String port = this.server.getEnvironment().getProperty("local.server.port");
		this.request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/classify"))
			.POST(HttpRequest.BodyPublishers.ofByteArray(this.photo))
			.build();
	}

	@Benchmark
	public Classification inProcess() {
		return this.classification.classify(this.photo,
				new ClassificationRequest(null, 5, Set.of(), Deadline.after(Duration.ofSeconds(10))));
	}

	@Benchmark
	public String overHttp() throws IOException, InterruptedException {
		return this.client.send(this.request, HttpResponse.BodyHandlers.ofString()).body();
	}

	@TearDown
	public void stop() {
		this.server.close();
	}

	private static byte[] photo() throws IOException {
		try (InputStream sample = HttpBenchmark.class.getResourceAsStream("/samples/coffee.jpg")) {
			BufferedImage picture = ImageIO.read(sample).getSubimage(50, 10, 500, 375);
			ByteArrayOutputStream output = new ByteArrayOutputStream();
			ImageIO.write(picture, "jpeg", output);
			return output.toByteArray();
		}
	}

}
