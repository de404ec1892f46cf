package io.efficientnet.classifier;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

@AnalyzeClasses(packagesOf = ClassifierApplication.class,
		importOptions = { ImportOption.DoNotIncludeTests.class, ArchitectureTests.NoGeneratedSources.class })
class ArchitectureTests {

	@ArchTest
	static final ArchRule packages_form_no_cycles = SlicesRuleDefinition.slices()
		.matching("io.efficientnet.classifier.(*)..")
		.should()
		.beFreeOfCycles()
		.because("the folder tree is the dataflow; move what both need into a leaf package");

	@ArchTest
	static final ArchRule only_the_onnxruntime_package_sees_onnx_runtime = noClasses().that()
		.resideOutsideOfPackage("..inference.onnxruntime..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("ai.onnxruntime..")
		.because("other packages use InferenceBackend, so that executors can be exchanged");

	@ArchTest
	static final ArchRule onnx_runtime_is_reached_through_its_guard = noClasses().that()
		.doNotHaveSimpleName("OrtRuntime")
		.and()
		.haveSimpleNameNotEndingWith("Holder")
		.should()
		.callCodeUnitWhere(DescribedPredicate.describe("loads the native library", ArchitectureTests::loadsOnnxRuntime))
		.because("OrtRuntime turns telemetry off before the native library loads");

	@ArchTest
	static final ArchRule only_image_decodes = noClasses().that()
		.resideOutsideOfPackage("..classifier.image..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("java.awt..", "javax.imageio..")
		.because("other packages use ImagePreprocessor, which refuses what is hostile");

	@ArchTest
	static final ArchRule only_commands_send_requests = noClasses().that()
		.resideOutsideOfPackage("..classifier.download..")
		.and()
		.doNotHaveSimpleName("ServerCheck")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("java.net.http..")
		.because("nothing is fetched while serving; commands use Downloader");

	@ArchTest
	static final ArchRule only_commands_download = noClasses().that()
		.resideOutsideOfPackages("..classifier.download..", "..classifier.cli..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("..classifier.download..")
		.because("nothing is fetched while serving; models come by models pull");

	@ArchTest
	static final ArchRule only_api_knows_the_web = noClasses().that()
		.resideOutsideOfPackage("..classifier.api..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.web..", "org.springframework.http..", "jakarta.servlet..")
		.because("other packages throw ServiceException, which api maps to a status");

	@ArchTest
	static final ArchRule only_metrics_and_wiring_use_micrometer = noClasses().that()
		.haveSimpleNameNotEndingWith("Metrics")
		.and()
		.haveSimpleNameNotEndingWith("Configuration")
		.and()
		.resideOutsideOfPackage("..observability..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer..")
		.because("meters of a package are declared in its ...Metrics class");

	@ArchTest
	static final ArchRule leaves_know_no_framework = noClasses().that()
		.resideInAnyPackage("..tensor..", "..failure..", "..efficientnet", "..onnx..", "..conversion..", "..batching..",
				"..traffic..", "..plot..", "..classifier.download..")
		.and()
		.haveSimpleNameNotEndingWith("Properties")
		.and()
		.haveSimpleNameNotEndingWith("Configuration")
		.and()
		.haveSimpleNameNotEndingWith("package-info")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework..", "org.slf4j..")
		.because("leaves are tested in milliseconds; wiring belongs in ...Configuration");

	@ArchTest
	static final ArchRule public_types_are_there_for_other_packages = classes().that()
		.areTopLevelClasses()
		.and()
		.haveModifier(JavaModifier.PUBLIC)
		.and()
		.doNotHaveSimpleName("ClassifierApplication")
		.should(new BeThereForOtherPackages())
		.because("what only its own package uses is package-private");

	@ArchTest
	static final ArchRule nothing_is_injected_into_fields = noFields().should()
		.beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
		.because("constructors show what a class needs");

	@ArchTest
	static final ArchRule only_the_entry_point_uses_standard_streams = noClasses().that()
		.doNotHaveSimpleName("ClassifierApplication")
		.should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
		.because("commands print to the writers that picocli gives them, everything else logs");

	@ArchTest
	static final ArchRule exceptions_say_what_went_wrong = GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS
		.because("callers tell failures apart by ServiceException and its kind");

	private static boolean loadsOnnxRuntime(JavaCall<?> call) {
		String owner = call.getTargetOwner().getName();
		return owner.matches("ai\\.onnxruntime\\..*(Environment|Options)")
				&& call.getTarget().getName().matches("getEnvironment|<init>");
	}

	private static final class BeThereForOtherPackages extends ArchCondition<JavaClass> {

		BeThereForOtherPackages() {
			super("be used from another package, or be part of a public type");
		}

		@Override
		public void check(JavaClass type, ConditionEvents events) {
			boolean used = type.getDirectDependenciesToSelf()
				.stream()
				.map(Dependency::getOriginClass)
				.anyMatch((user) -> !user.getPackageName().equals(type.getPackageName())
						|| user.getModifiers().contains(JavaModifier.PUBLIC));
			events.add(new SimpleConditionEvent(type, used, type.getName() + " is used only by its own package"));
		}

	}

	static final class NoGeneratedSources implements ImportOption {

		@Override
		public boolean includes(Location location) {
			return !location.contains("/onnx/schema/");
		}

	}

}
