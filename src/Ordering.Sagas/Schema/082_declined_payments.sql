-- The declines that are counted, each once: a PaymentDeclined that is delivered again when the inbox has forgotten it counts no more.
ALTER TABLE ordering.orders ADD COLUMN declined_payments text[] NOT NULL DEFAULT '{}';
