package io.efficientnet.classifier.api;

import java.util.List;

import io.efficientnet.classifier.inference.InferenceService;
import io.efficientnet.classifier.inference.ModelReport;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/models")
class ModelController {

	private final InferenceService inference;

	ModelController(InferenceService inference) {
		this.inference = inference;
	}

	@GetMapping
	Models models() {
		return new Models(this.inference.reports());
	}

	@GetMapping("/{id}")
	ModelReport model(@PathVariable String id) {
		return this.inference.report(id);
	}

	record Models(List<ModelReport> models) {
	}

}
