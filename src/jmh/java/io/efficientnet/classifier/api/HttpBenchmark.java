package io.efficientnet.classifier.api;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
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
@Warmup(iterations = 15, time = 2)
@Measurement(iterations = 10, time = 2)
@Fork(1)
public class HttpBenchmark {

	private ConfigurableApplicationContext server;

	private ClassificationService classification;

	private byte[] photo;

	private Socket socket;

	private byte[] request;

	private final byte[] response = new byte[1 << 16];

	@Setup
	public void start() throws IOException {
		this.server = SpringApplication.run(ClassifierApplication.class, "--server.port=0",
				"--management.server.port=0");
		this.classification = this.server.getBean(ClassificationService.class);
		this.photo = photo();
		int port = this.server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setTcpNoDelay(true);
		this.request = request(this.photo);
	}

	@Benchmark
	public Classification inProcess() {
		return this.classification.classify(this.photo,
				new ClassificationRequest(null, 5, Set.of(), Deadline.after(Duration.ofSeconds(10))));
	}

	/** A client as light as can be, since it runs on the same cores. */
	@Benchmark
	public int overHttp() throws IOException {
		this.socket.getOutputStream().write(this.request);
		int size = 0;
		while (!isComplete(size)) {
			int read = this.socket.getInputStream().read(this.response, size, this.response.length - size);
			if (read < 0) {
				throw new IOException("The server closed the connection");
			}
			size += read;
		}
		return size;
	}

	@TearDown
	public void stop() throws IOException {
		this.socket.close();
		this.server.close();
	}

	// The answer is JSON without newlines that ends in two braces.
	private boolean isComplete(int size) {
		return size > 2 && this.response[size - 1] == '}' && this.response[size - 2] == '}';
	}

	private static byte[] request(byte[] photo) {
		byte[] head = ("POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + photo.length + "\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII);
		byte[] request = Arrays.copyOf(head, head.length + photo.length);
		System.arraycopy(photo, 0, request, head.length, photo.length);
		return request;
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
