package io.efficientnet.classifier.api;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import io.efficientnet.classifier.failure.FailureKind;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Counts every request to classify once, when its answer is written or given up. Requests
 * that no handler takes count by their status, as of an unknown model, and so do those
 * that no filter sees for want of a key. What Tomcat refuses as no HTTP has no route to
 * count for.
 */
@Component
@Order(CountingFilter.ORDER)
class CountingFilter extends OncePerRequestFilter {

	// Before all that refuses or reads
	static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

	private static final List<PathPattern> ROUTES = Stream.of("/v1/classify", "/v1/classify/batch")
		.map(PathPatternParser.defaultInstance::parse)
		.toList();

	private final RequestMetrics metrics;

	CountingFilter(RequestMetrics metrics) {
		this.metrics = metrics;
	}

	/**
	 * Counts a request that was refused before any filter ran, if it is to classify.
	 * @param request whose caller showed no accepted key
	 */
	void refused(HttpServletRequest request) {
		if (!shouldNotFilter(request)) {
			RequestMetrics.Counted counted = this.metrics.begin();
			counted.answered(Problems.status(FailureKind.UNAUTHORIZED).value());
			this.metrics.end(counted);
		}
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		// As handlers are found: path parameters and escapes lead to the same route
		PathContainer path = ServletRequestPathUtils.parseAndCache(request).pathWithinApplication();
		return ROUTES.stream().noneMatch((route) -> route.matches(path));
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		RequestMetrics.Counted counted = this.metrics.begin();
		counted.attachTo(request);
		try {
			chain.doFilter(request, response);
			counted.answered(response.getStatus());
		}
		catch (IOException ex) {
			counted.hungUp();
			throw ex;
		}
		finally {
			this.metrics.end(counted);
		}
	}

}
