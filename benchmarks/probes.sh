#!/usr/bin/env bash
# What a check costs: CPU per HTTP check of Evenkeel and of blackbox_exporter in one run, against the same nginx; then
# 5,000 checks every 5 seconds with ten targets that hang: missed slots, start lag, memory. CPU time is the process's own,
# from /proc. Needs: nginx, wrk, prometheus-blackbox-exporter (or BLACKBOX=its path), curl, and ./evenkeel build.
# Settings: CHECKS, INTERVAL (seconds), MINUTES, WARM_SECONDS, PEER_SECONDS, PORT.
set -euo pipefail
cd "$(dirname "$0")/.."

CHECKS=${CHECKS:-5000}
INTERVAL=${INTERVAL:-5}
MINUTES=${MINUTES:-5}
WARM_SECONDS=${WARM_SECONDS:-30}
PEER_SECONDS=${PEER_SECONDS:-15}
PORT=${PORT:-18180}
BLACKBOX=${BLACKBOX:-prometheus-blackbox-exporter}
for tool in nginx wrk curl "$BLACKBOX"; do
  command -v "$tool" >/dev/null || { echo "probes.sh: $tool is missing; on Debian: apt-get install ${tool##*/}" >&2; exit 1; }
done
jar=server/target/evenkeel.jar
[ -f "$jar" ] || { echo "probes.sh: $jar is missing; run ./evenkeel build" >&2; exit 1; }
JAVA=$(. .mvn/find-jdk.sh >/dev/null 2>&1 && echo "$JAVA_HOME/bin/java" || command -v java)
HERTZ=$(getconf CLK_TCK)

work=$(mktemp -d)
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT
cpu_ticks() { awk '{print $14 + $15}' "/proc/$1/stat"; }
# A scrape of this many series costs about as much as thousands of checks: one before and one after, outside the window.
scrape() { curl -s "http://127.0.0.1:$((PORT + 3))/metrics" >"$work/metrics.$1"; }
metric() { awk -v name="$2" '$0 ~ name {sum += $NF} END {printf "%.0f", sum}' "$work/metrics.$1"; }
grown() { echo $(($(metric after "$1") - $(metric before "$1"))); }
lags() { grep '^evenkeel_check_start_lag_seconds_bucket' "$work/metrics.$1" | sed 's/.*le="\([^"]*\)"} \(.*\)/\1 \2/'; }

cat >"$work/nginx.conf" <<CONF
daemon off; worker_processes 1; pid $work/nginx.pid; error_log $work/nginx.log;
events { worker_connections 8192; }
http {
  access_log off; client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f;
  uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  server { listen 127.0.0.1:$PORT backlog=4096; location / { default_type application/json; return 200 '{"status":"UP"}'; } }
}
CONF
nginx -p "$work" -c "$work/nginx.conf" & pids+=($!)

# Accepts and never answers.
cat >"$work/Hang.java" <<'JAVA'
void main(String[] args) throws Exception {
    var server = new java.net.ServerSocket(Integer.parseInt(args[0]), 1000, java.net.InetAddress.getLoopbackAddress());
    var open = new java.util.ArrayDeque<java.net.Socket>();
    while (true) {
        open.add(server.accept());
        if (open.size() > 200) open.remove().close();
    }
}
JAVA
"$JAVA" "$work/Hang.java" $((PORT + 1)) & pids+=($!)

printf 'modules:\n  http_2xx: {prober: http, http: {preferred_ip_protocol: ip4}}\n' >"$work/blackbox.yml"
"$BLACKBOX" --config.file="$work/blackbox.yml" --web.listen-address="127.0.0.1:$((PORT + 2))" --log.level=error \
  >"$work/blackbox.log" 2>&1 & blackbox=$!; pids+=("$blackbox")

{
  echo "roles: [registry, monitor]"
  echo "server: {port: $((PORT + 3))}"
  echo "registry: {store: 'sqlite:$work/registry.db'}"
  echo "monitor:"
  echo "  store: $work/monitor.db"
  echo "  modules: $work/blackbox.yml"
  echo "  checks:"
  for i in $(seq "$CHECKS"); do
    echo "  - {name: c$i, url: 'http://127.0.0.1:$PORT/', interval: ${INTERVAL}s, timeout: 2s, conditions: ['status == 200', 'latency < 300ms']}"
  done
  for i in $(seq 10); do
    echo "  - {name: hang$i, url: 'http://127.0.0.1:$((PORT + 1))/', interval: ${INTERVAL}s, timeout: ${INTERVAL}s}"
  done
} >"$work/evenkeel.yaml"
(ulimit -n 65536 2>/dev/null || true
 exec "$JAVA" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -Xmx256m \
   -jar "$jar" serve --config "$work/evenkeel.yaml" >"$work/evenkeel.log" 2>&1) & evenkeel=$!; pids+=("$evenkeel")
for _ in $(seq 100); do curl -sf "http://127.0.0.1:$((PORT + 3))/health/ready" >/dev/null && break; sleep 0.3; done
curl -sf "http://127.0.0.1:$((PORT + 3))/health/ready" >/dev/null || { cat "$work/evenkeel.log" >&2; exit 1; }

echo "warming up for ${WARM_SECONDS}s"
sleep "$WARM_SECONDS"
seconds=$((MINUTES * 60))
scrape before; sleep 2; ticks=$(cpu_ticks "$evenkeel")
sleep "$seconds"
ticks=$(($(cpu_ticks "$evenkeel") - ticks)); scrape after
per_second=$(((CHECKS + 10) / INTERVAL)); measured=$((per_second * seconds))
runs=$(grown '^evenkeel_check_results_total'); missed=$(grown '^evenkeel_check_missed_total')
failed=$(grown 'results_total.*check="c[0-9].*verdict="(failure|unknown)"')
p99=$(paste <(lags before) <(lags after) | awk '{n[NR] = $4 - $2; le[NR] = $3} END {
  for (i = 1; i <= NR; i++) if (n[i] >= 0.99 * n[NR]) { print le[i]; exit } }')
echo "evenkeel: $runs checks, $per_second a second, $((ticks * 1000000 / HERTZ / measured)) us of CPU a check," \
  "$missed slots missed, $failed not successful, start lag p99 <= ${p99}s, memory $(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$evenkeel/status") MiB"

echo "blackbox_exporter and evenkeel answering /probe, ${PEER_SECONDS}s each"
probe() { # name, pid, port
  local before after requests
  wrk -t1 -c8 -d3 "http://127.0.0.1:$3/probe?module=http_2xx&target=http://127.0.0.1:$PORT/" >/dev/null
  before=$(cpu_ticks "$2")
  requests=$(wrk -t1 -c8 -d"$PEER_SECONDS" "http://127.0.0.1:$3/probe?module=http_2xx&target=http://127.0.0.1:$PORT/" |
    awk '/requests in/ {print $1}')
  after=$(cpu_ticks "$2")
  echo "$1: $requests probes, $(((after - before) * 1000000 / HERTZ / requests)) us of CPU a probe"
}
probe blackbox_exporter "$blackbox" $((PORT + 2))
probe "evenkeel /probe (its $((CHECKS + 10)) checks going on)" "$evenkeel" $((PORT + 3))
