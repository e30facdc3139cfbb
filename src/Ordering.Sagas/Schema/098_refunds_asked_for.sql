-- When the provider was asked for a refund: from then on its outcome may be unknown, and the idempotency key lives. And when, after that life, the provider
-- first said that it knows no such refund: what is seen once is no proof.
ALTER TABLE ordering.refunds ADD COLUMN asked_at timestamptz, ADD COLUMN none_seen_at timestamptz;
-- Those that are open may have been asked for.
UPDATE ordering.refunds SET asked_at = requested_at WHERE state = 'Requested';

CREATE OR REPLACE VIEW ordering.order_refunds AS
  SELECT payment_id, order_id, amount, currency, reason, state, requested_at, refunded_at, asked_at, none_seen_at FROM ordering.refunds;

-- Ended orders that had a payment, for whoever compares captured money with orders. Nearly empty: only an order that the ledger rejects ends so.
CREATE INDEX orders_ended_paid ON ordering.orders (order_id)
  WHERE payment_id IS NOT NULL AND state IN ('Expired', 'Cancelled', 'Declined', 'Rejected');
