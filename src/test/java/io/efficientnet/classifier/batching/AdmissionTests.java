package io.efficientnet.classifier.batching;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AdmissionTests {

	private static final int CAPACITY = 8;

	private static final int BODY_BYTES = 10 * 1024;

	private final AtomicLong clock = new AtomicLong();

	private final List<Refusal> refusals = new ArrayList<>();

	private final Admission admission = new Admission(CAPACITY, 2, new MemoryBudget(2 * BODY_BYTES), this.clock::get,
			this.refusals::add);

	@Test
	void admitsUpToTheCapacityWhateverTheKey() {
		this.admission.admit("a", 5, soon());
		this.admission.admit("b", 3, soon());

		refuses(Refusal.QUEUE_FULL, () -> this.admission.admit("c", 1, soon()));
		assertThat(this.admission.underWay()).isEqualTo(CAPACITY);
	}

	@Test
	void refusesBeforeTheBodyIsReadAndTakesNoPlace() {
		this.admission.expect("a", soon()).close();
		assertThat(this.admission.underWay()).isZero();

		this.admission.admit("a", CAPACITY, soon());

		refuses(Refusal.QUEUE_FULL, () -> this.admission.expect("a", soon()));
	}

	@Test
	void admitsTheImagesOfARequestTogetherOrNotAtAll() {
		this.admission.admit("a", 5, soon());

		refuses(Refusal.QUEUE_FULL, () -> this.admission.admit("a", 4, soon()));

		assertThat(this.admission.underWay()).isEqualTo(5);
	}

	@Test
	void givesPlacesBackOneByOneAndWhatIsLeftAtTheEnd() {
		Admission.Places places = this.admission.admit("a", 4, soon());

		places.next().close();
		places.next().close();
		assertThat(this.admission.underWay()).isEqualTo(2);
		places.close();
		assertThat(this.admission.underWay()).isZero();
		places.close();
		places.next().close();
		assertThat(this.admission.underWay()).isZero();
	}

	@Test
	void neverRefusesForTheDeadlineWithoutAMeasurement() {
		this.admission.admit("a", CAPACITY - 1, soon());

		this.admission.admit("a", 1, Deadline.after(Duration.ofNanos(1), this.clock::get));

		assertThat(this.refusals).isEmpty();
	}

	@Test
	void neverRefusesForTheDeadlineWhileNothingIsUnderWay() {
		answerTenPerSecond();

		this.admission.admit("a", CAPACITY, Deadline.after(Duration.ofNanos(1), this.clock::get));

		assertThat(this.refusals).isEmpty();
	}

	@Test
	void refusesWhatWouldBeAnsweredAfterItsDeadline() {
		answerTenPerSecond();
		this.admission.admit("a", 5, soon());

		refuses(Refusal.DEADLINE,
				() -> this.admission.expect("a", Deadline.after(Duration.ofMillis(850), this.clock::get)));
		this.admission.admit("a", 1, Deadline.after(Duration.ofMillis(870), this.clock::get));
	}

	@Test
	void judgesAModelByItsOwnQueue() {
		answerTenPerSecond();
		this.admission.admit("a", 7, soon());

		this.admission.admit("b", 1, Deadline.after(Duration.ofMillis(1), this.clock::get));

		assertThat(this.refusals).isEmpty();
	}

	@Test
	void saysWhenTheQueueWillHaveDrained() {
		answerTenPerSecond();
		this.admission.admit("a", CAPACITY, soon());

		ServiceException refusal = refuses(Refusal.QUEUE_FULL, () -> this.admission.admit("b", 1, soon()));

		assertThat(refusal.retryAfter()).isBetween(Duration.ofMillis(799), Duration.ofMillis(801));
	}

	@Test
	void letsBodiesTakeTwiceTheirBytesAndNoMoreThanThereAre() {
		Admission.Body first = this.admission.expect("a", soon());
		Admission.Body second = this.admission.expect("a", soon());
		first.add(BODY_BYTES / 2);
		second.add(BODY_BYTES / 2);

		ServiceException refusal = refuses(Refusal.MEMORY, () -> first.add(BODY_BYTES / 2));
		assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));

		second.close();
		first.close();
		this.admission.expect("a", soon()).add(BODY_BYTES);
	}

	@Test
	void aBodyThatCouldNeverBeHeldIsTooLarge() {
		Admission.Body body = this.admission.expect("a", soon());
		body.add(BODY_BYTES);

		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> body.add(1))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE));
		assertThat(this.refusals).isEmpty();
	}

	@Test
	void takesNothingThatALittleBusyServerShowsForItsLimit() {
		Admission wide = new Admission(100, 32, new MemoryBudget(BODY_BYTES), this.clock::get, this.refusals::add);
		for (int i = 0; i < 100; i++) {
			work(wide, "a", 1);
		}

		for (int i = 0; i < 30; i++) {
			wide.admit("a", 1, Deadline.after(Duration.ofMillis(500), this.clock::get));
		}
		assertThat(this.refusals).isEmpty();
	}

	@Test
	void countsNoTimeInWhichAModelIsLoaded() {
		Admission.Places loading = this.admission.admit("a", 2, soon());
		this.clock.addAndGet(Duration.ofSeconds(5).toNanos());
		loading.close();
		answerTenPerSecond();
		this.admission.admit("a", 5, soon());

		this.admission.admit("a", 1, Deadline.after(Duration.ofSeconds(1), this.clock::get));

		assertThat(this.refusals).isEmpty();
	}

	@Test
	void countsWhatComesBeforeByTheTurnsOfOtherModels() {
		answerTenPerSecond();
		this.admission.admit("b", 1, soon()).close();
		work(this.admission, "b", 1);
		this.admission.admit("a", 5, soon());
		this.admission.admit("b", 1, soon());

		// Its own, as many of the other's, and itself, within seven tenths of the time
		refuses(Refusal.DEADLINE,
				() -> this.admission.admit("b", 1, Deadline.after(Duration.ofMillis(560), this.clock::get)));
		this.admission.admit("b", 1, Deadline.after(Duration.ofMillis(580), this.clock::get));
	}

	/** A hundred milliseconds each, one at a time, while two are under way. */
	private void answerTenPerSecond() {
		try (Admission.Place other = this.admission.admit("other", 1, soon()).next()) {
			other.begin();
			work(this.admission, "a", 20);
		}
	}

	private void work(Admission door, String key, int images) {
		try (Admission.Place place = door.admit(key, 1, soon()).next()) {
			place.begin();
			for (int i = 0; i < images; i++) {
				this.clock.addAndGet(Duration.ofMillis(100).toNanos());
				place.ran(Duration.ofMillis(100).toNanos());
			}
		}
	}

	private Deadline soon() {
		return Deadline.after(Duration.ofMinutes(1), this.clock::get);
	}

	private ServiceException refuses(Refusal reason, ThrowingCallable call) {
		this.refusals.clear();
		ServiceException refusal = assertThatExceptionOfType(ServiceException.class).isThrownBy(call)
			.withMessage(reason.message())
			.actual();
		assertThat(refusal.kind()).isEqualTo(FailureKind.OVERLOADED);
		assertThat(this.refusals).containsExactly(reason);
		return refusal;
	}

}
