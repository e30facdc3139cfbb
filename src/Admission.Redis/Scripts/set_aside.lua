#!lua
-- Moves an intent that cannot be read to the poison stream, unchanged and with the reason, so that it no longer blocks the others.
--
-- KEYS  1 intents  2 poison
-- ARGV  1 group  2 entry id  3 reason
-- Returns  set-aside | gone

local entry = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])[1]
if entry then
  redis.call('XADD', KEYS[2], '*', 'reason', ARGV[3], 'entry', ARGV[2], unpack(entry[2]))
end
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[1], ARGV[2])
return entry and 'set-aside' or 'gone'
