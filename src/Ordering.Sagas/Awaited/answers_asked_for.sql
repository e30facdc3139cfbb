-- Which answers did a person ask for that were not asked for since, and are still awaited? At most $1, the first ones first.
SELECT a.answer, a.order_id, a.subject, a.amount, a.currency, a.reason, a.since
FROM (
  SELECT answer, order_id, subject, asked_for_at FROM ordering.resends
  WHERE answered_at IS NULL AND asked_for_at > coalesce(resent_at, '-infinity')
  ORDER BY asked_for_at
  LIMIT $1) r
CROSS JOIN LATERAL (SELECT * FROM ordering.all_awaited w WHERE w.order_id = r.order_id AND w.answer = r.answer AND w.subject = r.subject) a
ORDER BY r.asked_for_at
