package io.efficientnet.classifier.api;

import org.springframework.boot.test.context.SpringBootTest;

/** The same 100 pictures on the Java executor. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.server.port=0", "classifier.inference.executor=java" })
class JavaExecutorPicturesIT extends ImagenetPicturesIT {

	@Override
	String executor() {
		return "java";
	}

}
