-- Is a look at the provider's list due? If so, the next one is due in $1, and this one begins where the last one ended, $2 earlier.
UPDATE ordering.payment_looks SET next_at = now() + $1::interval
WHERE next_at <= now()
RETURNING checked_until - $2::interval, now()
