package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

import io.efficientnet.classifier.inference.reference.kernel.Kernels;
import io.efficientnet.classifier.tensor.Shape;
import io.efficientnet.classifier.tensor.Tensor;

/**
 * A network that is ready to run: steps in order, weights in native memory, a place for
 * each value. Safe for concurrent runs, each of which takes a workspace; nobody closes it
 * during a run.
 *
 * <p>
 * An image's outputs are the same bits whatever else is in the batch and however many
 * threads compute: each element is one chain of operations, whose order is fixed by the
 * shapes.
 */
public final class CompiledNetwork implements AutoCloseable {

	private static final int IMAGES_PER_PASS = 4;

	private static final long PASS_BYTES = 256L * 1024 * 1024;

	private final ConcurrentLinkedDeque<Workspace> idle = new ConcurrentLinkedDeque<>();

	private final Arena arena;

	private final Kernels kernels;

	private final Shape input;

	private final Buffer inputBuffer;

	private final List<Step> steps;

	private final Map<String, OutputValue> outputs;

	private final List<PlanLine> plan;

	private final long bytes;

	private final long scratchBytes;

	private final WorkerTeam team;

	/**
	 * Images that are computed together.
	 * @param bytes that the values of an image take
	 * @return at least 1
	 */
	static int imagesPerPass(long bytes) {
		return Math.clamp(PASS_BYTES / Math.max(1, bytes), 1, IMAGES_PER_PASS);
	}

	CompiledNetwork(Arena arena, Kernels kernels, Shape input, Buffer inputBuffer, List<Step> steps,
			Map<String, OutputValue> outputs, List<PlanLine> plan, long bytes, long scratchBytes, int threads) {
		this.arena = arena;
		this.kernels = kernels;
		this.input = input;
		this.inputBuffer = inputBuffer;
		this.steps = List.copyOf(steps);
		this.outputs = Map.copyOf(outputs);
		this.plan = List.copyOf(plan);
		this.bytes = bytes;
		this.scratchBytes = scratchBytes;
		this.team = new WorkerTeam(threads);
	}

	/**
	 * Runs the network.
	 * @param images {@code [n][..]}, each as the network's input
	 * @param wanted names of outputs
	 * @return the outputs by name, {@code [n][..]}, row-major, in memory of their own
	 */
	public Map<String, Tensor> run(Tensor images, List<String> wanted) {
		int count = images.shape().dimension(0);
		Map<String, Tensor> results = new LinkedHashMap<>();
		wanted.forEach((name) -> results.put(name, output(name).allocate(count)));
		int perPass = imagesPerPass(this.bytes);
		Workspace workspace = take(Math.min(count, perPass));
		try {
			for (int first = 0; first < count; first += perPass) {
				pass(workspace, images, first, Math.min(perPass, count - first), results);
			}
		}
		finally {
			this.idle.push(workspace);
		}
		return results;
	}

	private void pass(Workspace workspace, Tensor images, int first, int count, Map<String, Tensor> results) {
		int elements = (int) this.input.elementCount();
		for (int i = 0; i < count; i++) {
			MemorySegment from = MemorySegment.ofBuffer(images.data().slice((first + i) * elements, elements));
			MemorySegment.copy(from, 0, workspace.segment(this.inputBuffer, i), 0, (long) elements * Float.BYTES);
		}
		try (WorkerTeam.Crew crew = this.team.begin()) {
			Run run = new Run(workspace, crew, count);
			for (Step step : this.steps) {
				step.run(run);
			}
		}
		results.forEach((name, tensor) -> {
			OutputValue output = output(name);
			for (int i = 0; i < count; i++) {
				output.copy(workspace.address(output.buffer(), i), tensor, first + i);
			}
		});
	}

	/**
	 * The steps, for people to read.
	 * @return in order of execution
	 */
	public List<PlanLine> plan() {
		return this.plan;
	}

	/**
	 * The steps as a table, like the paper's, with multiply-adds and bytes of weights.
	 * @return lines of text
	 */
	public String describe() {
		return PlanTable.of(this.input, this.plan, this.bytes, this.kernels.name());
	}

	/**
	 * Memory that the values of an image take.
	 * @return in bytes
	 */
	public long activationBytes() {
		return this.bytes;
	}

	@Override
	public void close() {
		this.team.close();
		for (Workspace workspace = this.idle.poll(); workspace != null; workspace = this.idle.poll()) {
			workspace.close();
		}
		this.arena.close();
	}

	private Workspace take(int images) {
		Workspace workspace = this.idle.poll();
		if (workspace != null && workspace.images() >= images) {
			return workspace;
		}
		if (workspace != null) {
			workspace.close();
		}
		return new Workspace(this.bytes, images, this.scratchBytes, this.team.threads());
	}

	private OutputValue output(String name) {
		OutputValue output = this.outputs.get(name);
		if (output == null) {
			throw new IllegalArgumentException("The network has no output " + name);
		}
		return output;
	}

}
