#!/bin/sh
# The insights beside DuckDB on the same records in the same run: benchmarks/insights.sh [RECORDS...]
# Takes about twenty minutes with the default of one and ten million records, and 8 GB of memory.
set -eu
cd "$(dirname "$0")/.."
. .mvn/find-jdk.sh
./mvnw -B -ntp -q -Pbench -pl benchmarks -am package -DskipTests
exec "$JAVA_HOME/bin/java" -Xmx6g --enable-native-access=ALL-UNNAMED \
  -cp benchmarks/target/benchmarks.jar dev.evenkeel.benchmarks.InsightsComparison "$@"
