# dead-letters, parked, reconcile and resume: tools/Operate over the operators' API. `up` builds it; it is built here only when it is missing or older
# than its sources, because an operator who looks at a dead letter is in a hurry.

operate() { # dead-letters|parked|reconcile|resume ARGUMENT...
  local project bin="$ROOT/artifacts/bin/Operate/release"
  for project in Client Operate; do
    is_current "$ROOT/tools/$project" "$bin/$project.dll" && continue
    # Exit code 2 when the build fails: 1 from reconcile or resume would mean that something is open.
    (build tools/Operate) || exit 2
    break
  done
  exec "$bin/Operate" "$@"
}

is_current() { # FOLDER ASSEMBLY
  [[ -f "$2" && -z "$(find "$1" "$ROOT"/Directory.*.props -type f ! -name '*.json' -newer "$2" -print -quit)" ]]
}
