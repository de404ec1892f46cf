package io.efficientnet.classifier.model;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PreprocessingRecipesTests {

	private static final PreprocessingRecipes RECIPES = new PreprocessingRecipes();

	@Test
	void knowsTheRecipesOfEachSource() {
		assertThat(RECIPES.names()).hasSize(56)
			.doesNotHaveDuplicates()
			.contains("timm/tf_efficientnet_b7.aa_in1k", "torchvision/EfficientNet_B1_Weights.IMAGENET1K_V2", "lite0",
					"tf-original/b0", "tf-original/b7-advprop");
	}

	@ParameterizedTest
	@MethodSource("names")
	void findsEachRecipeUnderItsName(String name) {
		assertThat(RECIPES.named(name).name()).isEqualTo(name);
	}

	@Test
	void readsARecipeThatKeepsTheAspectRatio() {
		Preprocessing recipe = RECIPES.named("torchvision/EfficientNet_B1_Weights.IMAGENET1K_V2");

		assertThat(recipe).isEqualTo(new Preprocessing("torchvision/EfficientNet_B1_Weights.IMAGENET1K_V2", 255,
				Preprocessing.Mode.SHORTEST_SIDE, Preprocessing.Filter.BILINEAR, 240, List.of(0.485, 0.456, 0.406),
				List.of(0.229, 0.224, 0.225)));
	}

	@Test
	void readsARecipeThatSquashes() {
		Preprocessing recipe = RECIPES.named("timm/efficientnet_b5.sw_in12k_ft_in1k");

		assertThat(recipe.mode()).isEqualTo(Preprocessing.Mode.SQUASH);
		assertThat(recipe.resize()).isEqualTo(448);
	}

	@Test
	void readsARecipeThatCropsFirst() {
		assertThat(RECIPES.named("tf-original/b3"))
			.isEqualTo(new Preprocessing("tf-original/b3", 332, Preprocessing.Mode.CROP_FIRST,
					Preprocessing.Filter.TF1_BICUBIC, 300, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225)));
	}

	@Test
	void suggestsNearNamesForAnUnknownOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> RECIPES.named("timm/tf_efficientnet_b3_aa_in1k"))
			.withMessageContaining("Near: timm/tf_efficientnet_b3.aa_in1k, ");
	}

	private static List<String> names() {
		return RECIPES.names();
	}

}
