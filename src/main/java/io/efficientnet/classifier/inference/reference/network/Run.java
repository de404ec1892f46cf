package io.efficientnet.classifier.inference.reference.network;

import java.lang.foreign.MemorySegment;

/** What the steps of a run share: where values lie, and threads to split work among. */
final class Run {

	private final Workspace workspace;

	private final WorkerTeam.Crew crew;

	private final int images;

	Run(Workspace workspace, WorkerTeam.Crew crew, int images) {
		this.workspace = workspace;
		this.crew = crew;
		this.images = images;
	}

	int images() {
		return this.images;
	}

	int threads() {
		return this.workspace.threads();
	}

	long address(Buffer buffer, int image) {
		return this.workspace.address(buffer, image);
	}

	MemorySegment segment(Buffer buffer, int image) {
		return this.workspace.segment(buffer, image);
	}

	/**
	 * Does tiles of work in any order, on this thread and those that help.
	 * @param tiles how many
	 * @param work does one tile
	 */
	void split(int tiles, Work work) {
		this.crew.split(tiles, (tile, worker) -> work.tile(tile, this.workspace.scratch(worker)));
	}

	/** Work in tiles. */
	interface Work {

		/**
		 * Does a part.
		 * @param tile number of the part
		 * @param scratch address of memory that nobody else uses meanwhile
		 */
		void tile(int tile, long scratch);

	}

}
