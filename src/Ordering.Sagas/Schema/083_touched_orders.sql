-- When an order moved last: how long its ledger movement has been missing follows from it.
CREATE OR REPLACE VIEW ordering.order_records AS
  SELECT order_id, state, product_id, user_id, quantity, unit_price, currency, payment_window_seconds, email, idempotency_key,
    idempotency_hash, accepted_at, updated_at
  FROM ordering.orders;

-- Commands to the ledger that sagas have committed and the broker has not confirmed.
CREATE VIEW ordering.commands_on_their_way AS
  SELECT message_id, sent_at FROM ordering.outbox WHERE message_types ~ ':(AllocateStock|CommitStock|ReleaseStock)\M';
