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
 * {@code -}. A line for {@code role@1} holds in stage 1 instead. {@code {block}} stands
 * for what all tensors of a block begin with. In it, {@code {stage}} counts from 1,
 * {@code {stage-1}} from 0, {@code {position}} is the block's place in its stage,
 * {@code {letter}} the same as a letter, and {@code {index}} its place in the network.
 */
final class ParameterNames {

	static final ParameterNames TIMM = parse(Layout.TORCH, "blocks.{stage-1}.{position}.", """
			stem         conv_stem             bn1
			expand       {block}conv_pw        {block}bn1
			depthwise    {block}conv_dw        {block}bn2
			depthwise@1  {block}conv_dw        {block}bn1
			squeeze      {block}se.conv_reduce -
			excite       {block}se.conv_expand -
			project      {block}conv_pwl       {block}bn3
			project@1    {block}conv_pw        {block}bn2
			head         conv_head             bn2
			classifier   classifier            -
			""");

	static final ParameterNames TORCHVISION = parse(Layout.TORCH, "features.{stage}.{position}.block.", """
			stem         features.0.0 features.0.1
			expand       {block}0.0   {block}0.1
			depthwise    {block}1.0   {block}1.1
			depthwise@1  {block}0.0   {block}0.1
			squeeze      {block}2.fc1 -
			squeeze@1    {block}1.fc1 -
			excite       {block}2.fc2 -
			excite@1     {block}1.fc2 -
			project      {block}3.0   {block}3.1
			project@1    {block}2.0   {block}2.1
			head         features.8.0 features.8.1
			classifier   classifier.1 -
			""");

	static final ParameterNames LUKEMELAS = parse(Layout.TORCH, "_blocks.{index}.", """
			stem         _conv_stem             _bn0
			expand       {block}_expand_conv    {block}_bn0
			depthwise    {block}_depthwise_conv {block}_bn1
			squeeze      {block}_se_reduce      -
			excite       {block}_se_expand      -
			project      {block}_project_conv   {block}_bn2
			head         _conv_head             _bn1
			classifier   _fc                    -
			""");

	static final ParameterNames HUGGING_FACE = parse(Layout.TORCH, "efficientnet.encoder.blocks.{index}.", """
			stem         efficientnet.embeddings.convolution  efficientnet.embeddings.batchnorm
			expand       {block}expansion.expand_conv         {block}expansion.expand_bn
			depthwise    {block}depthwise_conv.depthwise_conv {block}depthwise_conv.depthwise_norm
			squeeze      {block}squeeze_excite.reduce         -
			excite       {block}squeeze_excite.expand         -
			project      {block}projection.project_conv       {block}projection.project_bn
			head         efficientnet.encoder.top_conv        efficientnet.encoder.top_bn
			classifier   classifier                           -
			""");

	static final ParameterNames KERAS = parse(Layout.KERAS, "block{stage}{letter}_", """
			stem         stem_conv           stem_bn
			expand       {block}expand_conv  {block}expand_bn
			depthwise    {block}dwconv       {block}bn
			squeeze      {block}se_reduce    -
			excite       {block}se_expand    -
			project      {block}project_conv {block}project_bn
			head         top_conv            top_bn
			classifier   predictions         -
			""");

	/** As the format's reader has them: without the model's prefix, numbers replaced. */
	static final ParameterNames TFJS = parse(Layout.TFJS, "stack_{stage-1}/block_{position}/", """
			stem         stem_conv2d              -
			expand       {block}expand_conv2d     -
			depthwise    {block}depthwise_conv2d  -
			squeeze      {block}se_reduce_conv2d  -
			excite       {block}se_expand_conv2d  -
			project      {block}project_conv2d    -
			head         top_conv2d               -
			classifier   logits                   -
			""");

	private final Layout layout;

	private final Map<String, Prefixes> table;

	private ParameterNames(Layout layout, Map<String, Prefixes> table) {
		this.layout = layout;
		this.table = table;
	}

	private static ParameterNames parse(Layout layout, String block, String table) {
		Map<String, Prefixes> prefixes = new HashMap<>();
		table.lines()
			.map((line) -> line.split("\\s+"))
			.forEach((columns) -> prefixes.put(columns[0],
					new Prefixes(columns[1].replace("{block}", block), columns[2].replace("{block}", block))));
		return new ParameterNames(layout, prefixes);
	}

	Layout layout() {
		return this.layout;
	}

	String kernel(Layer layer) {
		return fill(prefixes(layer).kernel(), layer) + this.layout.kernelSuffix(layer.role());
	}

	String bias(Layer layer) {
		return fill(prefixes(layer).kernel(), layer) + this.layout.biasSuffix(layer.role());
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
		List<String> vectors = this.layout.isNormalized(layer.role()) ? norm(layer).all() : List.of(bias(layer));
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
