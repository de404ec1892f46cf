package io.efficientnet.classifier.download;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DownloaderTests {

	private static final byte[] CONTENT = new byte[3_000_000];

	static {
		new Random(7).nextBytes(CONTENT);
	}

	private static final int HALF = 1_500_000;

	private static final long ROOM = 1L << 40;

	private final List<Duration> pauses = new ArrayList<>();

	private final List<String> notes = new ArrayList<>();

	private final List<Long> received = new ArrayList<>();

	private final DownloadProgress progress = new DownloadProgress() {

		@Override
		public void received(long bytes, long total) {
			DownloaderTests.this.received.add(bytes);
		}

		@Override
		public void note(String what) {
			DownloaderTests.this.notes.add(what);
		}

	};

	@TempDir
	private Path folder;

	private Disk disk = Disk.LOCAL;

	private ProxySelector proxies = ProxySelector.of(null);

	@Test
	void fetchesAFile() throws Exception {
		try (FileServer server = FileServer.of(CONTENT)) {
			Downloaded file = fetch(server.uri("/folder/weights.pth"), sha256());

			assertThat(Files.readAllBytes(file.file())).isEqualTo(CONTENT);
			assertThat(file.bytes()).isEqualTo(CONTENT.length);
			assertThat(file.sha256()).isEqualTo(hex(CONTENT));
			assertThat(names()).containsExactly("weights", "weights.lock");
			assertThat(this.received).isSorted().startsWith(0L).endsWith((long) CONTENT.length);
			assertThat(this.pauses).isEmpty();
		}
	}

	@Test
	void goesOnWhereTheConnectionWasCut() throws Exception {
		try (FileServer server = FileServer.of(CONTENT).first(FileServer.cutAt(CONTENT, HALF))) {
			Downloaded file = fetch(server.uri("/w"), sha256());

			assertThat(Files.readAllBytes(file.file())).isEqualTo(CONTENT);
			assertThat(server.requests()).hasSize(2);
			String range = server.requests().getLast().getRequestHeaders().getFirst("Range");
			assertThat(range).matches("bytes=[1-9][0-9]*-");
			assertThat(server.requests().getLast().getRequestHeaders().getFirst("If-Range")).isEqualTo(FileServer.TAG);
			assertThat(this.notes).singleElement().asString().contains("was cut; trying again in 1 s");
			assertThat(this.pauses).containsExactly(Duration.ofSeconds(1));
		}
	}

	@Test
	void goesOnInALaterCall() throws Exception {
		try (FileServer server = FileServer.answering(FileServer.cutAt(CONTENT, HALF))) {
			refuses(server.uri("/w"), sha256())
				.withMessageMatching("The connection to .* was cut, 5 times in a row; the 1.5 MB that came are kept; "
						+ "pull again later, or from a mirror with --base-url");
		}
		assertThat(names()).containsExactly("weights.lock", "weights.part", "weights.version");

		try (FileServer server = FileServer.of(CONTENT)) {
			Downloaded file = fetch(server.uri("/w"), sha256());

			assertThat(Files.readAllBytes(file.file())).isEqualTo(CONTENT);
			assertThat(server.requests().getFirst().getRequestHeaders().getFirst("Range"))
				.isEqualTo("bytes=" + HALF + "-");
		}
	}

	@Test
	void beginsAgainWhereTheServerIgnoresTheRange() throws Exception {
		try (FileServer server = FileServer.answering((exchange) -> {
			exchange.getResponseHeaders().set("ETag", "\"v2\"");
			exchange.sendResponseHeaders(200, CONTENT.length);
			exchange.getResponseBody().write(CONTENT);
		}).first(FileServer.cutAt(CONTENT, HALF))) {
			Downloaded file = fetch(server.uri("/w"), sha256());

			assertThat(Files.readAllBytes(file.file())).isEqualTo(CONTENT);
			assertThat(server.requests()).hasSize(2);
		}
	}

	@Test
	void beginsAgainWhereTheServerSendsAnotherPart() throws Exception {
		try (FileServer server = FileServer.of(CONTENT)
			.first(FileServer.cutAt(CONTENT, HALF))
			.first(FileServer.status(206, "Content-Range", "bytes 5-9/10"))) {
			Downloaded file = fetch(server.uri("/w"), sha256());

			assertThat(Files.readAllBytes(file.file())).isEqualTo(CONTENT);
			assertThat(server.requests().getLast().getRequestHeaders().getFirst("Range")).isNull();
		}
	}

	@Test
	void beginsAgainWhereThePartIsTooLong() throws Exception {
		Files.write(this.folder.resolve("weights.part"), CONTENT);
		Files.writeString(this.folder.resolve("weights.version"), FileServer.TAG);
		try (FileServer server = FileServer.of(CONTENT).first(FileServer.status(416, null, null))) {
			assertThat(Files.readAllBytes(fetch(server.uri("/w"), sha256()).file())).isEqualTo(CONTENT);
		}
	}

	@Test
	void doesNotGoOnWithAPartOfUnknownVersion() throws Exception {
		Files.write(this.folder.resolve("weights.part"), new byte[HALF]);
		try (FileServer server = FileServer.of(CONTENT)) {
			assertThat(Files.readAllBytes(fetch(server.uri("/w"), sha256()).file())).isEqualTo(CONTENT);
			assertThat(server.requests().getFirst().getRequestHeaders().getFirst("Range")).isNull();
		}
	}

	@ParameterizedTest
	@CsvSource({ "sha256:0123456789abcdef, sha256 0123456789abcdef..",
			"md5:00000000000000000000000000000000, md5 00000000000000000000000000000000" })
	void removesAFileWithAnotherChecksum(String checksum, String expected) throws IOException {
		try (FileServer server = FileServer.of(CONTENT)) {
			refuses(server.uri("/w.pth"), checksum).withMessageContainingAll("w.pth from 127.0.0.1:",
					"expected " + expected + ", found ", "pull again");
			assertThat(names()).containsExactly("weights.lock");
		}
	}

	@Test
	void checksTheDigestThatAHubTellsBeforeItRedirects() throws Exception {
		try (FileServer server = FileServer.of(CONTENT).first((exchange) -> {
			exchange.getResponseHeaders().set("X-Linked-ETag", '"' + hex(CONTENT) + '"');
			FileServer.status(302, "Location", "/cdn/blob").handle(exchange);
		})) {
			assertThat(fetch(server.uri("/w")).sha256()).isEqualTo(hex(CONTENT));
			assertThat(server.requests().getLast().getRequestURI().getPath()).isEqualTo("/cdn/blob");
		}
	}

	@Test
	void removesAFileWithAnotherDigestThanTheHubTold() throws IOException {
		try (FileServer server = FileServer.of(CONTENT).first((exchange) -> {
			exchange.getResponseHeaders().set("X-Linked-ETag", "\"" + "a".repeat(64) + "\"");
			FileServer.status(302, "Location", "/cdn/blob").handle(exchange);
		})) {
			refuses(server.uri("/w")).withMessageContaining("expected sha256 " + "a".repeat(64) + ", found ");
			assertThat(names()).containsExactly("weights.lock");
		}
	}

	@Test
	void takesNothingWithoutAnyChecksum() throws IOException {
		try (FileServer server = FileServer.of(CONTENT)) {
			refuses(server.uri("/w.bin")).withMessageMatching(
					"No checksum of w.bin is known and 127.0.0.1:[0-9]+ tells none; give yours with --sha256");
		}
	}

	@Test
	void followsRedirects() throws Exception {
		try (FileServer other = FileServer.of(CONTENT);
				FileServer server = FileServer
					.answering(FileServer.status(302, "Location", other.uri("/elsewhere?sig=1").toString()))
					.first(FileServer.status(307, "Location", "other%20place"))) {
			assertThat(Files.readAllBytes(fetch(server.uri("/a/b"), sha256()).file())).isEqualTo(CONTENT);
			assertThat(server.requests().getLast().getRequestURI()).hasToString("/a/other%20place");
			assertThat(names()).containsExactly("weights", "weights.lock");
		}
	}

	@Test
	void givesUpInARedirectLoop() throws IOException {
		try (FileServer server = FileServer.answering(FileServer.status(302, "Location", "/round"))) {
			refuses(server.uri("/round")).withMessageContaining("redirects round more than 5 times");
			assertThat(server.requests()).hasSize(6);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "file:///etc/passwd", "ftp://host/w", "http://[", "//", "" })
	void doesNotFollowOtherAddresses(String location) throws IOException {
		try (FileServer server = FileServer.answering(FileServer.status(302, "Location", location))) {
			refuses(server.uri("/w")).withMessageContaining("redirects to an address that is not followed");
		}
	}

	@ParameterizedTest
	@CsvSource({ "404, has no w.pth (404)", "410, has no w.pth (410)", "401, does not give w.pth to everybody (401)",
			"403, does not give w.pth to everybody (403)", "400, answers 400 to a request for w.pth" })
	void saysAtOnceWhatWillNotGetBetter(int status, String message) throws IOException {
		try (FileServer server = FileServer.answering(FileServer.status(status, null, null))) {
			refuses(server.uri("/w.pth"), sha256()).withMessageContainingAll(message, "--base-url");
			assertThat(server.requests()).hasSize(1);
		}
	}

	@Test
	void waitsAsLongAsTheServerAsks() throws Exception {
		try (FileServer server = FileServer.of(CONTENT).first(FileServer.status(503, "Retry-After", "7"))) {
			fetch(server.uri("/w"), sha256());

			assertThat(this.pauses).containsExactly(Duration.ofSeconds(7));
			assertThat(this.notes).singleElement().asString().endsWith("cannot answer now (503); trying again in 7 s");
		}
	}

	@Test
	void doesNotWaitForVeryLong() throws IOException {
		try (FileServer server = FileServer.answering(FileServer.status(429, "Retry-After", "86400"))) {
			refuses(server.uri("/w"), sha256())
				.withMessageContaining("cannot answer now (429) and asks to wait 86400 s; pull again after that");
			assertThat(this.pauses).isEmpty();
		}
	}

	@Test
	void waitsLongerEachTimeAndGivesUp() throws IOException {
		try (FileServer server = FileServer.answering(FileServer.status(500, null, null))) {
			refuses(server.uri("/w"), sha256())
				.withMessageContaining("cannot answer now (500), 5 times in a row; pull");
			assertThat(this.pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L);
		}
	}

	@Test
	void goesOnAfterTheServerStoppedSending() throws Exception {
		try (FileServer server = FileServer.of(CONTENT)) {
			server.first(server.stallingAt(CONTENT, HALF));

			Downloaded file = fetch(server.uri("/w"), sha256());

			assertThat(Files.readAllBytes(file.file())).isEqualTo(CONTENT);
			assertThat(this.notes).singleElement().asString().contains("stopped sending");
		}
	}

	@Test
	void givesUpOnAServerThatDoesNotListen() throws IOException {
		URI closed;
		try (ServerSocket socket = new ServerSocket(0)) {
			closed = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/w");
		}

		refuses(closed, sha256()).withMessageContaining("No connection to 127.0.0.1 or its proxy, 5 times in a row");
	}

	@Test
	void saysThatAHostIsNotKnown() {
		refuses(URI.create("http://weights.invalid/w"), sha256())
			.withMessageContaining("No address is known for weights.invalid");
		assertThat(this.pauses).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 1_000_000, 9_000_000 })
	void refusesAFileOfAnotherSizeBeforeItComes(int length) throws IOException {
		try (FileServer server = FileServer.answering((exchange) -> {
			exchange.sendResponseHeaders(200, length);
			exchange.getResponseBody().write(CONTENT, 0, 5);
			exchange.getResponseBody().flush();
		})) {
			refuses(server.uri("/w"), sha256()).withMessageContaining("not 1.5 MB to 6.0 MB as these weights have");
			assertThat(names()).containsExactly("weights.lock");
		}
	}

	@Test
	void stopsWhereMoreComesThanTheFileMayHave() throws IOException {
		try (FileServer server = FileServer.answering((exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			for (int i = 0; i < 10; i++) {
				exchange.getResponseBody().write(CONTENT);
			}
		})) {
			refuses(server.uri("/w"), sha256()).withMessageContaining("not 1.5 MB to 6.0 MB as these weights have");
			assertThat(this.received.getLast()).isLessThanOrEqualTo(6_000_000);
			assertThat(names()).containsExactly("weights.lock");
		}
	}

	@Test
	void refusesAFileThatEndsTooEarlyWhereNoLengthWasAnnounced() throws IOException {
		try (FileServer server = FileServer.answering((exchange) -> {
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody().write(CONTENT, 0, 1000);
		})) {
			refuses(server.uri("/w"), sha256()).withMessageContaining("w from 127.0.0.1:", "has 0.0 MB");
		}
	}

	@Test
	void saysBeforehandThatTheDiskHasNoRoom() throws IOException {
		this.disk = new FakeDisk(CONTENT.length, Long.MAX_VALUE);
		try (FileServer server = FileServer.of(CONTENT)) {
			refuses(server.uri("/w"), sha256())
				.withMessage("6.0 MB are needed for the file and the model made of it, 3.0 MB are free; "
						+ "free some or use another --directory");
		}
	}

	@Test
	void keepsWhatCameWhereTheDiskFillsUp() throws Exception {
		this.disk = new FakeDisk(ROOM, HALF);
		try (FileServer server = FileServer.of(CONTENT)) {
			refuses(server.uri("/w"), sha256()).withMessageContainingAll("No space left on device",
					"what came is kept, free some room and pull again");
			assertThat(names()).containsExactly("weights.lock", "weights.part", "weights.version");

			this.disk = Disk.LOCAL;
			assertThat(Files.readAllBytes(fetch(server.uri("/w"), sha256()).file())).isEqualTo(CONTENT);
			assertThat(server.requests().getLast().getRequestHeaders().getFirst("Range")).isNotNull();
		}
	}

	@Test
	void goesThroughAProxy() throws Exception {
		try (FileServer proxy = FileServer.of(CONTENT)) {
			this.proxies = new EnvironmentProxies(null, Map.of("HTTP_PROXY", proxy.uri("").toString()));

			fetch(URI.create("http://weights.invalid/w.pth"), sha256());

			assertThat(this.notes).singleElement().asString().startsWith("Through the proxy 127.0.0.1");
			assertThat(proxy.requests()).singleElement()
				.satisfies((request) -> assertThat(request.getRequestURI())
					.isEqualTo(URI.create("http://weights.invalid/w.pth")));
		}
	}

	@Test
	void takesAFileThatAnEarlierCallLeft() throws Exception {
		Files.write(this.folder.resolve("weights"), CONTENT);

		Downloaded file = fetch(URI.create("http://weights.invalid/w"), sha256());

		assertThat(file.bytes()).isEqualTo(CONTENT.length);
	}

	@Test
	void refusesASecondDownloadToTheSamePlace() throws Exception {
		try (DownloadPlace first = DownloadPlace.take(this.folder, "weights")) {
			assertThatExceptionOfType(DownloadException.class)
				.isThrownBy(() -> DownloadPlace.take(this.folder, "weights"))
				.withMessage("Another command fetches weights into this folder; wait until it is done");
			first.discard();
		}
		DownloadPlace.take(this.folder, "weights").close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ftp://host/w", "/w", "http:///w", "https://user:secret@host/w" })
	void takesNoOtherAddresses(String address) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Download(URI.create(address), List.of(), 0, 1));
	}

	private Downloaded fetch(URI uri, String... checksums) throws IOException, InterruptedException {
		DownloadSettings settings = new DownloadSettings(Duration.ofSeconds(10),
				uri.getHost().endsWith(".invalid") ? Duration.ofSeconds(10) : idle(), 5, Duration.ofMinutes(1),
				this.proxies, this.disk, this.pauses::add);
		Download download = new Download(uri, Stream.of(checksums).map(Checksum::of).toList(), CONTENT.length / 2,
				2L * CONTENT.length);
		try (DownloadPlace place = DownloadPlace.take(this.folder, "weights")) {
			return new Downloader(settings, this.progress).fetch(download, place);
		}
	}

	/** Longer than any pause of a healthy server here, short enough to wait for. */
	private static Duration idle() {
		return Duration.ofSeconds(2);
	}

	private ThrowableAssertAlternative<DownloadException> refuses(URI uri, String... checksums) {
		return assertThatExceptionOfType(DownloadException.class).isThrownBy(() -> fetch(uri, checksums));
	}

	private List<String> names() throws IOException {
		try (Stream<Path> content = Files.list(this.folder)) {
			return content.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

	private static String sha256() {
		return "sha256:" + hex(CONTENT).substring(0, 8);
	}

	private static String hex(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** A disk with so much room by its word, and so much in truth. */
	private record FakeDisk(long usable, long capacity) implements Disk {

		@Override
		public long usableBytes(Path folder) {
			return this.usable;
		}

		@Override
		public WritableByteChannel append(Path file) throws IOException {
			WritableByteChannel local = LOCAL.append(file);
			return new WritableByteChannel() {

				@Override
				public int write(ByteBuffer bytes) throws IOException {
					if (Files.size(file) + bytes.remaining() > FakeDisk.this.capacity) {
						throw new IOException("No space left on device");
					}
					return local.write(bytes);
				}

				@Override
				public boolean isOpen() {
					return local.isOpen();
				}

				@Override
				public void close() throws IOException {
					local.close();
				}

			};
		}

	}

}
