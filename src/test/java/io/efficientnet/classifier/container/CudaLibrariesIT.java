package io.efficientnet.classifier.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import ai.onnxruntime.OrtEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What ONNX Runtime's GPU natives need, as cuda-libraries.csv lists it, against the
 * natives and the image's target cuda. The natives are linked with some libraries and
 * open others when they run, or let those open them.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CudaLibrariesIT {

	private static final Path LIST = Path.of("src/test/resources/container/cuda-libraries.csv");

	private static final Pattern COPY = Pattern.compile("cp -L (.+?) /libraries/");

	private static final Pattern NEEDED = Pattern.compile("\\(NEEDED\\).*\\[(.+)]");

	private static final String NATIVES = "ai/onnxruntime/native/linux-x64/";

	private static final String PROVIDER = "libonnxruntime_providers_cuda.so";

	@Test
	void areCopiedAndNothingElse() throws Exception {
		Matcher copy = COPY.matcher(Files.readString(Path.of("Dockerfile")).replace("\\\n", ""));
		assertThat(copy.find()).isTrue();
		List<PathMatcher> copied = Arrays.stream(copy.group(1).split("\\s+"))
			.map((entry) -> FileSystems.getDefault().getPathMatcher("glob:" + Path.of(entry).getFileName()))
			.toList();
		List<Path> needed = Stream.concat(listed("linked").stream(), listed("opened").stream()).map(Path::of).toList();

		assertThat(needed).allSatisfy((library) -> assertThat(copied).anyMatch((entry) -> entry.matches(library)));
		assertThat(copied).allSatisfy((entry) -> assertThat(needed).anyMatch(entry::matches));
	}

	@Test
	void areThoseThatTheNativesAreLinkedWith(@TempDir Path folder) throws Exception {
		Set<String> needed = new TreeSet<>();
		for (Path library : natives(folder)) {
			Set<String> ofOne = needed(library);
			needed.addAll(ofOne);
			// Else the service would not start where there is no driver
			if (!library.endsWith(PROVIDER)) {
				assertThat(ofOne).as("%s", library).doesNotContainAnyElementsOf(listed("driver"));
			}
		}
		needed.removeIf((library) -> library.startsWith("libonnxruntime"));

		assertThat(needed).containsAll(listed("linked"))
			.isSubsetOf(Stream.of("linked", "driver", "base")
				.flatMap((how) -> listed(how).stream())
				.collect(Collectors.toSet()));
	}

	@Test
	void areCompletedByTheBaseImage() throws Exception {
		Set<String> there = Podman.run("run", "--rm", "--entrypoint", "/sbin/ldconfig", TestImage.id(), "-p")
			.lines()
			.map((line) -> line.strip().split(" ", 2)[0])
			.collect(Collectors.toSet());

		assertThat(there).containsAll(listed("base"));
	}

	private static Set<String> listed(String how) {
		try (Stream<String> lines = Files.lines(LIST)) {
			return lines.map((line) -> line.split(","))
				.filter((columns) -> columns[0].equals(how))
				.map((columns) -> columns[1])
				.collect(Collectors.toSet());
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	/** Unpacks them. Skips the test where Maven has not got them: they are 640 MB. */
	private static List<Path> natives(Path folder) throws Exception {
		Path jar = Path.of(OrtEnvironment.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		String version = jar.getParent().getFileName().toString();
		Path natives = jar.getParent()
			.resolveSibling("../onnxruntime_gpu/" + version + "/onnxruntime_gpu-" + version + ".jar")
			.normalize();
		assumeThat(natives).as("the GPU natives, which the profile cuda downloads").exists();
		assumeThat(Path.of("/usr/bin/readelf")).as("Debian's package binutils").exists();
		List<Path> unpacked = new ArrayList<>();
		try (ZipFile zip = new ZipFile(natives.toFile())) {
			for (ZipEntry entry : zip.stream().filter(CudaLibrariesIT::isShipped).toList()) {
				Path file = folder.resolve(entry.getName().substring(NATIVES.length()));
				try (InputStream content = zip.getInputStream(entry)) {
					Files.copy(content, file);
				}
				unpacked.add(file);
			}
		}
		assertThat(unpacked).isNotEmpty();
		return unpacked;
	}

	private static boolean isShipped(ZipEntry entry) {
		return entry.getName().startsWith(NATIVES) && entry.getName().endsWith(".so")
				&& !entry.getName().contains("tensorrt");
	}

	private static Set<String> needed(Path library) throws IOException, InterruptedException {
		Process readelf = new ProcessBuilder("/usr/bin/readelf", "--dynamic", "--wide", library.toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(readelf.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(readelf.waitFor()).as(output).isZero();
		return NEEDED.matcher(output).results().map((found) -> found.group(1)).collect(Collectors.toSet());
	}

}
