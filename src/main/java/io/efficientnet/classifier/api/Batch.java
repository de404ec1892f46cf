package io.efficientnet.classifier.api;

import java.util.List;

import io.efficientnet.classifier.batching.Admission;
import io.efficientnet.classifier.classification.ClassificationRequest;
import io.efficientnet.classifier.model.ModelId;
import org.springframework.web.multipart.MultipartFile;

/**
 * Several images of one request.
 *
 * @param model that classifies them
 * @param request what is asked of each
 * @param images one part each
 * @param places of the images at the door
 * @param path of the request
 */
record Batch(ModelId model, ClassificationRequest request, List<MultipartFile> images, Admission.Places places,
		String path) {
}
