-- Which orders of the sale $1 are on their way, or have an end and no notice, although no deadline is scheduled for them and nothing says what they
-- wait for? One statement sees one moment: a state, its deadline and what it awaits commit together.
SELECT o.order_id, o.state
FROM ordering.orders o
WHERE o.product_id = $1 AND (o.state IN ('Allocating', 'AwaitingPayment', 'Confirmed', 'Releasing') OR o.notice_outcome IS NULL)
  AND NOT (o.state = 'AwaitingPayment' AND EXISTS (SELECT FROM ordering.scheduled_message s WHERE s.token_id = o.payment_expired_token))
  AND NOT EXISTS (SELECT FROM ordering.all_awaited a WHERE a.order_id = o.order_id)
