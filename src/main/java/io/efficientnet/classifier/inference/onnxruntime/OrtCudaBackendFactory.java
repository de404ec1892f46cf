package io.efficientnet.classifier.inference.onnxruntime;

import io.efficientnet.classifier.inference.BackendFactory;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.model.VerifiedModel;

/** Opens models on ONNX Runtime's CUDA provider. */
public final class OrtCudaBackendFactory implements BackendFactory {

	@Override
	public ExecutorKind executor() {
		return ExecutorKind.CUDA;
	}

	@Override
	public Offer open(VerifiedModel model) {
		return new Unavailable("none", "none");
	}

}
