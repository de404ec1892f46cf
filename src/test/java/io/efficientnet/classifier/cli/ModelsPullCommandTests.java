package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.efficientnet.classifier.conversion.SyntheticWeightFiles;
import io.efficientnet.classifier.conversion.WeightSource;
import io.efficientnet.classifier.download.DownloadPlace;
import io.efficientnet.classifier.download.FileServer;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelDescriptor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ModelsPullCommandTests {

	/** A set whose checksum the table does not know. */
	private static final String TAG = "ra4_e3600_r224_in1k";

	private static final String FILE = "efficientnet_b0.ra4_e3600_r224_in1k.safetensors";

	private static final int CLASSES = 1000;

	@TempDir
	private static Path files;

	private static byte[] weights;

	private static String sha256;

	@TempDir
	private Path directory;

	@BeforeAll
	static void write() throws Exception {
		weights = Files.readAllBytes(SyntheticWeightFiles.write(files.resolve("b0.safetensors"), EfficientNetVariant.B0,
				CLASSES, WeightSource.TIMM));
		sha256 = sha256(weights);
	}

	private static String sha256(byte[] content) throws NoSuchAlgorithmException {
		return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
	}

	@Test
	void fetchesConvertsAndInstalls() throws Exception {
		try (FileServer mirror = FileServer.of(weights)) {
			CommandRun run = pull(mirror, "--sha256", sha256);

			assertThat(run.exitCode()).as(run.err()).isZero();
			assertThat(mirror.paths()).containsExactly("/mirror/" + FILE);
			assertThat(run.err()).startsWith(
					"Fetching timm/efficientnet_b0.ra4_e3600_r224_in1k (ra4_e3600_r224_in1k): about 21 MB, top-1 78.568 % by timm, Apache-2.0")
				.contains("100 %");
			assertThat(run.out()).contains("Took timm/efficientnet_b0.ra4_e3600_r224_in1k from ", ": 21.",
					"sha256 " + sha256, "efficientnet-b0", "Apache-2.0");
			assertThat(names(".downloads")).containsExactly(FILE + ".lock");
			assertThat(ModelCatalog.read(this.directory).entries()).hasSize(1);
			ModelDescriptor model = descriptor();
			assertThat(model.classes()).isEqualTo(CLASSES);
			assertThat(model.synthetic()).isFalse();
			assertThat(model.weights().source()).isEqualTo("timm/efficientnet_b0.ra4_e3600_r224_in1k");
			assertThat(model.preprocessing().mean()).containsOnly(0.5);
			assertThat(model.labels()).isEqualTo("efficientnet-b0/labels.csv");
		}
	}

	@Test
	void fetchesNothingThatIsHereAlready() throws Exception {
		try (FileServer mirror = FileServer.of(weights)) {
			pull(mirror, "--sha256", sha256);

			CommandRun again = pull(mirror, "--sha256", sha256, "--format", "json");

			assertThat(again.exitCode()).isZero();
			assertThat(mirror.paths()).hasSize(1);
			JsonNode json = JsonMapper.shared().readTree(again.out());
			assertThat(json.get("set").asString()).isEqualTo("timm/efficientnet_b0.ra4_e3600_r224_in1k");
			assertThat(json.at("/model/id").asString()).isEqualTo("efficientnet-b0");
			CommandRun other = CommandRun.of("models", "pull", "efficientnet-b0", "--directory", this.directory);
			assertThat(other.exitCode()).isOne();
			assertThat(other.err())
				.contains("There is a model efficientnet-b0 of other weights already; choose another --id");
		}
	}

	@Test
	void installsNothingWithAnotherChecksum() throws Exception {
		try (FileServer mirror = FileServer.of(weights)) {
			CommandRun run = pull(mirror, "--sha256", "0".repeat(64));

			assertThat(run.exitCode()).isOne();
			assertThat(run.out()).isEmpty();
			assertThat(run.err()).contains("expected sha256 " + "0".repeat(64) + ", found " + sha256);
			assertThat(ModelCatalog.read(this.directory).entries()).isEmpty();
			assertThat(names(".downloads")).containsExactly(FILE + ".lock");
		}
	}

	@Test
	void saysThatAMirrorLacksTheFile() throws Exception {
		try (FileServer mirror = FileServer.empty()) {
			CommandRun run = pull(mirror, "--sha256", sha256);

			assertThat(run.exitCode()).isOne();
			assertThat(run.err().lines().toList().getLast()).matches("classifier: 127.0.0.1:[0-9]+ has no " + FILE
					+ " \\(404\\); name other weights with --source or --tag, or a mirror with --base-url");
		}
	}

	@Test
	void leavesTheFileToAnotherPull() throws Exception {
		try (DownloadPlace _ = DownloadPlace.take(this.directory.resolve(".downloads"), FILE);
				FileServer mirror = FileServer.of(weights)) {
			CommandRun run = pull(mirror, "--sha256", sha256);

			assertThat(run.exitCode()).isOne();
			assertThat(run.err()).contains("Another command fetches " + FILE);
			assertThat(mirror.paths()).isEmpty();
		}
	}

	@Test
	void servesNothingThatIsNoWeights() throws Exception {
		byte[] noise = Arrays.copyOf("<html>".getBytes(StandardCharsets.UTF_8), weights.length);
		try (FileServer mirror = FileServer.of(noise)) {
			CommandRun run = pull(mirror, "--sha256", sha256(noise));

			assertThat(run.exitCode()).isOne();
			assertThat(run.err().lines().toList().getLast()).startsWith("classifier: ");
			assertThat(ModelCatalog.read(this.directory).entries()).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource({ "efficientnet-b9, --tag, x, 2, is not a variant", "efficientnet-b0, --sha256, abc, 2, 64 hexadecimal",
			"efficientnet-b0, --base-url, ftp://host/, 2, --base-url: An address must be https",
			"efficientnet-b0, --sha256, 0123456789012345678901234567890123456789012345678901234567890123, 1, "
					+ "published digest begins with sha256:827b6e33",
			"efficientnet-b0, --tag, nothing, 1, there are: timm aa_in1k" })
	void tellsWhatIsWrongWithTheCall(String variant, String option, String value, int exitCode, String message)
			throws IOException {
		CommandRun run = CommandRun.of("models", "pull", variant, option, value, "--directory", this.directory);

		assertThat(run.exitCode()).isEqualTo(exitCode);
		assertThat(run.err()).contains(message);
		assertThat(Files.exists(this.directory.resolve(".downloads"))).isFalse();
	}

	private CommandRun pull(FileServer mirror, Object... options) {
		List<Object> args = new ArrayList<>(List.of("models", "pull", "efficientnet-b0", "--source", "timm", "--tag",
				TAG, "--base-url", mirror.uri("/mirror"), "--directory", this.directory));
		args.addAll(List.of(options));
		return CommandRun.of(args.toArray());
	}

	private ModelDescriptor descriptor() throws IOException {
		return Objects.requireNonNull(ModelCatalog.read(this.directory).find("efficientnet-b0")).verify().descriptor();
	}

	private List<String> names(String folder) throws IOException {
		try (Stream<Path> content = Files.list(this.directory.resolve(folder))) {
			return content.map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

}
