-- Cheap while many orders are on their way: the ledger's one row counts, and each state is asked only whether anybody is left
-- in it. The outbox is looked at when no order waits for its payment any more: it holds what is in flight then.
SELECT s.available, s.allocated, s.sold, o.allocating, o.awaiting_payment, o.confirmed, o.releasing,
  o.awaiting_payment OR EXISTS (SELECT FROM ordering.outbox WHERE message_types LIKE '%:OrderConfirmed%'),
  NOT o.awaiting_payment AND NOT o.releasing AND EXISTS (SELECT FROM ordering.orders WHERE product_id = s.product_id AND state = 'Expired' AND notice_outcome IS NULL)
FROM inventory.stock_books s
CROSS JOIN LATERAL (SELECT
  EXISTS (SELECT FROM ordering.orders WHERE product_id = s.product_id AND state = 'Allocating') AS allocating,
  EXISTS (SELECT FROM ordering.orders WHERE product_id = s.product_id AND state = 'AwaitingPayment') AS awaiting_payment,
  EXISTS (SELECT FROM ordering.orders WHERE product_id = s.product_id AND state = 'Confirmed') AS confirmed,
  EXISTS (SELECT FROM ordering.orders WHERE product_id = s.product_id AND state = 'Releasing') AS releasing) o
WHERE s.product_id = $1
