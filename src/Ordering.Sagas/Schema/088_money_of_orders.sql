-- Money has up to four decimals (ISO 4217: three of KWD, four of CLF). An order that costs nothing is confirmed unpaid.
DROP VIEW ordering.order_states;
DROP VIEW ordering.order_records;
DROP VIEW ordering.order_refunds;
ALTER TABLE ordering.orders ALTER COLUMN unit_price TYPE numeric(19,4);
ALTER TABLE ordering.refunds ALTER COLUMN amount TYPE numeric(19,4);
ALTER TABLE ordering.orders
  DROP CONSTRAINT nothing_is_confirmed_unpaid,
  ADD CONSTRAINT nothing_is_confirmed_unpaid CHECK (state NOT IN ('Confirmed', 'Completed') OR payment_id IS NOT NULL OR unit_price = 0);

CREATE VIEW ordering.order_records AS
  SELECT order_id, state, product_id, user_id, quantity, unit_price, currency, payment_window_seconds, email, idempotency_key,
    idempotency_hash, accepted_at, updated_at
  FROM ordering.orders;
CREATE VIEW ordering.order_states AS
  SELECT order_id, state, product_id, user_id, quantity, unit_price, currency, email, accepted_at, updated_at, payment_due_at, deadline_passed,
    payment_id, declines, requested_end, stock_committed, notice_outcome
  FROM ordering.orders;
CREATE VIEW ordering.order_refunds AS
  SELECT payment_id, order_id, amount, currency, reason, state, requested_at, refunded_at FROM ordering.refunds;
