-- The provider has just said that it knows no refund of the payment $1. May it be asked for again? As long as it remembers the key ($2), yes: it refunds
-- once. After that, when "none" was seen before, at least $3 ago; then the key's life begins anew. The first sight is noted.
UPDATE ordering.refunds SET
  asked_at = CASE WHEN none_seen_at <= now() - $3::interval THEN now() ELSE asked_at END,
  none_seen_at = CASE WHEN asked_at > now() - $2::interval OR none_seen_at <= now() - $3::interval THEN NULL ELSE coalesce(none_seen_at, now()) END
WHERE payment_id = $1
RETURNING none_seen_at IS NULL
