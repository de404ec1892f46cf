package io.efficientnet.classifier.onnx;

import java.util.List;
import java.util.Map;

import io.efficientnet.classifier.failure.ServiceException;
import io.efficientnet.classifier.tensor.Shape;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OnnxNodeTests {

	private final OnnxNode node = OnnxNode.of("Conv", "stem", List.of("image", "weight"),
			Map.of("group", OnnxAttribute.of(4L), "alpha", OnnxAttribute.of(0.5f), "auto_pad",
					OnnxAttribute.of("VALID"), "pads", OnnxAttribute.ofAll(1, 1), "value",
					new OnnxAttribute.TensorValue(OnnxConstant.of(Shape.of(), 7))));

	@Test
	void namesItsOutputAsItself() {
		assertThat(this.node.outputs()).containsExactly("stem");
		assertThat(this.node.domain()).isEmpty();
	}

	@Test
	void givesAttributesByType() {
		assertThat(this.node.integer("group", 1)).isEqualTo(4);
		assertThat(this.node.decimal("alpha", 1)).isEqualTo(0.5f);
		assertThat(this.node.text("auto_pad", "NOTSET")).isEqualTo("VALID");
		assertThat(this.node.integers("pads", List.of())).containsExactly(1L, 1L);
		assertThat(this.node.tensor("value")).isEqualTo(OnnxConstant.of(Shape.of(), 7));
	}

	@Test
	void givesDefaultsForAbsentAttributes() {
		assertThat(this.node.integer("axis", 1)).isEqualTo(1);
		assertThat(this.node.decimal("beta", 1)).isEqualTo(1);
		assertThat(this.node.text("mode", "constant")).isEqualTo("constant");
		assertThat(this.node.integers("strides", List.of(1L))).containsExactly(1L);
		assertThat(this.node.tensor("other")).isNull();
	}

	@Test
	void rejectsAnAttributeOfAnotherType() {
		assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> this.node.text("group", ""))
			.withMessageContaining("Attribute group of node 'stem' (Conv)");
	}

}
