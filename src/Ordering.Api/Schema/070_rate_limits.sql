-- Rate limits that hold where a sale says nothing; one row at most, none while nobody has changed the defaults.
CREATE TABLE ordering.settings (
  one           boolean     PRIMARY KEY DEFAULT true CHECK (one),
  -- Counts changes. Redis takes each version once.
  version       bigint      NOT NULL,
  user_burst    int         NOT NULL CHECK (user_burst > 0),
  user_rate     int         NOT NULL CHECK (user_rate >= 0),
  address_burst int         NOT NULL CHECK (address_burst > 0),
  address_rate  int         NOT NULL CHECK (address_rate >= 0),
  global_rate   int         NOT NULL CHECK (global_rate >= 0),
  changed_at    timestamptz NOT NULL DEFAULT now()
);

-- Absent is what the settings say; 0 is off.
ALTER TABLE ordering.sales ALTER COLUMN global_rate DROP NOT NULL, ALTER COLUMN global_rate DROP DEFAULT;
