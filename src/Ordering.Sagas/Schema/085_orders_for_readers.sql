-- What other hosts may read of the sagas' tables, which the sagas alone write.
CREATE VIEW ordering.order_states AS
  SELECT order_id, state, product_id, user_id, quantity, unit_price, currency, email, accepted_at, updated_at, payment_due_at, deadline_passed,
    payment_id, declines, requested_end, stock_committed, notice_outcome
  FROM ordering.orders;
CREATE VIEW ordering.order_timeline AS
  SELECT id, order_id, at, from_state, to_state, event, message_id FROM ordering.timeline;
CREATE VIEW ordering.order_refunds AS
  SELECT payment_id, order_id, amount, currency, reason, state, requested_at, refunded_at FROM ordering.refunds;
