#!/usr/bin/env bash
# check_weights.sh [FOLDER]: whole networks written by the libraries, converted here, against the libraries' logits.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
folder=$(realpath -m "${1:-target/weights}")
mkdir -p target

for library in torch keras; do
	if [ ! -d "target/$library" ]; then
		"${PYTHON:-python3.12}" -m venv "target/$library"
		"target/$library/bin/pip" install -q -r "src/test/python/requirements-$library.txt"
	fi
done
if [ ! -d "$folder" ]; then
	target/torch/bin/python -B src/test/python/make_weights.py "$folder.part"
	target/keras/bin/python -B src/test/python/make_weights_keras.py "$folder.part"
	mv "$folder.part" "$folder"
fi
mvn -B test -Dtest=LibraryWeightsTests -DexcludedGroups=gpu "-Dclassifier.test.weights=$folder"
