package io.efficientnet.classifier;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

	@Test
	void packagesUseOnlyWhatTheirPackageInfoAllows() {
		ApplicationModules.of(ClassifierApplication.class).verify();
	}

}
