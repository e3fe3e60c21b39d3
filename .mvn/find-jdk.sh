# Sourced by ./evenkeel and ./mvnw: sets JAVA_HOME to a JDK 25 or newer, or stops with what to install.
# Looks at JAVA_HOME, the java on the PATH, and the folders where packages and version managers put JDKs.

evenkeel_java_major() { # the feature version of the JDK in folder $1, nothing when it isn't one
  [ -x "$1/bin/javac" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p'
  fi
}

evenkeel_find_jdk() {
  _path_java=$(command -v javac 2>/dev/null || true)
  [ -n "$_path_java" ] && _path_java=$(readlink -f "$_path_java" 2>/dev/null || echo "$_path_java")
  for _home in "${JAVA_HOME:-}" "${_path_java%/bin/javac}" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    "$HOME"/.local/share/mise/installs/java/* "$HOME"/.jenv/versions/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ -n "$_home" ] || continue
    _major=$(evenkeel_java_major "$_home")
    case "$_major" in
      '' | *[!0-9]*) ;;
      *) if [ "$_major" -ge 25 ]; then
           JAVA_HOME=$_home
           export JAVA_HOME
           return 0
         fi ;;
    esac
  done
  return 1
}

if ! evenkeel_find_jdk; then
  echo "evenkeel: no JDK 25 found. Install one (Debian, Ubuntu: temurin-25-jdk from Adoptium; macOS: brew install openjdk; anywhere: sdk install java 25-tem), or set JAVA_HOME to its folder." >&2
  exit 1
fi
