-- Who closed which parked messages, and why? The newest requests, each with the first twenty messages.
SELECT closed_at, closed_by, close_reason, outcome, count(*),
  (array_agg(regexp_replace(split_part(message_types, ';', 1), '^.*:', '') || ' ' || message_id ORDER BY id))[1:20]
FROM messaging.parked_messages
WHERE closed_at IS NOT NULL
GROUP BY closed_at, closed_by, close_reason, outcome
ORDER BY closed_at DESC
LIMIT 100
