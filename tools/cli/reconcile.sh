# Whether Redis, ledger and sagas agree, over the ops API. Exit code 0: they balance, 1: something is open; 2: it is not known.

reconcile_usage() {
  cat <<EOF
usage: ./flashsale reconcile [PRODUCT]                        what does not balance, as last looked
       ./flashsale reconcile [PRODUCT] --dry-run              looks now, and says what would be done
       ./flashsale reconcile [PRODUCT] --apply --reason TEXT [--by NAME]
                                                              looks now, and does it
       ./flashsale reconcile history                          who had it done, and why

Exit code 0: the books balance; 1: something is open; 2: it is not known.
EOF
}

reconcile() {
  command -v jq > /dev/null || die "jq is missing: apt-get install jq"
  local product='' mode=look reason='' by=''
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --dry-run) mode=try; shift ;;
      --apply) mode=apply; shift ;;
      --reason | --by)
        [[ $# -ge 2 ]] || die "$1 wants a value"
        if [[ "$1" == --reason ]]; then reason="$2"; else by="$2"; fi
        shift 2 ;;
      help | -h | --help) reconcile_usage; return ;;
      history) show_repairs; return ;;
      -*) reconcile_usage >&2; exit 2 ;;
      *) product="$1"; shift ;;
    esac
  done
  local findings
  if [[ "$mode" == look ]]; then
    findings="$(ops GET "reconciliation${product:+?productId=$(jq -rn --arg value "$product" '$value | @uri')}")" || exit 2
  else
    findings="$(ask_for_repair)" || exit 2
  fi
  show_findings <<< "$findings"
  jq -e .balanced <<< "$findings" > /dev/null
}

ask_for_repair() { # prints what was done to stderr, and what is open
  local answer id
  answer="$(ops POST reconciliation -H 'Content-Type: application/json' -H "X-User-ID: ${by:-$(id -un)}" -d "$(jq -nc --arg product "$product" --arg reason "$reason" --argjson apply "$([[ "$mode" == apply ]] && echo true || echo false)" \
    '{apply: $apply, reason: $reason} + (if $product == "" then {} else {productId: $product} end)')")" || exit 2
  id="$(jq -r .request.id <<< "$answer")"
  for _ in $(seq 120); do
    [[ "$(jq -r .request.endedAt <<< "$answer")" == null ]] || break
    sleep 0.5
    answer="$(ops GET "reconciliation/requests/$id")" || exit 2
  done
  [[ "$(jq -r .request.endedAt <<< "$answer")" != null ]] || die "inventory has not answered: ./flashsale status, ./flashsale logs inventory"
  jq -r '.request.done[]' <<< "$answer" >&2
  jq .findings <<< "$answer"
}

show_findings() {
  local findings
  findings="$(cat)"
  jq -r '.products[] | "\(.productId)  \(if .walkedAt then "\(.ordersWalked) orders compared at \(.walkedAt[0:19])Z in \(.walkSeconds * 1000 | round) ms" else "not compared yet" end): \(if .count == 0 then "balanced" else "\(.count) found" end)",
    (. as $product | .findings[:20][] | "  \(.kind)  order \(.orderId // "-")  \(.units) units  since \(.firstSeenAt[0:19])Z\n    \(.remedy)"),
    (if .count > 20 then "  and \(.count - 20) more" else empty end)' <<< "$findings"
}

show_repairs() {
  ops GET reconciliation/requests \
    | jq -r '.[] | "\(.requestedAt[0:19])Z  \(if .apply then "repair" else "look" end)  \(.productId // "all")  by \(.requestedBy)\(if .reason == "" then "" else ": " + .reason end)\(.done | map("\n  " + .) | join(""))"'
}
