#!lua flags=no-writes
-- Reads whatever would make the sale refuse buyers at this moment.
--
-- KEYS  1 sale
-- Returns  nil when the sale is not here, else this server's clock in ms, epoch, version, starts at (ms), ends at (ms), paused, available

local sale = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'starts_at', 'ends_at', 'paused', 'available')
if not sale[1] then return nil end
local time = redis.call('TIME')
return { time[1] * 1000 + math.floor(time[2] / 1000), unpack(sale) }
