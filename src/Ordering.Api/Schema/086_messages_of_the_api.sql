-- Two hosts share the schema ordering. Its messaging tables are the sagas'; the API commits its messages to tables of its own.
-- What an older API left in ordering.outbox is swept by the sagas.
CREATE SCHEMA ordering_api;
SELECT messaging.create_tables('ordering_api');

-- What other hosts may read of the API's tables.
CREATE VIEW ordering.recorded_payments AS
  SELECT payment_id, outcome, order_id, amount, currency, received_at FROM ordering.payments;
