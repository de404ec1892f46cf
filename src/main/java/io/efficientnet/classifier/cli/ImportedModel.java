package io.efficientnet.classifier.cli;

import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.model.ModelId;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.structure.ImportedGraph;
import org.jspecify.annotations.Nullable;

/**
 * A graph of others with what {@code model.json} says of it.
 *
 * @param graph as it will be installed
 * @param classes number of logits
 * @param preprocessing how an image becomes its input
 * @param source where the weights come from, for people
 * @param sourceSha256 of the file that was imported, in hex
 */
record ImportedModel(ImportedGraph graph, int classes, Preprocessing preprocessing, String source,
		String sourceSha256) {

	private static final String UNKNOWN_MEMBER = "efficientnet";

	// As SPDX documents say it
	private static final String UNKNOWN_LICENCE = "NOASSERTION";

	ModelDescriptor descriptor(ModelId id, String graphSha256, @Nullable String labels) {
		EfficientNetVariant variant = this.graph.network().variant();
		return new ModelDescriptor(id, (variant != null) ? variant.id() : UNKNOWN_MEMBER, false,
				new ModelDescriptor.Graph(graphSha256, this.graph.input(),
						new ModelDescriptor.Outputs(this.graph.logits(), this.graph.embedding(),
								this.graph.features())),
				new ModelDescriptor.Weights(this.source, this.sourceSha256, UNKNOWN_LICENCE), this.classes, labels,
				this.preprocessing, ModelDescriptor.Tolerance.DEFAULT, null);
	}

}
