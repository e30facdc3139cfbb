DELETE FROM {schema}.outbox
USING unnest($1::uuid[], $2::int[]) AS confirmed (group_id, ordinal)
WHERE outbox.group_id = confirmed.group_id AND outbox.ordinal = confirmed.ordinal AND outbox.owner = $3
