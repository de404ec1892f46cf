package io.efficientnet.classifier.batching;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

import org.jspecify.annotations.Nullable;

/**
 * Entries that wait by key, and which of them are next. Keys take turns, a batch each;
 * within a key the first to come is the first to go. A batch holds one key only and no
 * more than the policy says, and waits no longer than the delay for company. Not safe for
 * concurrent use; time is passed in.
 *
 * @param <K> what entries of a batch have in common
 * @param <E> what waits; equal only to itself
 */
final class BatchQueue<K, E> {

	/** Nothing becomes due by itself. */
	static final long NEVER = Long.MAX_VALUE;

	private final BatchPolicy<K> policy;

	private final long delayNanos;

	// Those whose turn comes first are first
	private final SequencedMap<K, Line<E>> lines = new LinkedHashMap<>();

	private final Map<K, Integer> running = new LinkedHashMap<>();

	private int size;

	private boolean urgent;

	BatchQueue(BatchPolicy<K> policy, long delayNanos) {
		this.policy = policy;
		this.delayNanos = delayNanos;
	}

	int size() {
		return this.size;
	}

	void add(K key, E entry, long now) {
		this.lines.computeIfAbsent(key, (_) -> new Line<>()).arrivals().put(entry, now);
		this.size++;
	}

	/**
	 * Takes an entry out before its turn.
	 * @param key of the entry
	 * @param entry that is no longer wanted
	 * @return whether it was waiting still
	 */
	boolean remove(K key, E entry) {
		Line<E> line = this.lines.get(key);
		if (line == null || line.arrivals().remove(entry) == null) {
			return false;
		}
		this.size--;
		if (line.arrivals().isEmpty()) {
			this.lines.remove(key);
		}
		return true;
	}

	/**
	 * Takes all entries out.
	 * @return what waited
	 */
	List<E> clear() {
		List<E> waiting = this.lines.values().stream().flatMap((line) -> line.arrivals().keySet().stream()).toList();
		this.lines.clear();
		this.size = 0;
		return waiting;
	}

	/** Lets nothing wait for company any more. */
	void hurry() {
		this.urgent = true;
	}

	/**
	 * Takes the next batch out; {@link #end(Object)} must follow.
	 * @param now time in nanoseconds
	 * @return the batch, or null if none is due
	 */
	@Nullable Batch<K, E> poll(long now) {
		for (Map.Entry<K, Line<E>> next : this.lines.entrySet()) {
			if (nanosUntilDue(next.getKey(), next.getValue(), now) <= 0) {
				return take(next.getKey(), next.getValue());
			}
		}
		return null;
	}

	/**
	 * Time until a batch is due, if nothing else happens.
	 * @param now time in nanoseconds
	 * @return nanoseconds, or {@link #NEVER}
	 */
	long nanosUntilDue(long now) {
		long least = NEVER;
		for (Map.Entry<K, Line<E>> line : this.lines.entrySet()) {
			least = Math.min(least, nanosUntilDue(line.getKey(), line.getValue(), now));
		}
		return least;
	}

	/**
	 * Notes that a batch has ended.
	 * @param key of the batch
	 */
	void end(K key) {
		this.running.computeIfPresent(key, (_, runs) -> (runs > 1) ? runs - 1 : null);
	}

	private long nanosUntilDue(K key, Line<E> line, long now) {
		if (this.running.getOrDefault(key, 0) >= this.policy.mostRuns(key)) {
			return NEVER;
		}
		if (this.urgent || line.arrivals().size() >= this.policy.mostItems(key)) {
			return 0;
		}
		return line.arrivals().firstEntry().getValue() + this.delayNanos - now;
	}

	private Batch<K, E> take(K key, Line<E> line) {
		int most = this.policy.mostItems(key);
		List<E> entries = new ArrayList<>();
		while (entries.size() < most && !line.arrivals().isEmpty()) {
			entries.add(line.arrivals().pollFirstEntry().getKey());
		}
		this.size -= entries.size();
		this.lines.remove(key);
		if (!line.arrivals().isEmpty()) {
			this.lines.putLast(key, line);
		}
		this.running.merge(key, 1, Integer::sum);
		return new Batch<>(key, entries);
	}

	/**
	 * Entries of one key that are next.
	 *
	 * @param key what they have in common
	 * @param entries in order of arrival
	 */
	record Batch<K, E>(K key, List<E> entries) {
	}

	// The first to come is first
	private record Line<E>(SequencedMap<E, Long> arrivals) {

		Line() {
			this(new LinkedHashMap<>());
		}

	}

}
