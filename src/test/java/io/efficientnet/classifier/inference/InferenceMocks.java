package io.efficientnet.classifier.inference;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.efficientnet.classifier.model.ModelId;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/** Services that know models but compute nothing. */
public final class InferenceMocks {

	private InferenceMocks() {
	}

	/**
	 * A service with some models.
	 * @param ids names of the models, the last of which is the default one
	 * @return a mock
	 */
	public static InferenceService serving(String... ids) {
		InferenceService service = mock();
		List<String> models = List.of(ids);
		willAnswer((call) -> {
			models.stream().map(ModelId::new).forEach(call.<Consumer<ModelId>>getArgument(0));
			return null;
		}).given(service).forEachModel(any());
		given(service.reports()).willReturn(
				Stream.of(ids).map((id) -> ModelReportFixtures.unloaded(id, id.equals(models.getLast()))).toList());
		return service;
	}

}
