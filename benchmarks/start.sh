#!/bin/sh
# From ./evenkeel serve to ready, and the memory of the idle process, with registry and insights on a store that holds
# the example year. Arguments: how often (5), a CSV file in the GOV.UK shape (the example year).
set -eu
cd "$(dirname "$0")/.."
times=${1:-5}
file=${2:-examples/govuk/deployments-2025.csv.gz}
port=${PORT:-18590}
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT

start() { # until it is ready; sets pid and millis
  begin=$(date +%s%N)
  ./evenkeel serve --set server.port="$port" --set registry.store="sqlite:$work/start.db" >"$work/log" 2>&1 &
  pid=$!
  until curl -fs -o /dev/null "http://127.0.0.1:$port/health/ready"; do
    kill -0 "$pid" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
    sleep 0.01
  done
  millis=$((($(date +%s%N) - begin) / 1000000))
}

finish() {
  kill "$pid"
  wait "$pid" || true
  pid=
}

./evenkeel version >/dev/null # builds where that is needed
start
./evenkeel import --format govuk --registry "http://127.0.0.1:$port" "$file"
finish
for i in $(seq "$times"); do
  start
  sleep 5
  rss=$(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$pid/status")
  echo "start $i: ready after $millis ms, $rss MB idle"
  echo "$millis" >>"$work/millis"
  finish
done
sort -n "$work/millis" | awk '{v[NR] = $1} END {print "median: ready after " v[int((NR + 1) / 2)] " ms"}'
