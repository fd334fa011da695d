#!/usr/bin/env bash
# Installs what govopen needs into .venv, from a folder of wheels and without network: deploy/install.sh [WHEELHOUSE]
# The wheels come from `make wheelhouse`, made on a machine with the same Python version and processor. Each file must
# have a hash that stands in requirements/production.txt. Running it again brings an existing .venv up to date.
set -euo pipefail
wheels=$(cd "${1:-wheelhouse}" && pwd)
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本。" >&2; exit 1; }
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --isolated --disable-pip-version-check --quiet \
    --no-index --require-hashes --only-binary :all: --find-links "$wheels" -r requirements/production.txt
.venv/bin/python -m pip check
echo "已离线安装到 $PWD/.venv"
