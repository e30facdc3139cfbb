#!lua flags=no-writes
-- What does the gate say about the sale, at one moment?
--
-- KEYS  1 sale  2 intents  3 poison
-- Returns  nil when the sale is not here, else available, reserved, version, epoch, intents waiting, intents set aside

if redis.call('EXISTS', KEYS[1]) == 0 then return nil end
local sale = redis.call('HMGET', KEYS[1], 'available', 'reserved', 'version', 'epoch')
return { sale[1], sale[2], sale[3], sale[4], redis.call('XLEN', KEYS[2]), redis.call('XLEN', KEYS[3]) }
