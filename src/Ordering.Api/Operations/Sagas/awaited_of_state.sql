-- What do orders in the state $1 wait for since more than $2, and how often was it asked for again? At most $3, the longest first.
SELECT a.answer, a.order_id, a.subject, o.product_id, o.state, a.since, coalesce(r.attempts, 0)
FROM (
  SELECT answer, order_id, subject, since FROM ordering.awaited_answers
  UNION ALL
  SELECT answer, order_id, subject, since FROM ordering.pending_reports) a
JOIN ordering.order_states o ON o.order_id = a.order_id
LEFT JOIN ordering.open_resends r ON r.order_id = a.order_id AND r.answer = a.answer AND r.subject = a.subject
WHERE o.state = $1 AND a.since <= now() - $2
ORDER BY a.since, a.order_id, a.answer, a.subject
LIMIT $3
