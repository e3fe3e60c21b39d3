#!/bin/sh
# Looks up the addresses of a file one after the other and prints how many got which status, and how fast.
# Ends with 1 unless all of them got 200.
#
#   test-ips.sh [URL [FILE]]    URL without the address, http://127.0.0.1:3000/lookup by default
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
url=${1:-http://127.0.0.1:${PORT:-3000}/lookup}
file=${2:-$here/test_ips.txt}

command -v curl >/dev/null || { echo "test-ips.sh: curl is missing; install it" >&2; exit 2; }
[ -r "$file" ] || { echo "test-ips.sh: can't read $file" >&2; exit 2; }

# Where people watch, they see how far it is: against an upstream that fails half of the time this takes minutes.
progress() {
  all=$(grep -c . "$file")
  done=0
  while IFS= read -r line; do
    printf '%s\n' "$line"
    done=$((done + 1))
    [ ! -t 2 ] || printf '\r%d of %d ' "$done" "$all" >&2
  done
  [ ! -t 2 ] || printf '\r                    \r' >&2
}

# One curl for all, so that what is measured is the service and not the start of a thousand processes. It goes on after
# an address without an answer, whose status is 000.
awk -v url="${url%/}" 'NF { printf "url = \"%s/%s\"\noutput = \"/dev/null\"\n", url, $1 }' "$file" |
  { curl --silent --max-time 60 --write-out '%{stderr}%{http_code} %{time_total}\n' --config - 2>&1 || true; } |
  progress |
  awk '
    { count[$1]++; n++; seconds += $2 }
    END {
      if (n == 0) { print "nothing was asked for"; exit 1 }
      for (status in count)
        printf "%s  %6d  %6.2f %%\n", (status == "000" ? "none" : status), count[status], 100 * count[status] / n | "sort"
      close("sort")
      printf "%d addresses in %.1f s, %.1f a second\n", n, seconds, n / (seconds > 0 ? seconds : 1e-9)
      exit count["200"] != n
    }'
