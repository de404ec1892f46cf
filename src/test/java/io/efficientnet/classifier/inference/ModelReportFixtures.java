package io.efficientnet.classifier.inference;

import java.util.List;

import io.efficientnet.classifier.model.ModelId;

/** What callers are told of models that nobody loaded. */
public final class ModelReportFixtures {

	private ModelReportFixtures() {
	}

	/**
	 * A report with little but an id.
	 * @param id name of the model
	 * @param isDefault whether it is the default model
	 * @return the report
	 */
	public static ModelReport unloaded(String id, boolean isDefault) {
		return new ModelReport(new ModelId(id), null, null, null, null, null, null, null, ModelState.UNLOADED, null,
				null, null, List.of(), isDefault, null, null, null, null);
	}

}
