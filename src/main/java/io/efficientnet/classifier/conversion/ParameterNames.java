package io.efficientnet.classifier.conversion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.efficientnet.classifier.efficientnet.BlockSpec;
import io.efficientnet.classifier.tensor.Shape;

/**
 * What a family of weight files calls the tensors of each layer. A naming is a table of
 * one line per role: role, prefix of the kernel, prefix of the batch normalisation or
 * {@code -}. A line for {@code role@1} holds in stage 1 instead. In a prefix,
 * {@code {stage}} counts from 1, {@code {stage-1}} from 0, {@code {position}} is the
 * block's place in its stage, {@code {letter}} the same as a letter, and {@code {index}}
 * its place in the network.
 */
final class ParameterNames {

	static final ParameterNames TIMM = parse(Layout.TORCH, """
			stem         conv_stem                                          bn1
			expand       blocks.{stage-1}.{position}.conv_pw                blocks.{stage-1}.{position}.bn1
			depthwise    blocks.{stage-1}.{position}.conv_dw                blocks.{stage-1}.{position}.bn2
			depthwise@1  blocks.{stage-1}.{position}.conv_dw                blocks.{stage-1}.{position}.bn1
			squeeze      blocks.{stage-1}.{position}.se.conv_reduce         -
			excite       blocks.{stage-1}.{position}.se.conv_expand         -
			project      blocks.{stage-1}.{position}.conv_pwl               blocks.{stage-1}.{position}.bn3
			project@1    blocks.{stage-1}.{position}.conv_pw                blocks.{stage-1}.{position}.bn2
			head         conv_head                                          bn2
			classifier   classifier                                         -
			""");

	static final ParameterNames TORCHVISION = parse(Layout.TORCH, """
			stem         features.0.0                                       features.0.1
			expand       features.{stage}.{position}.block.0.0              features.{stage}.{position}.block.0.1
			depthwise    features.{stage}.{position}.block.1.0              features.{stage}.{position}.block.1.1
			depthwise@1  features.{stage}.{position}.block.0.0              features.{stage}.{position}.block.0.1
			squeeze      features.{stage}.{position}.block.2.fc1            -
			squeeze@1    features.{stage}.{position}.block.1.fc1            -
			excite       features.{stage}.{position}.block.2.fc2            -
			excite@1     features.{stage}.{position}.block.1.fc2            -
			project      features.{stage}.{position}.block.3.0              features.{stage}.{position}.block.3.1
			project@1    features.{stage}.{position}.block.2.0              features.{stage}.{position}.block.2.1
			head         features.8.0                                       features.8.1
			classifier   classifier.1                                       -
			""");

	static final ParameterNames LUKEMELAS = parse(Layout.TORCH, """
			stem         _conv_stem                                         _bn0
			expand       _blocks.{index}._expand_conv                       _blocks.{index}._bn0
			depthwise    _blocks.{index}._depthwise_conv                    _blocks.{index}._bn1
			squeeze      _blocks.{index}._se_reduce                         -
			excite       _blocks.{index}._se_expand                         -
			project      _blocks.{index}._project_conv                      _blocks.{index}._bn2
			head         _conv_head                                         _bn1
			classifier   _fc                                                -
			""");

	static final ParameterNames HUGGING_FACE = parse(Layout.TORCH,
			"""
					stem         efficientnet.embeddings.convolution                                efficientnet.embeddings.batchnorm
					expand       efficientnet.encoder.blocks.{index}.expansion.expand_conv          efficientnet.encoder.blocks.{index}.expansion.expand_bn
					depthwise    efficientnet.encoder.blocks.{index}.depthwise_conv.depthwise_conv  efficientnet.encoder.blocks.{index}.depthwise_conv.depthwise_norm
					squeeze      efficientnet.encoder.blocks.{index}.squeeze_excite.reduce          -
					excite       efficientnet.encoder.blocks.{index}.squeeze_excite.expand          -
					project      efficientnet.encoder.blocks.{index}.projection.project_conv        efficientnet.encoder.blocks.{index}.projection.project_bn
					head         efficientnet.encoder.top_conv                                      efficientnet.encoder.top_bn
					classifier   classifier                                                         -
					""");

	static final ParameterNames KERAS = parse(Layout.KERAS, """
			stem         stem_conv                                          stem_bn
			expand       block{stage}{letter}_expand_conv                   block{stage}{letter}_expand_bn
			depthwise    block{stage}{letter}_dwconv                        block{stage}{letter}_bn
			squeeze      block{stage}{letter}_se_reduce                     -
			excite       block{stage}{letter}_se_expand                     -
			project      block{stage}{letter}_project_conv                  block{stage}{letter}_project_bn
			head         top_conv                                           top_bn
			classifier   predictions                                        -
			""");

	private final Layout layout;

	private final Map<String, Prefixes> table;

	private ParameterNames(Layout layout, Map<String, Prefixes> table) {
		this.layout = layout;
		this.table = table;
	}

	private static ParameterNames parse(Layout layout, String table) {
		Map<String, Prefixes> prefixes = new HashMap<>();
		table.lines()
			.map((line) -> line.split("\\s+"))
			.forEach((columns) -> prefixes.put(columns[0], new Prefixes(columns[1], columns[2])));
		return new ParameterNames(layout, prefixes);
	}

	Layout layout() {
		return this.layout;
	}

	String kernel(Layer layer) {
		return fill(prefixes(layer).kernel(), layer) + this.layout.kernelSuffix(layer.role());
	}

	String bias(Layer layer) {
		return fill(prefixes(layer).kernel(), layer) + this.layout.biasSuffix();
	}

	/**
	 * Names of the batch normalisation behind a layer.
	 * @param layer one whose role is normalised
	 * @return names of its four tensors
	 */
	NormNames norm(Layer layer) {
		String prefix = fill(prefixes(layer).norm(), layer);
		return new NormNames(prefix + this.layout.scaleSuffix(), prefix + this.layout.shiftSuffix(),
				prefix + this.layout.meanSuffix(), prefix + this.layout.varianceSuffix());
	}

	/**
	 * All tensors of a layer with their extents in files.
	 * @param layer any
	 * @return kernel first
	 */
	List<Parameter> parameters(Layer layer) {
		List<Parameter> parameters = new ArrayList<>();
		parameters.add(new Parameter(kernel(layer), this.layout.kernelShape(layer)));
		List<String> vectors = layer.role().isNormalized() ? norm(layer).all() : List.of(bias(layer));
		vectors.forEach((name) -> parameters.add(new Parameter(name, Shape.of(layer.out()))));
		return parameters;
	}

	private Prefixes prefixes(Layer layer) {
		BlockSpec block = layer.block();
		String role = layer.role().name().toLowerCase(Locale.ROOT);
		Prefixes found = this.table.get(role);
		if (block != null && block.stage() == 1) {
			found = this.table.getOrDefault(role + "@1", found);
		}
		if (found == null) {
			throw new IllegalStateException("No name for " + role);
		}
		return found;
	}

	private static String fill(String template, Layer layer) {
		BlockSpec block = layer.block();
		if (block == null) {
			return template;
		}
		return template.replace("{stage}", String.valueOf(block.stage()))
			.replace("{stage-1}", String.valueOf(block.stage() - 1))
			.replace("{position}", String.valueOf(block.position()))
			.replace("{letter}", String.valueOf((char) ('a' + block.position())))
			.replace("{index}", String.valueOf(block.index()));
	}

	private record Prefixes(String kernel, String norm) {
	}

	/**
	 * A tensor in a file.
	 *
	 * @param name of the tensor
	 * @param shape in the layout of the file
	 */
	record Parameter(String name, Shape shape) {
	}

	/**
	 * The tensors of a batch normalisation.
	 *
	 * @param scale gamma
	 * @param shift beta
	 * @param mean running mean
	 * @param variance running variance
	 */
	record NormNames(String scale, String shift, String mean, String variance) {

		List<String> all() {
			return List.of(this.scale, this.shift, this.mean, this.variance);
		}
	}

}
