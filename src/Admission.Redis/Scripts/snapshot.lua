#!lua flags=no-writes
-- Reads the sale's books at one moment.
--
-- KEYS  1 sale  2 intents  3 poison
-- Returns  nil when the sale is not here, else available, reserved, version, epoch, intents waiting, intents set aside

local sale = redis.call('HMGET', KEYS[1], 'available', 'reserved', 'version', 'epoch')
-- Also while it is being rebuilt, when it has no counters.
if not sale[1] then return nil end
return { sale[1], sale[2], sale[3], sale[4], redis.call('XLEN', KEYS[2]), redis.call('XLEN', KEYS[3]) }
