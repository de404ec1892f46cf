#!/usr/bin/env bash
# Serves models with FastAPI and two uvicorn workers.
set -euo pipefail

usage() {
	cat <<'HELP'
Usage: bench/fastapi/run.sh MODELS [PORT]
Serves the models in the folder MODELS on 127.0.0.1:PORT (default 8000) with FastAPI, uvicorn with two workers,
Pillow and ONNX Runtime with one thread each. Makes a virtual environment first, in bench/fastapi/.venv or where
FASTAPI_VENV says. WORKERS sets another number of workers.
HELP
}

case ${1:-} in
	-h | --help) usage && exit 0 ;;
	'') usage >&2 && exit 2 ;;
esac
[ -d "$1" ] || { echo "run.sh: no folder $1" >&2 && exit 2; }

MODELS=$(cd "$1" && pwd)
export MODELS
port=${2:-8000}
cd "$(dirname "$0")"
venv=${FASTAPI_VENV:-$PWD/.venv}
if ! cmp -s requirements.txt "$venv/requirements.txt"; then
	python3 -m venv "$venv"
	"$venv/bin/pip" install --quiet --requirement requirements.txt
	cp requirements.txt "$venv/requirements.txt"
fi
# Their own thread pools would take the cores from the two workers.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
exec "$venv/bin/uvicorn" app:app --host 127.0.0.1 --port "$port" --workers "${WORKERS:-2}" --log-level warning --no-access-log
