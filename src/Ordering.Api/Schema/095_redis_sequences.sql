-- How far the data of each sale in Redis has come, as its callers report it: about a second late, and never downwards. When all of them are
-- restarted, this is what still knows that Redis has come back with data from before.
CREATE TABLE ordering.sale_sequences (
  product_id text   PRIMARY KEY,
  epoch      bigint NOT NULL,
  sequence   bigint NOT NULL
) WITH (fillfactor = 50);

-- Who calls Redis, and which server each of them has there ('': none at the moment).
CREATE TABLE ordering.redis_callers (
  instance_id  uuid        PRIMARY KEY,
  redis_server text        NOT NULL,
  seen_at      timestamptz NOT NULL DEFAULT now()
);

-- What a caller has seen, and where. In one transaction: whoever reads that it is on a server reads what it had seen before, too.
CREATE FUNCTION ordering.report_sequences(instance uuid, server text, products text[], epochs bigint[], sequences bigint[]) RETURNS void LANGUAGE sql AS $$
  -- In the order of products, so that two reports do not wait for each other.
  INSERT INTO ordering.sale_sequences AS kept (product_id, epoch, sequence)
    SELECT product_id, epoch, sequence FROM unnest(products, epochs, sequences) AS seen (product_id, epoch, sequence) ORDER BY product_id
    ON CONFLICT (product_id) DO UPDATE SET epoch = excluded.epoch, sequence = excluded.sequence
    WHERE (kept.epoch, kept.sequence) < (excluded.epoch, excluded.sequence);
  DELETE FROM ordering.redis_callers WHERE seen_at < now() - interval '1 minute';
  INSERT INTO ordering.redis_callers (instance_id, redis_server) VALUES (instance, server)
    ON CONFLICT (instance_id) DO UPDATE SET redis_server = excluded.redis_server, seen_at = excluded.seen_at;
$$;

-- How many of those that have reported of late have not reported from this server.
CREATE FUNCTION ordering.redis_callers_elsewhere(server text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT count(*) FROM ordering.redis_callers WHERE redis_server <> server AND seen_at > now() - interval '3 seconds'
$$;

-- What Redis must have of each sale that was loaded. A new epoch begins anew.
CREATE VIEW ordering.sequences_to_have AS
  SELECT s.product_id, s.epoch, coalesce(q.sequence, 0) AS sequence
  FROM ordering.sales s
  LEFT JOIN ordering.sale_sequences q ON q.product_id = s.product_id AND q.epoch = s.epoch
  WHERE s.epoch > 0;

-- Leaves an epoch whose data in Redis is older than was seen, once, however many find it: for all instances the sale is lost then, and it is rebuilt.
CREATE FUNCTION ordering.leave_epoch(product text, older bigint) RETURNS boolean LANGUAGE sql AS $$
  UPDATE ordering.sales SET epoch = epoch + 1, updated_at = now() WHERE product_id = product AND epoch = older AND epoch > 0 RETURNING true
$$;
