-- Marks those whose answer has come; the others stay open.
UPDATE ordering.resends r SET answered_at = now()
WHERE r.answered_at IS NULL
  AND NOT EXISTS (SELECT FROM ordering.all_awaited a WHERE a.order_id = r.order_id AND a.answer = r.answer AND a.subject = r.subject)
