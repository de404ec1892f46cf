package io.efficientnet.classifier.api;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Counts every request to classify once, when its answer is written or given up. Requests
 * that no handler takes count by their status, as of an unknown model. What Tomcat
 * refuses as no HTTP has no route to count for.
 */
@Component
class CountingFilter extends OncePerRequestFilter {

	private static final String ROUTE = "/v1/classify";

	private final RequestMetrics metrics;

	CountingFilter(RequestMetrics metrics) {
		this.metrics = metrics;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		String path = request.getRequestURI();
		return !path.equals(ROUTE) && !path.equals(ROUTE + "/batch");
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
