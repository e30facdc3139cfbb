# Dead letters over the ops API: look, try out, deliver again.

dead_letters_usage() {
  cat <<EOF
usage: ./flashsale dead-letters                    queues of dead letters, grouped by message and exception
       ./flashsale dead-letters show QUEUE [FILTER] [--limit N]
                                                   letters, and what each would do if it were delivered again now
       ./flashsale dead-letters show QUEUE MESSAGE_ID   one letter, whole (JSON)
       ./flashsale dead-letters redeliver QUEUE|all [FILTER] [--limit N] [--rate N] [--keep-going] --reason TEXT [--by NAME]
                                                   back to where they failed: N a second (20), stops when one comes back
       ./flashsale dead-letters redeliver QUEUE|all [FILTER] [--limit N] --dry-run
       ./flashsale dead-letters history [--order ID]    who had what delivered again, and why

FILTER: --message ID, --type MESSAGE, --exception TYPE, --order ID. QUEUE is a name such as order-state_error.
EOF
}

ops() { # METHOD PATH [CURL ARGUMENT...]: prints the answer; a refusal ends the command with its detail
  local method="$1" path="$2" answer status
  shift 2
  answer="$(curl -s --max-time 60 -X "$method" -w '\n%{http_code}' -H "X-Api-Key: $FLASHSALE_OPS_KEY" "$@" "$FLASHSALE_API_URL/api/ops/$path")" \
    || die "the API at $FLASHSALE_API_URL does not answer; run ./flashsale status"
  status="${answer##*$'\n'}"
  answer="${answer%$'\n'*}"
  [[ "$status" == 2* ]] || die "$status: $(jq -r '.detail + (if .errors then " " + (.errors | tostring) else "" end)' <<< "$answer" 2> /dev/null || echo "$answer")"
  echo "$answer"
}

dead_letters() {
  command -v jq > /dev/null || die "jq is missing: apt-get install jq"
  local verb="${1:-}"
  shift || true
  case "$verb" in
    '') list_dead_letters ;;
    show) show_dead_letters "$@" ;;
    redeliver) redeliver_dead_letters "$@" ;;
    history) show_redeliveries "$@" ;;
    help | -h | --help) dead_letters_usage ;;
    *) dead_letters_usage >&2; exit 2 ;;
  esac
}

list_dead_letters() {
  local queues
  queues="$(ops GET dead-letters)"
  jq -r '.[] | select(.count > 0) | "\(.name)  \(.count) letters, the oldest \(((.oldestAgeSeconds // 0) / 60) | floor) min old\(if .complete then "" else " (groups: of the first 10,000)" end)",
    (.groups[] | "  \(.count)  \(.messageType // "unreadable")  \(.exceptionType // "no exception")\(if .cameBack > 0 then "  (\(.cameBack) came back from a redelivery)" else "" end)\n     \((.latestFault // "") | gsub("\\s+"; " ") | .[0:140])")' <<< "$queues"
  jq -e 'any(.[]; .count > 0)' <<< "$queues" > /dev/null || echo "no dead letters"
}

# Reads the options of a verb into these.
letter_filter='{}' letter_query='' letter_limit='' letter_rate='' letter_reason='' letter_by='' letter_dry_run=false letter_stop=true
read_letter_options() {
  local name
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --dry-run) letter_dry_run=true; shift; continue ;;
      --keep-going) letter_stop=false; shift; continue ;;
      --message | --type | --exception | --order | --limit | --rate | --reason | --by) [[ $# -ge 2 ]] || die "$1 wants a value" ;;
      *) dead_letters_usage >&2; exit 2 ;;
    esac
    name=''
    case "$1" in
      --message) name=messageId ;;
      --type) name=messageType ;;
      --exception) name=exceptionType ;;
      --order) name=orderId ;;
      --limit) letter_limit="$2" ;;
      --rate) letter_rate="$2" ;;
      --reason) letter_reason="$2" ;;
      --by) letter_by="$2" ;;
    esac
    if [[ -n "$name" ]]; then
      letter_filter="$(jq -c --arg name "$name" --arg value "$2" '.[$name] = $value' <<< "$letter_filter")"
      letter_query+="&$name=$(jq -rn --arg value "$2" '$value | @uri')"
    fi
    shift 2
  done
}

letters_as_text() {
  jq -r '.messages[] | "\(.messageId)  \(.messageType // "unreadable")  order \(.orderId // "-")  \(.at // "-")  \(.attempts) deliveries\(if .redeliveries > 0 then ", \(.redeliveries) redeliveries" else "" end)",
    "  failed: \(.exceptionType // "-"): \((.fault // "") | gsub("\\s+"; " ") | .[0:160])", "  now:    \(.forecast.outcome): \(.forecast.text)"'
}

show_dead_letters() { # QUEUE [MESSAGE_ID | OPTIONS]
  local queue="${1:-}" letters
  [[ -n "$queue" ]] || { dead_letters_usage >&2; exit 2; }
  shift
  if [[ $# == 1 && "$1" != --* ]]; then
    ops GET "dead-letters/$queue/$1" | jq .
    return
  fi
  read_letter_options "$@"
  letters="$(ops GET "dead-letters/$queue?limit=${letter_limit:-100}$letter_query")"
  letters_as_text <<< "$letters"
  jq -r '"\(.messages | length) of \(.matching) letters that fit, \(.count) in the queue"' <<< "$letters"
}

redeliver_dead_letters() { # QUEUE|all OPTIONS
  local queues queue
  [[ -n "${1:-}" ]] || { dead_letters_usage >&2; exit 2; }
  queues="$1"
  shift
  read_letter_options "$@"
  [[ "$queues" != all ]] || queues="$(ops GET dead-letters | jq -r '.[] | select(.count > 0) | .name')"
  [[ -n "$queues" ]] || echo "no dead letters"
  for queue in $queues; do
    redeliver_queue "$queue"
  done
}

redeliver_queue() { # QUEUE
  local body answer id
  body="$(jq -nc --argjson filter "$letter_filter" --arg limit "$letter_limit" --arg rate "$letter_rate" --arg reason "$letter_reason" \
    --argjson dryRun "$letter_dry_run" --argjson stopOnRepeat "$letter_stop" \
    '{filter: $filter, dryRun: $dryRun, stopOnRepeat: $stopOnRepeat, reason: $reason} + (if $limit == "" then {} else {limit: ($limit | tonumber)} end)
      + (if $rate == "" then {} else {ratePerSecond: ($rate | tonumber)} end)')" || die "--limit and --rate are numbers"
  answer="$(ops POST "dead-letters/$1/redeliver" -H 'Content-Type: application/json' -H "X-User-ID: ${letter_by:-$(id -un)}" -d "$body")"
  if $letter_dry_run; then
    letters_as_text <<< "$answer"
    jq -r '"\(.queue): \(.wouldRedeliver) of \(.count) letters would be delivered again: \(.outcomes | to_entries | map("\(.value) \(.key)") | join(", "))"' <<< "$answer"
    return
  fi
  id="$(jq -r .id <<< "$answer")"
  while [[ "$(jq -r .state <<< "$answer")" == Running ]]; do
    sleep 0.5
    answer="$(ops GET "dead-letters/redeliveries/$id")"
    if [[ -t 2 ]]; then jq -r '"\r\(.queue): \(.redelivered) delivered again"' <<< "$answer" | tr -d '\n' >&2; fi
  done
  if [[ -t 2 ]]; then echo >&2; fi
  jq -r '"\(.queue): \(.state), \(.redelivered) delivered again, \(.cameBack) came back\(if .note then ". " + .note else "" end)"' <<< "$answer"
  [[ "$(jq -r .state <<< "$answer")" == Completed ]]
}

show_redeliveries() { # [--order ID]
  read_letter_options "$@"
  ops GET "dead-letters/redeliveries?${letter_query#&}" \
    | jq -r '.[] | "\(.startedAt[0:19])Z  \(.queue)  \(.state)  \(.redelivered) delivered again, \(.cameBack) came back  by \(.requestedBy): \(.reason)\(if .note then "\n  " + .note else "" end)"'
}
