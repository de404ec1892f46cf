package io.efficientnet.classifier.inference.onnxruntime;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.inference.ExecutorKind;
import io.efficientnet.classifier.inference.InferenceBackend;
import io.efficientnet.classifier.inference.Output;
import io.efficientnet.classifier.inference.Outputs;
import io.efficientnet.classifier.model.ModelDescriptor;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A session of ONNX Runtime. Concurrent runs are fine; closing during a run crashes the
 * process, which the caller must prevent.
 */
final class OrtBackend implements InferenceBackend {

	private final ExecutorKind executor;

	private final OrtSession session;

	private final ModelDescriptor.Graph names;

	private final List<Integer> batchSizes;

	private OrtBackend(ExecutorKind executor, OrtSession session, ModelDescriptor.Graph names,
			List<Integer> batchSizes) {
		this.batchSizes = List.copyOf(batchSizes);
		this.executor = executor;
		this.session = session;
		this.names = names;
	}

	static OrtBackend open(ExecutorKind executor, ByteBuffer graph, ModelDescriptor.Graph names,
			OrtSession.SessionOptions options, List<Integer> batchSizes) throws OrtException {
		OrtSession session = OrtRuntime.environment().createSession(graph.duplicate(), options);
		return new OrtBackend(executor, session, names, batchSizes);
	}

	@Override
	public ExecutorKind executor() {
		return this.executor;
	}

	@Override
	public String runtime() {
		return OrtRuntime.version();
	}

	/** On CUDA memory grows with the number of threads that run at once. */
	@Override
	public int concurrentRuns() {
		return (this.executor == ExecutorKind.CUDA) ? 1 : Integer.MAX_VALUE;
	}

	/** cuDNN chooses its kernels at the first run of each shape. */
	@Override
	public List<Integer> batchSizes() {
		return this.batchSizes;
	}

	@Override
	public Outputs infer(Tensor images, Set<Output> wanted) {
		Map<Output, String> requested = Output.named(wanted, this.names.outputs());
		try (OnnxTensor input = OnnxTensor.createTensor(OrtRuntime.environment(), images.data().duplicate(),
				images.shape().toLongs());
				OrtSession.Result result = this.session.run(Map.of(this.names.input(), input),
						Set.copyOf(requested.values()))) {
			return new Outputs(required(result, requested, Output.LOGITS), tensor(result, requested, Output.EMBEDDING),
					tensor(result, requested, Output.FEATURES));
		}
		catch (OrtException ex) {
			throw OrtFailures.whileRunning(this.executor, ex);
		}
	}

	@Override
	public void close() {
		try {
			this.session.close();
		}
		catch (OrtException ex) {
			throw OrtFailures.whileRunning(this.executor, ex);
		}
	}

	private static Tensor required(OrtSession.Result result, Map<Output, String> requested, Output output)
			throws OrtException {
		Tensor tensor = tensor(result, requested, output);
		if (tensor == null) {
			throw new ServiceException(FailureKind.INTERNAL, "The graph gave no logits");
		}
		return tensor;
	}

	private static @Nullable Tensor tensor(OrtSession.Result result, Map<Output, String> requested, Output output)
			throws OrtException {
		String name = requested.get(output);
		OnnxValue value = (name != null) ? result.get(name).orElse(null) : null;
		if (!(value instanceof OnnxTensor tensor)) {
			return null;
		}
		if (tensor.getInfo().type != OnnxJavaType.FLOAT) {
			throw new ServiceException(FailureKind.INTERNAL,
					"The graph's output " + output.name().toLowerCase(Locale.ROOT) + " is not float32");
		}
		List<Integer> extents = new ArrayList<>();
		Arrays.stream(tensor.getInfo().getShape()).forEach((extent) -> extents.add(Math.toIntExact(extent)));
		return new Tensor(new Shape(extents), tensor.getFloatBuffer());
	}

}
