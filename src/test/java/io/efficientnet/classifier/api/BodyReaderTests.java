package io.efficientnet.classifier.api;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import io.efficientnet.classifier.batching.Admission;
import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import jakarta.servlet.ServletInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.util.unit.DataSize;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.MultipartHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class BodyReaderTests {

	private static final int LIMIT_BYTES = 1_000_000;

	private static final Deadline DEADLINE = Deadline.after(Duration.ofHours(1));

	private final Admission.Body memory = mock();

	private final BodyReader reader = new BodyReader(
			new UploadProperties(DataSize.ofBytes(LIMIT_BYTES), DataSize.ofMegabytes(64), 64, Duration.ofSeconds(10)));

	@ParameterizedTest
	@CsvSource({ "0, true", "1, true", "65535, true", "65536, true", "65537, true", "1000000, true", "0, false",
			"1, false", "65535, false", "65536, false", "65537, false", "131072, false", "1000000, false" })
	void readsBodiesUpToTheLimit(int size, boolean declared) {
		byte[] body = bytes(size);

		byte[] read = this.reader.read(request(declared ? size : -1, new ByteArrayInputStream(body)), DEADLINE,
				this.memory);

		assertThat(read).isEqualTo(body);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 300_000 })
	void readsABodyThatComesInPieces(int declared) {
		byte[] body = bytes(300_000);

		byte[] read = this.reader.read(request(declared, new Trickle(body, 777)), DEADLINE, this.memory);

		assertThat(read).isEqualTo(body);
	}

	@Test
	void readsABodyThatIsLongerThanDeclared() {
		byte[] body = bytes(1000);

		assertThat(this.reader.read(request(10, new ByteArrayInputStream(body)), DEADLINE, this.memory))
			.isEqualTo(body);
	}

	@ParameterizedTest
	@ValueSource(longs = { LIMIT_BYTES + 1, Integer.MAX_VALUE + 1L, Long.MAX_VALUE })
	void refusesADeclaredLengthOverTheLimitUnread(long declared) {
		InputStream unread = new ByteArrayInputStream(bytes(10));

		refuses(FailureKind.IMAGE_TOO_LARGE, declared, unread, DEADLINE);

		assertThat(unread).hasBinaryContent(bytes(10));
	}

	@Test
	void stopsReadingAtTheLimit() {
		Endless endless = new Endless();

		refuses(FailureKind.IMAGE_TOO_LARGE, -1, endless, DEADLINE);

		assertThat(endless.read).isLessThanOrEqualTo(LIMIT_BYTES + 1);
	}

	@Test
	void stopsReadingAtTheDeadline() {
		Endless endless = new Endless();

		refuses(FailureKind.DEADLINE_EXCEEDED, -1, endless, Deadline.after(Duration.ZERO));

		assertThat(endless.read).isLessThan(LIMIT_BYTES);
	}

	@Test
	void reportsACallerWhoHungUp() throws Exception {
		InputStream broken = InputStream.nullInputStream();
		broken.close();

		refuses(FailureKind.CLIENT_GONE, 10, broken, DEADLINE);
	}

	@Test
	void tellsWhyAMultipartBodyEndedEarly() {
		MultipartHttpServletRequest request = mock();
		ServiceException late = Deadline.exceeded();
		given(request.getFiles("image")).willThrow(new MultipartException("Failed", new IOException(late)));

		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> this.reader.images(request, DEADLINE, this.memory))
			.isSameAs(late);
	}

	@Test
	void leavesAMalformedMultipartBodyToItsParser() {
		MultipartHttpServletRequest request = mock();
		MultipartException malformed = new MultipartException("no boundary");
		given(request.getFiles("image")).willThrow(malformed);

		assertThatExceptionOfType(MultipartException.class)
			.isThrownBy(() -> this.reader.images(request, DEADLINE, this.memory))
			.isSameAs(malformed);
	}

	@Test
	void readsAPartUpToTheLimit() {
		assertThat(this.reader.read(new MockMultipartFile("image", bytes(LIMIT_BYTES)))).isEqualTo(bytes(LIMIT_BYTES));
	}

	@Test
	void refusesAPartOverTheLimit() {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> this.reader.read(new MockMultipartFile("image", bytes(LIMIT_BYTES + 1))))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(FailureKind.IMAGE_TOO_LARGE))
			.withMessage("An image may have at most 1000000 bytes (classifier.limits.upload)");
	}

	private void refuses(FailureKind kind, long declared, InputStream body, Deadline deadline) {
		assertThatExceptionOfType(ServiceException.class)
			.isThrownBy(() -> this.reader.read(request(declared, body), deadline, this.memory))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(kind));
	}

	private static MockHttpServletRequest request(long declared, InputStream body) {
		return new MockHttpServletRequest() {

			@Override
			public long getContentLengthLong() {
				return declared;
			}

			@Override
			public ServletInputStream getInputStream() {
				return new DelegatingServletInputStream(body);
			}

		};
	}

	private static byte[] bytes(int size) {
		byte[] bytes = new byte[size];
		new Random(7).nextBytes(bytes);
		return bytes;
	}

	/** Gives no more than a few bytes at once. */
	private static final class Trickle extends ByteArrayInputStream {

		private final int most;

		Trickle(byte[] content, int most) {
			super(content);
			this.most = most;
		}

		@Override
		public synchronized int read(byte[] target, int offset, int length) {
			return super.read(target, offset, Math.min(length, this.most));
		}

	}

	private static final class Endless extends InputStream {

		private long read;

		@Override
		public int read() {
			this.read++;
			return 0;
		}

		@Override
		public int read(byte[] target, int offset, int length) {
			Arrays.fill(target, offset, offset + length, (byte) 0);
			this.read += length;
			return length;
		}

	}

}
