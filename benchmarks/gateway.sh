#!/usr/bin/env bash
# Measures what one proxied request costs: nginx, HAProxy and Evenkeel, each alone in front of the same upstream (an
# nginx that answers from memory), in alternating rounds under the same wrk. CPU time is the proxy process's own, from
# /proc. Every policy of Evenkeel's route is at its default. Needs: haproxy, nginx, wrk. Settings: ROUNDS, SECONDS_EACH, CONNECTIONS, THREADS.
set -euo pipefail
cd "$(dirname "$0")/.."

ROUNDS=${ROUNDS:-3}
SECONDS_EACH=${SECONDS_EACH:-10}
CONNECTIONS=${CONNECTIONS:-32}
THREADS=${THREADS:-1}
WARM_SECONDS=${WARM_SECONDS:-15}
UPSTREAM_PORT=${UPSTREAM_PORT:-18080}
NGINX_PORT=$((UPSTREAM_PORT + 1))
HAPROXY_PORT=$((UPSTREAM_PORT + 2))
EVENKEEL_PORT=$((UPSTREAM_PORT + 3))

for tool in nginx haproxy wrk; do
  command -v "$tool" >/dev/null || { echo "gateway.sh: $tool is missing; on Debian: apt-get install $tool" >&2; exit 1; }
done

work=$(mktemp -d)
pids=()
stop() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT

nginx_conf() { # file, port, worker count, location body, http body
  cat >"$1" <<CONF
daemon off; master_process on; worker_processes $3; pid $1.pid; error_log $1.log;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 1000000000; client_body_temp_path $work/body; proxy_temp_path $work/proxy;
  fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  $5
  server { listen 127.0.0.1:$2; location / { $4 } }
}
CONF
}
nginx_conf "$work/upstream.conf" "$UPSTREAM_PORT" 1 \
  'default_type application/json; return 200 "{\"ip\":\"192.0.2.1\",\"location\":\"Somewhere\",\"latitude\":1.5,\"longitude\":2.5}";' ''
nginx_conf "$work/nginx.conf" "$NGINX_PORT" "$THREADS" \
  'proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_next_upstream error timeout http_502 http_503;' \
  "upstream up { server 127.0.0.1:$UPSTREAM_PORT; keepalive 256; keepalive_requests 1000000000; }"
cat >"$work/haproxy.cfg" <<CONF
global
  maxconn 4096
  nbthread $THREADS
defaults
  mode http
  timeout client 30s
  timeout server 10s
  timeout connect 2s
  retries 3
  retry-on all-retryable-errors
  option redispatch
  option forwardfor
  option http-keep-alive
  http-reuse always
frontend in
  bind 127.0.0.1:$HAPROXY_PORT
  default_backend up
backend up
  server one 127.0.0.1:$UPSTREAM_PORT
CONF

cat >"$work/evenkeel.yaml" <<CONF
roles: [gateway]
server: {port: $((UPSTREAM_PORT + 4))}
gateway:
  port: $EVENKEEL_PORT
  threads: $THREADS
  routes:
    - name: bench
      match: {path: "/**"}
      upstream: {endpoints: ["http://127.0.0.1:$UPSTREAM_PORT"]}
CONF
nginx -p "$work" -c "$work/upstream.conf" & pids+=($!)
nginx -p "$work" -c "$work/nginx.conf" & nginx_pid=$!; pids+=($nginx_pid)
haproxy -f "$work/haproxy.cfg" & haproxy_pid=$!; pids+=($haproxy_pid)
./evenkeel version >/dev/null # builds where that is needed
./evenkeel serve --config "$work/evenkeel.yaml" >"$work/evenkeel.log" 2>&1 & evenkeel_pid=$!; pids+=($evenkeel_pid)

tree() { echo "$1"; for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do tree "$child"; done; }
cpu_ticks() { local sum=0; for pid in $(tree "$1"); do
  set -- $(sed 's/.*) //' /proc/"$pid"/stat); sum=$((sum + ${12} + ${13})); done; echo "$sum"; }
rss_mib() { local sum=0; for pid in $(tree "$1"); do
  sum=$((sum + $(awk '/VmRSS/ {print $2}' /proc/"$pid"/status))); done; echo $((sum / 1024)); }
for port in $UPSTREAM_PORT $NGINX_PORT $HAPROXY_PORT $EVENKEEL_PORT; do
  for _ in $(seq 100); do curl -fs -o /dev/null "http://127.0.0.1:$port/" && break; sleep 0.1; done
done

hz=$(getconf CLK_TCK)
wrk -t1 -c"$CONNECTIONS" -d"${WARM_SECONDS}s" "http://127.0.0.1:$EVENKEEL_PORT/" >/dev/null
results=$work/results
round() { # name, pid, port
  local before after out requests
  before=$(cpu_ticks "$2")
  out=$(wrk -t1 -c"$CONNECTIONS" -d"${SECONDS_EACH}s" --latency "http://127.0.0.1:$3/")
  after=$(cpu_ticks "$2")
  requests=$(awk '/requests in/ {print $1}' <<<"$out")
  awk -v name="$1" -v ticks=$((after - before)) -v hz="$hz" -v n="$requests" \
    -v rate="$(awk '/Requests\/sec/ {print $2}' <<<"$out")" \
    -v p50="$(awk '$1 == "50%" {print $2}' <<<"$out")" -v p99="$(awk '$1 == "99%" {print $2}' <<<"$out")" \
    -v errors="$(awk '/Non-2xx/ {print $NF}' <<<"$out")" -v rss="$(rss_mib "$2")" \
    'BEGIN {printf "%-9s %7.2f us/request %9.0f requests/s  p50 %8s  p99 %8s  %4d MiB  %s\n",
      name, ticks / hz * 1e6 / n, rate, p50, p99, rss, errors == "" ? "" : errors " errors"}' | tee -a "$results"
}
for i in $(seq "$ROUNDS"); do
  echo "round $i"
  round nginx $nginx_pid $NGINX_PORT
  round haproxy $haproxy_pid $HAPROXY_PORT
  round evenkeel $evenkeel_pid $EVENKEEL_PORT
done
echo
awk '{cpu[$1] = cpu[$1] " " $2; rate[$1] = rate[$1] " " $4}
  function median(list,  v, n, i, j, t) {
    n = split(list, v, " ");
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (v[j] < v[i]) {t = v[i]; v[i] = v[j]; v[j] = t}
    return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2 }
  END { e = median(cpu["evenkeel"]); h = median(cpu["haproxy"]); x = median(cpu["nginx"]);
    printf "median CPU per request: nginx %.1f us, haproxy %.1f us, evenkeel %.1f us\n", x, h, e;
    printf "evenkeel / haproxy = %.2f   evenkeel / nginx = %.2f\n", e / h, e / x }' "$results"
