-- Money has up to four decimals (ISO 4217: three of KWD, four of CLF).
DROP VIEW ordering.recorded_payments;
DROP VIEW ordering.sale_products;
ALTER TABLE ordering.sales ALTER COLUMN price TYPE numeric(19,4);
ALTER TABLE ordering.payments ALTER COLUMN amount TYPE numeric(19,4);
ALTER TABLE sandbox.refunds ALTER COLUMN amount TYPE numeric(19,4);
CREATE VIEW ordering.recorded_payments AS
  SELECT payment_id, outcome, order_id, amount, currency, received_at FROM ordering.payments;
CREATE VIEW ordering.sale_products AS
  SELECT product_id, epoch, version, total_stock, price, currency, starts_at, ends_at, per_customer_limit, payment_window_seconds,
    user_rate, global_rate, paused
  FROM ordering.sales;
