-- $6: the version that these were derived from; null: from none. No row: there is a newer one.
INSERT INTO ordering.settings (version, user_burst, user_rate, address_burst, address_rate, global_rate)
VALUES (1, $1, $2, $3, $4, $5)
ON CONFLICT (one) DO UPDATE SET
  version = settings.version + 1, user_burst = excluded.user_burst, user_rate = excluded.user_rate,
  address_burst = excluded.address_burst, address_rate = excluded.address_rate, global_rate = excluded.global_rate, changed_at = now()
WHERE coalesce(settings.version = $6::bigint, true)
RETURNING version, user_burst, user_rate, address_burst, address_rate, global_rate
