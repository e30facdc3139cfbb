-- Of one sale, for as long as it is not at rest: orders on their way, refunds, notices, and the ledger's figures.
SELECT
  (SELECT count(*) FROM ordering.orders WHERE product_id = $1 AND state IN ('Allocating', 'AwaitingPayment', 'Confirmed', 'Releasing'))::int,
  (SELECT count(*) FROM ordering.orders WHERE product_id = $1 AND state NOT IN ('Allocating', 'AwaitingPayment', 'Confirmed', 'Releasing'))::int,
  (SELECT count(*) FROM ordering.refunds r JOIN ordering.orders o USING (order_id) WHERE o.product_id = $1 AND r.state = 'Requested')::int,
  (SELECT count(*) FROM ordering.orders o WHERE o.product_id = $1 AND o.state IN ('Completed', 'Expired', 'Cancelled', 'Declined', 'Rejected') AND o.notice_outcome IS NULL)::int,
  (SELECT count(*) FROM ordering.outbox)::int + (SELECT count(*) FROM ordering_api.outbox)::int + (SELECT count(*) FROM inventory.outbox)::int + (SELECT count(*) FROM notifications.outbox)::int,
  (SELECT available FROM inventory.stock WHERE product_id = $1),
  (SELECT allocated + sold FROM inventory.stock WHERE product_id = $1),
  (SELECT count(*) FROM ordering.scheduled_message)::int + (SELECT count(*) FROM inventory.scheduled_message)::int + (SELECT count(*) FROM notifications.scheduled_message)::int
