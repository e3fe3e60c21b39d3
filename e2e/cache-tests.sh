#!/usr/bin/env bash
# Runs http-cache-tests (https://cache-tests.fyi) against a gateway with one plainly cached route, prints how many of
# the required and optimal tests pass and which don't, and fails when fewer pass than the project promises.
# Needs: node and npm. Settings: MIN_REQUIRED, MIN_OPTIMAL, OUTPUT (a file for the whole result).
set -euo pipefail
cd "$(dirname "$0")/.."

VERSION=0.4.5
MIN_REQUIRED=${MIN_REQUIRED:-132}
MIN_OPTIMAL=${MIN_OPTIMAL:-70}
ORIGIN_PORT=${ORIGIN_PORT:-18190}
GATEWAY_PORT=$((ORIGIN_PORT + 1))

for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cache-tests.sh: $tool is missing; on Debian: apt-get install nodejs npm" >&2; exit 1; }
done

work=$(mktemp -d)
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT

tests=${CACHE_TESTS:-e2e/target/cache-tests}/node_modules/http-cache-tests
if [ ! -d "$tests" ]; then
  mkdir -p e2e/target/cache-tests
  (cd e2e/target/cache-tests && npm install --silent --no-audit --no-fund --prefix . "http-cache-tests@$VERSION" >/dev/null)
fi
tests=$(cd "$tests" && pwd)

# The tests count what reaches the origin, and take a retry for a fault of theirs.
cat >"$work/evenkeel.yaml" <<CONF
roles: [gateway]
server: {port: $((ORIGIN_PORT + 2))}
gateway:
  port: $GATEWAY_PORT
  routes:
    - name: cached
      match: {path: "/**"}
      upstream: {endpoints: ["http://127.0.0.1:$ORIGIN_PORT"]}
      retry: {enabled: false}
      hedge: {enabled: false}
      cache: {enabled: true}
CONF
./evenkeel version >/dev/null # builds where that is needed
(cd "$work" && npm_config_protocol=http npm_config_port=$ORIGIN_PORT npm_config_pidfile="$work/pid" \
  exec node "$tests/server/server.mjs" >"$work/origin.log" 2>&1) & pids+=($!)
./evenkeel serve --config "$work/evenkeel.yaml" >"$work/gateway.log" 2>&1 & pids+=($!)
for _ in $(seq 100); do curl -fs -o /dev/null "http://127.0.0.1:$GATEWAY_PORT/" && break; sleep 0.1; done

(cd "$tests" && npm_config_base="http://127.0.0.1:$GATEWAY_PORT" npm_package_config_id='' node --no-warnings cli.mjs) >"$work/result.json"
[ -z "${OUTPUT:-}" ] || cp "$work/result.json" "$OUTPUT"

cat >"$work/count.mjs" <<'JS'
const [, , dir, file, minRequired, minOptimal] = process.argv
const { default: suites } = await import(dir + '/tests/index.mjs')
const { default: surrogate } = await import(dir + '/tests/surrogate-control.mjs')
const { readFileSync } = await import('node:fs')
const results = JSON.parse(readFileSync(file, 'utf8'))
const all = [...suites, surrogate]
const kinds = { required: [0, 0], optimal: [0, 0], check: [0, 0] }
const failed = []
for (const suite of all) {
  for (const test of suite.tests) {
    if (test.browser_only) continue
    const kind = test.kind || 'required'
    const pass = results[test.id] === true
    kinds[kind][1]++
    kinds[kind][0] += pass ? 1 : 0
    if (!pass && kind !== 'check') failed.push(`  ${kind.padEnd(8)} ${test.id}: ${(results[test.id] || ['', 'not run']).join(' ')}`)
  }
}
console.log(failed.join('\n'))
for (const kind of ['required', 'optimal']) console.log(`${kind}: ${kinds[kind][0]} of ${kinds[kind][1]} pass`)
const stale = Object.keys(results).filter(id => id.startsWith('stale-while-revalidate') || id.startsWith('stale-if-error') || id.includes('stale-503'))
for (const id of stale) console.log(`${id}: ${results[id] === true ? 'pass' : results[id].join(' ')}`)
process.exit(kinds.required[0] >= +minRequired && kinds.optimal[0] >= +minOptimal ? 0 : 1)
JS
node --no-warnings "$work/count.mjs" "$tests" "$work/result.json" "$MIN_REQUIRED" "$MIN_OPTIMAL"
