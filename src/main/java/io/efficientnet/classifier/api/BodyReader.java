package io.efficientnet.classifier.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

import io.efficientnet.classifier.batching.Admission;
import io.efficientnet.classifier.batching.Deadline;
import io.efficientnet.classifier.failure.FailureKind;
import io.efficientnet.classifier.failure.ServiceException;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;

/**
 * Reads the bytes of one image from a request, no more than the limit and not beyond the
 * deadline.
 */
@Component
class BodyReader {

	private static final String IMAGE_PART = "image";

	private static final int FIRST_BUFFER_BYTES = 1 << 13;

	private final DataSize limit;

	BodyReader(UploadProperties properties) {
		this.limit = properties.upload();
	}

	/**
	 * Reads the whole body as it is, whatever its content type says: a form type would
	 * otherwise be taken apart into parameters.
	 * @param request whose parameters nobody has read yet
	 * @param deadline when to give up
	 * @param memory that the body takes
	 * @return the body
	 * @throws ServiceException {@code IMAGE_TOO_LARGE}, {@code DEADLINE_EXCEEDED},
	 * {@code INVALID_REQUEST} if it stalls, {@code CLIENT_GONE}, {@code OVERLOADED} if
	 * there is no memory for it
	 */
	byte[] read(HttpServletRequest request, Deadline deadline, Admission.Body memory) {
		DeadlineInput.limit(request, deadline);
		BodyMemoryInput.take(request, memory);
		long declared = request.getContentLengthLong();
		check(declared);
		// Grows with what arrives: a length costs the caller nothing to declare
		byte[] buffer = new byte[(declared >= 0) ? (int) Math.min(declared + 1, FIRST_BUFFER_BYTES)
				: FIRST_BUFFER_BYTES];
		int size = 0;
		try (InputStream body = request.getInputStream()) {
			int read = body.read(buffer);
			while (read >= 0) {
				size += read;
				check(size);
				deadline.check();
				if (size == buffer.length) {
					buffer = Arrays.copyOf(buffer, (int) Math.min(2L * size, this.limit.toBytes() + 1));
				}
				read = body.read(buffer, size, buffer.length - size);
			}
		}
		catch (IOException ex) {
			throw new ServiceException(FailureKind.CLIENT_GONE, "The request's body ended early", ex);
		}
		return (size == buffer.length) ? buffer : Arrays.copyOf(buffer, size);
	}

	/**
	 * Reads a whole multipart body.
	 * @param request whose parts nobody has asked for yet
	 * @param deadline when to give up
	 * @param memory that the body takes
	 * @return its parts, at least one
	 * @throws ServiceException {@code INVALID_REQUEST} if it stalls or has other parts
	 * than images, {@code DEADLINE_EXCEEDED}, {@code CLIENT_GONE}, {@code OVERLOADED} if
	 * there is no memory for it
	 * @throws MultipartException if it is malformed or over the limits
	 */
	List<MultipartFile> images(MultipartHttpServletRequest request, Deadline deadline, Admission.Body memory) {
		DeadlineInput.limit(request, deadline);
		BodyMemoryInput.take(request, memory);
		try {
			List<MultipartFile> images = request.getFiles(IMAGE_PART);
			if (images.isEmpty() || request.getMultiFileMap().size() != 1) {
				throw new ServiceException(FailureKind.INVALID_REQUEST,
						"Every part must be an image and be named image");
			}
			return images;
		}
		catch (MultipartException ex) {
			throw reason(ex);
		}
	}

	/**
	 * Reads one part of a multipart body.
	 * @param part the part
	 * @return its bytes
	 * @throws ServiceException {@code IMAGE_TOO_LARGE}
	 */
	byte[] read(MultipartFile part) {
		check(part.getSize());
		try {
			return part.getBytes();
		}
		catch (IOException ex) {
			throw new ServiceException(FailureKind.INTERNAL, "A part could not be read", ex);
		}
	}

	private static RuntimeException reason(MultipartException failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ServiceException known) {
				return known;
			}
		}
		return failure;
	}

	private void check(long bytes) {
		if (bytes > this.limit.toBytes()) {
			throw new ServiceException(FailureKind.IMAGE_TOO_LARGE,
					"An image may have at most " + this.limit.toBytes() + " bytes (classifier.limits.upload)");
		}
	}

}
