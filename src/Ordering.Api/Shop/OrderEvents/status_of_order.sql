-- An order's status and the position of the change that brought it there, as of one moment.
SELECT o.user_id, o.state, coalesce(change.id, 0), coalesce(change.at, o.accepted_at), o.payment_due_at
FROM ordering.order_states o
LEFT JOIN LATERAL (
  SELECT id, at FROM ordering.order_timeline
  WHERE order_id = o.order_id AND to_state <> from_state
  ORDER BY id DESC LIMIT 1) change ON true
WHERE o.order_id = $1
