package io.efficientnet.classifier.cli;

import java.net.URI;
import java.util.Locale;

import io.efficientnet.classifier.conversion.WeightSet;
import io.efficientnet.classifier.download.Downloaded;
import io.efficientnet.classifier.inference.ModelReport;
import org.jspecify.annotations.Nullable;

/**
 * What {@code models pull} took, and what it made of it.
 *
 * @param set name of the weights
 * @param source who publishes them
 * @param tag of the weights
 * @param url where the file came from
 * @param licence SPDX identifier
 * @param bytes length of the file; null if the model was there already
 * @param sha256 of the file; null if the model was there already
 * @param accuracy as published; null if unknown
 * @param model that serves them
 */
record PulledWeights(String set, String source, String tag, URI url, String licence, @Nullable Long bytes,
		@Nullable String sha256, WeightSet.@Nullable Accuracy accuracy, ModelReport model) {

	static PulledWeights of(WeightSet set, WeightSet.Publication publication, URI url, @Nullable Downloaded file,
			ModelReport model) {
		return new PulledWeights(set.name(), set.source().id(), publication.tag(), url, set.licence(),
				(file != null) ? file.bytes() : null, (file != null) ? file.sha256() : null, set.accuracy(), model);
	}

	/**
	 * The same for people.
	 * @return lines
	 */
	String text() {
		String took = (this.bytes != null && this.sha256 != null)
				? String.format(Locale.ROOT, "Took %s from %s: %.1f MB, sha256 %s%n", this.set, this.url,
						this.bytes / 1e6, this.sha256)
				: String.format("%s is of %s and was here already; --force fetches it again%n", this.model.id(),
						this.set);
		return took + ModelReports.text(this.model);
	}

}
