package io.efficientnet.classifier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.efficientnet.classifier.conversion.WeightSet;
import io.efficientnet.classifier.conversion.WeightSets;
import io.efficientnet.classifier.conversion.WeightSource;
import io.efficientnet.classifier.download.Checksum;
import io.efficientnet.classifier.efficientnet.EfficientNetSpec;
import io.efficientnet.classifier.efficientnet.EfficientNetVariant;
import io.efficientnet.classifier.model.Preprocessing;
import io.efficientnet.classifier.model.PreprocessingRecipes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every row of the table of weight sets, and what the README makes of it. */
class WeightTableTests {

	private static final PreprocessingRecipes RECIPES = new PreprocessingRecipes();

	@ParameterizedTest
	@MethodSource("sets")
	void hasCompleteRows(WeightSet set) {
		assertThat(set.variant()).isNotNull();
		assertThat(set.epsilon()).isIn(1e-3, 1e-5);
		assertThat(set.licence()).isIn("Apache-2.0", "BSD-3-Clause");
		assertThat(set.preprocessing()).isNotNull();
		Preprocessing recipe = RECIPES.named(String.valueOf(set.preprocessing()));
		assertThat(recipe.crop()).isBetween(224, 600);
		WeightSet.Accuracy accuracy = set.accuracy();
		if (accuracy != null) {
			assertThat(accuracy.top1()).isBetween(70.0, 90.0);
			assertThat(accuracy.origin()).isNotBlank();
		}
	}

	@ParameterizedTest
	@MethodSource("published")
	void saysWhereToFetchThem(WeightSet set) {
		WeightSet.Publication publication = publication(set);

		assertThat(publication.tag()).matches("[A-Za-z0-9_]+");
		assertThat(publication.classes()).isEqualTo(1000);
		assertThat(publication.url()).hasScheme("https").hasNoUserInfo();
		assertThat(publication.file()).matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.(pth|h5|bin|safetensors)");
		String checksum = publication.checksum();
		if (checksum == null) {
			// The hub tells the SHA-256 of its files in a header
			assertThat(publication.url()).hasHost("huggingface.co");
		}
		else {
			Checksum parsed = Checksum.of(checksum);
			assertThat(parsed.algorithm() == Checksum.Algorithm.MD5 || publication.file().contains(parsed.digits()))
				.as("a sha256 is the one in the name")
				.isTrue();
		}
	}

	@Test
	void tellsSetsApart() {
		assertThat(published()).extracting((set) -> publication(set).url()).doesNotHaveDuplicates();
		assertThat(published()).extracting((set) -> publication(set).file()).doesNotHaveDuplicates();
		assertThat(published()).extracting((set) -> set.variant() + " " + set.source() + " " + publication(set).tag())
			.doesNotHaveDuplicates();
	}

	@Test
	void lacksOnlyWhatIsNoSingleFile() {
		assertThat(sets().filter((set) -> set.publication() == null)).extracting(WeightSet::source)
			.containsOnly(WeightSource.TFJS, WeightSource.LITE);
	}

	@ParameterizedTest
	@EnumSource
	void takesWeightsOfTimmByDefault(EfficientNetVariant variant) {
		WeightSet usual = WeightSets.published(variant, null, null);

		assertThat(usual.source()).isEqualTo(WeightSource.TIMM);
		assertThat(publication(usual).tag()).isEqualTo(variant.isLite() ? "in1k" : "aa_in1k");
		assertThat(publication(usual).checksum()).startsWith("sha256:");
	}

	@ParameterizedTest
	@EnumSource
	void isSummedUpByTheReadme(EfficientNetVariant variant) throws IOException {
		assertThat(Files.readString(Path.of("README.md")).lines()).anyMatch(row(variant).asMatchPredicate());
	}

	/** What bench/variants.py measured stands between what is known. */
	private static Pattern row(EfficientNetVariant variant) {
		EfficientNetSpec spec = variant.spec();
		List<String> best = List.of("timm", "torchvision", "keras");
		String sizes = String.format(Locale.ROOT, "| `%s` | %.1f M | %.0f MB | %.2f G |", variant.id(),
				spec.parameters(1000) / 1e6, WeightSets.published(variant, null, null).bytes() / 1e6,
				spec.multiplyAdds(spec.resolution(), 1000) / 1e9);
		StringBuilder tops = new StringBuilder(" |");
		for (String source : best) {
			List<String> cells = published().stream()
				.filter((set) -> set.variant() == variant && set.source().id().equals(source))
				.map((set) -> String.format(Locale.ROOT, "`%s` %s", publication(set).tag(), top1(set)))
				.toList();
			tops.append(" ").append(cells.isEmpty() ? "-" : String.join(", ", cells)).append(" |");
		}
		return Pattern.compile(Pattern.quote(sizes) + " [0-9.]+ / [0-9.]+ ms" + Pattern.quote(tops.toString()));
	}

	private static String top1(WeightSet set) {
		WeightSet.Accuracy accuracy = set.accuracy();
		return (accuracy != null) ? String.format(Locale.ROOT, "%.1f", accuracy.top1()) : "?";
	}

	private static WeightSet.Publication publication(WeightSet set) {
		return Objects.requireNonNull(set.publication());
	}

	private static List<WeightSet> published() {
		return sets().filter((set) -> set.publication() != null).toList();
	}

	private static Stream<WeightSet> sets() {
		return WeightSets.all().stream();
	}

}
