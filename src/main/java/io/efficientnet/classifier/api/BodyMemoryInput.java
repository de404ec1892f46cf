package io.efficientnet.classifier.api;

import java.io.IOException;
import java.util.function.Supplier;

import io.efficientnet.classifier.batching.Admission;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, which takes memory as it comes and not as its length is
 * declared. Sits below Tomcat's multipart parser, which keeps all parts in memory.
 */
final class BodyMemoryInput implements InputBuffer {

	private static final String MEMORY = BodyMemoryInput.class.getName();

	private final InputBuffer body;

	private final Supplier<@Nullable HttpServletRequest> request;

	BodyMemoryInput(InputBuffer body, Supplier<@Nullable HttpServletRequest> request) {
		this.body = body;
		this.request = request;
	}

	/**
	 * Makes what is still to be read of a body take memory.
	 * @param request whose body it is
	 * @param memory that refuses where too much is taken
	 */
	static void take(HttpServletRequest request, Admission.Body memory) {
		request.setAttribute(MEMORY, memory);
	}

	@Override
	public int doRead(ApplicationBufferHandler handler) throws IOException {
		int bytes = this.body.doRead(handler);
		HttpServletRequest current = this.request.get();
		if (bytes > 0 && current != null && current.getAttribute(MEMORY) instanceof Admission.Body memory) {
			memory.add(bytes);
		}
		return bytes;
	}

	@Override
	public int available() {
		return this.body.available();
	}

}
