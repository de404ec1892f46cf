package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import io.efficientnet.classifier.conversion.ConvertedModel;
import io.efficientnet.classifier.conversion.ModelConversion;
import io.efficientnet.classifier.conversion.WeightFile;
import io.efficientnet.classifier.conversion.WeightSet;
import io.efficientnet.classifier.conversion.WeightSets;
import io.efficientnet.classifier.conversion.WeightSource;
import io.efficientnet.classifier.download.Checksum;
import io.efficientnet.classifier.download.Download;
import io.efficientnet.classifier.download.DownloadPlace;
import io.efficientnet.classifier.download.Downloaded;
import io.efficientnet.classifier.download.Downloader;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.ModelReport;
import io.efficientnet.classifier.model.ModelCatalog;
import io.efficientnet.classifier.model.ModelEntry;
import io.efficientnet.classifier.model.ModelId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "pull", mixinStandardHelpOptions = true,
		description = {
				"Fetches published weights, checks them against their published checksum, and makes a model "
						+ "of them.",
				"What was fetched before it was cut is kept: the same command goes on from there. Proxies are taken "
						+ "from HTTPS_PROXY, HTTP_PROXY and NO_PROXY, or from Java's system properties." })
final class ModelsPullCommand implements Callable<Integer> {

	/** Catalogues take no folder of this name for a model. */
	private static final String DOWNLOADS = ".downloads";

	@Spec
	@SuppressWarnings("NullAway.Init") // set by picocli before call
	private CommandSpec spec;

	@Parameters(paramLabel = "V", converter = VariantConverter.class,
			description = "efficientnet-b0 to -b7, efficientnet-lite0 to -lite4.")
	@SuppressWarnings("NullAway.Init") // required
	private EfficientNetVariant variant;

	@Option(names = "--source", paramLabel = "SOURCE",
			description = "Who published the weights: keras, torchvision, timm, huggingface or lukemelas "
					+ "(default: timm).")
	private @Nullable WeightSource source;

	@Option(names = "--tag", paramLabel = "TAG",
			description = "Which of the weights of the source, for instance ns_jft_in1k (default: the first that the "
					+ "README lists).")
	private @Nullable String tag;

	@Option(names = "--id", paramLabel = "ID", converter = ModelIdConverter.class,
			description = "Name of the new model (default: V).")
	private @Nullable ModelId id;

	@Option(names = "--base-url", paramLabel = "URL",
			description = "Folder of a mirror that has the file under its published name.")
	private @Nullable URI baseUrl;

	@Option(names = "--sha256", paramLabel = "HEX",
			description = "SHA-256 that the file must have, beside the published checksum.")
	private @Nullable String sha256;

	@Option(names = "--force", description = "Replace a model of this name, and fetch weights that are here already.")
	private boolean force;

	@Mixin
	private final DirectoryOption directory = new DirectoryOption();

	@Mixin
	private final FormatOption format = new FormatOption();

	@Override
	public Integer call() throws Exception {
		WeightSet set = WeightSets.published(this.variant, this.source, this.tag);
		WeightSet.Publication publication = Objects.requireNonNull(set.publication());
		Download download = download(set, publication);
		ModelCatalog catalog = this.directory.writableCatalog();
		ModelId target = (this.id != null) ? this.id : new ModelId(this.variant.id());
		try (DownloadPlace place = DownloadPlace.take(catalog.directory().resolve(DOWNLOADS), publication.file())) {
			Downloaded file = isHere(catalog, target, set) ? null : fetch(set, publication, download, place);
			if (file != null) {
				install(new ModelInstallation(catalog, target), set, publication, file);
				place.discard();
			}
			ModelReport report = this.directory.report(this.directory.entry(target.value()));
			show(PulledWeights.of(set, publication, download.uri(), file, report));
		}
		return 0;
	}

	private Download download(WeightSet set, WeightSet.Publication publication) {
		if (this.sha256 != null && !this.sha256.matches("[0-9a-fA-F]{64}")) {
			throw new ParameterException(this.spec.commandLine(), "--sha256 must be 64 hexadecimal digits");
		}
		String published = publication.checksum();
		if (this.sha256 != null && published != null && published.startsWith("sha256:")
				&& !("sha256:" + this.sha256.toLowerCase(Locale.ROOT)).startsWith(published)) {
			throw new ServiceException(FailureKind.INVALID_REQUEST, "--sha256 is not of " + set.name()
					+ ", whose published digest begins with " + published + "; check --source and --tag");
		}
		List<Checksum> checksums = Stream
			.of(publication.checksum(), (this.sha256 != null) ? "sha256:" + this.sha256 : null)
			.filter(Objects::nonNull)
			.map(Checksum::of)
			.toList();
		try {
			// Beside the numbers there are names, step counters and padding
			return new Download(uri(publication), checksums, set.bytes(), set.bytes() * 2);
		}
		catch (IllegalArgumentException ex) {
			throw new ParameterException(this.spec.commandLine(), "--base-url: " + ex.getMessage(), ex);
		}
	}

	private URI uri(WeightSet.Publication publication) {
		if (this.baseUrl == null) {
			return publication.url();
		}
		return URI.create(this.baseUrl.toString().replaceFirst("/*$", "/") + publication.file());
	}

	private boolean isHere(ModelCatalog catalog, ModelId target, WeightSet set) throws IOException {
		ModelEntry entry = catalog.find(target.value());
		if (entry == null || this.force) {
			return false;
		}
		if (entry.verify().descriptor().weights().source().equals(set.name())) {
			return true;
		}
		throw new ServiceException(FailureKind.INVALID_REQUEST, "There is a model " + target
				+ " of other weights already; choose another --id, or replace it with --force");
	}

	private Downloaded fetch(WeightSet set, WeightSet.Publication publication, Download download, DownloadPlace place)
			throws IOException, InterruptedException {
		PrintWriter err = this.spec.commandLine().getErr();
		DownloadBar bar = new DownloadBar(publication.file(), err, Progress.on(err), System::nanoTime);
		WeightSet.Accuracy accuracy = set.accuracy();
		bar.note(String.format(Locale.ROOT, "Fetching %s (%s): about %.0f MB%s, %s", set.name(), publication.tag(),
				set.bytes() / 1e6,
				(accuracy != null) ? ", top-1 " + accuracy.top1() + " % by " + accuracy.origin() : "", set.licence()));
		try {
			return new Downloader(bar).fetch(download, place);
		}
		finally {
			bar.end();
		}
	}

	private void install(ModelInstallation installation, WeightSet set, WeightSet.Publication publication,
			Downloaded file) throws IOException {
		try (WeightFile archive = WeightFile.open(file.file())) {
			WeightSet fitting = WeightSets.choose(archive, set.variant(), set.source(), set.name());
			ConvertedModel model = ModelConversion.convert(archive, fitting);
			if (model.classes() != publication.classes()) {
				throw new ServiceException(FailureKind.INVALID_REQUEST, "The file has " + model.classes()
						+ " classes, not " + publication.classes() + "; use models convert for weights of your own");
			}
			installation.install(model, this.directory.missingLabels());
		}
	}

	private void show(PulledWeights pulled) {
		this.spec.commandLine().getOut().println(this.format.isJson() ? FormatOption.json(pulled) : pulled.text());
	}

}
