DROP SCHEMA IF EXISTS bench_messaging CASCADE;
CREATE SCHEMA bench_messaging;
SELECT messaging.create_tables('bench_messaging');
CREATE TABLE bench_messaging.trades (trade_id uuid PRIMARY KEY, state text NOT NULL, terms text NOT NULL, moves int NOT NULL);
