#!/bin/sh
# Import rate and latency of single records, durable, on this machine.
# Arguments: records (300000), records a second (200), seconds (30), folder for the store (benchmarks/target).
set -eu
cd "$(dirname "$0")/.."
. .mvn/find-jdk.sh
./mvnw -B -ntp -q -Pbench -pl benchmarks -am package -DskipTests
exec "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp benchmarks/target/benchmarks.jar \
  dev.evenkeel.benchmarks.RegistryBenchmark "${1:-300000}" "${2:-200}" "${3:-30}" "${4:-benchmarks/target}"
