#!/bin/sh
# How long a broken backend stays broken under Evenkeel (profiles fast and kubernetes), supervisord and monit: the same
# backend and the same faults. What is measured stands in RecoveryBenchmark.java.
#
# Arguments: faults of each kind (30), at once (10). The variables KEEPERS, FAULTS, CAP (seconds that a recovery is waited
# for, then it is "never") and PORT (the first of the ports used) narrow it down. Needs Debian's packages supervisor and
# monit; one that isn't there is left out and named.
#
# The backend starts for 2 s (slow-start: for 12 s) and answers 503 meanwhile. Every keeper has one configuration for all
# faults, the usual one where it has one: supervisord has no health check; monit asks once a second, restarts after 4 bad
# answers in a row (it has no probe of its own for starting, so fewer would end every start) and has no idea of a
# back-off.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
. .mvn/find-jdk.sh
count=${1:-30}
atonce=${2:-10}
rounds=$(((count + atonce - 1) / atonce))
keepers=${KEEPERS:-"evenkeel-fast evenkeel-kubernetes supervisord monit"}
faults=${FAULTS:-"exit 500 hang slow-start"}
cap=${CAP:-120}
first=${PORT:-19200}
last=$((first + atonce - 1))
api=$((first + atonce))
work=$(mktemp -d)
keeper_pid=

stop_keeper() {
  if [ -n "$keeper_pid" ]; then
    kill "$keeper_pid" 2>/dev/null || true
    wait "$keeper_pid" 2>/dev/null || true
    keeper_pid=
  fi
  # What a keeper left behind, by the process ids that the backends noted themselves.
  if [ -f "$work/events" ]; then
    for pid in $(awk '{print $2}' "$work/events" | sort -u); do
      if grep -q chaotic-backend "/proc/$pid/cmdline" 2>/dev/null; then kill -9 "$pid" 2>/dev/null || true; fi
    done
  fi
}
trap 'stop_keeper; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

backend_options() { # of the fault $1
  cold=2s
  [ "$1" = slow-start ] && cold=12s
  echo "--mean-life forever --cold-start $cold --latency 1ms --allow-faults --events $work/events"
}

start_evenkeel() { # profile $1, fault $2
  words=$(backend_options "$2" | sed 's/ /, /g')
  cat >"$work/evenkeel.yaml" <<EOF
roles: [registry, supervisor]
server: {host: 127.0.0.1, port: $api}
registry: {store: "sqlite:$work/registry-$1-$2.db"}
supervisor:
  folder: $work/supervisor-$1-$2
  apps:
    - name: backend
      version: "1"
      command: [$root/evenkeel, sample, chaotic-backend, --port, "{port}", $words]
      replicas: $atonce
      ports: "$first-$last"
      profile: $1
      probes:
        startup: {path: /health/ready, failureThreshold: 60, period: 1s}
        readiness: {path: /health/ready}
        liveness: {path: /health/live}
EOF
  ./evenkeel serve --config "$work/evenkeel.yaml" >"$work/keeper.log" 2>&1 &
  keeper_pid=$!
}

start_supervisord() { # fault $1
  cat >"$work/supervisord.conf" <<EOF
[supervisord]
nodaemon=true
logfile=$work/supervisord.log
pidfile=$work/supervisord.pid
childlogdir=$work
user=$(id -un)
[program:backend]
command=$root/evenkeel sample chaotic-backend --port %(process_num)d $(backend_options "$1")
process_name=%(program_name)s_%(process_num)d
numprocs=$atonce
numprocs_start=$first
autorestart=true
stdout_logfile=NONE
stderr_logfile=NONE
EOF
  supervisord -c "$work/supervisord.conf" >"$work/keeper.log" 2>&1 &
  keeper_pid=$!
}

start_monit() { # fault $1
  conf=$work/monitrc
  cat >"$conf" <<EOF
set daemon 1
set logfile $work/monit.log
set pidfile $work/monit.pid
set idfile $work/monit.id
set statefile $work/monit.state
EOF
  for port in $(seq "$first" "$last"); do
    cat >"$work/start-$port.sh" <<EOF
cd "$root"
# The shell stays to take the exit status: not every first process of a container does, and monit waits for that.
(
  ./evenkeel sample chaotic-backend --port $port $(backend_options "$1") &
  echo \$! >"$work/$port.pid"
  wait
) >/dev/null 2>&1 &
EOF
    cat >"$work/stop-$port.sh" <<EOF
kill "\$(cat "$work/$port.pid")"
EOF
    cat >>"$conf" <<EOF
check process backend-$port with pidfile $work/$port.pid
  start program = "/bin/sh $work/start-$port.sh"
  stop program = "/bin/sh $work/stop-$port.sh"
  if failed host 127.0.0.1 port $port protocol http request "/health/live" with timeout 1 seconds for 4 cycles
    then restart
EOF
  done
  chmod 600 "$conf"
  PATH="$PATH:/bin:/usr/bin" JAVA_HOME="$JAVA_HOME" monit -I -c "$conf" >"$work/keeper.log" 2>&1 &
  keeper_pid=$!
}

./evenkeel version >/dev/null # builds where that is needed
ports=$(seq -s, "$first" "$last")
: >"$work/results"
for keeper in $keepers; do
  case $keeper in
    supervisord | monit)
      if ! command -v "$keeper" >/dev/null; then
        echo "$keeper is not installed and is left out" >&2
        continue
      fi
      ;;
  esac
  for fault in $faults; do
    echo "== $keeper, $fault" >&2
    : >"$work/events"
    case $keeper in
      evenkeel-*) start_evenkeel "${keeper#evenkeel-}" "$fault" ;;
      *) "start_$keeper" "$fault" ;;
    esac
    "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
      benchmarks/src/main/java/dev/evenkeel/benchmarks/RecoveryBenchmark.java \
      measure "$keeper" "$fault" "$ports" "$rounds" "$cap" "$work/events" "$work/results" >&2
    kill -0 "$keeper_pid" 2>/dev/null || { echo "$keeper has ended by itself:"; cat "$work/keeper.log"; exit 1; } >&2
    if [ -n "${VERBOSE:-}" ]; then tail -n 20 "$work/keeper.log" >&2; fi
    stop_keeper
  done
done
"$JAVA_HOME/bin/java" benchmarks/src/main/java/dev/evenkeel/benchmarks/RecoveryBenchmark.java report "$work/results"
