-- What happened to the orders $1 since the positions $2? At most $3 changes per order; the next look finds the rest.
-- Rows of one order are written under the lock of its row: their ids are in the order of their commits.
SELECT followed.order_id, change.id, change.to_state, change.at, o.payment_due_at
FROM unnest($1::uuid[], $2::bigint[]) AS followed (order_id, position)
CROSS JOIN LATERAL (
  SELECT id, to_state, at FROM ordering.order_timeline
  WHERE order_id = followed.order_id AND id > followed.position AND to_state <> from_state
  ORDER BY id LIMIT $3) change
JOIN ordering.order_states o ON o.order_id = followed.order_id
ORDER BY change.id
