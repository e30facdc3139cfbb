#!lua
-- Takes a new version of the sale, once: its terms as they are, its stock by the difference to the total taken last,
-- so that units sold meanwhile stay sold. The settings of all sales come along and have a version of their own.
--
-- KEYS  1 sale
-- ARGV  1 epoch  2 version  3 total  4 version of the settings  5 how many values are theirs
--       6... field, value, ... of the settings, then of the sale
-- Returns  applied | already-applied | total-too-low | not-loaded

local sale = redis.call('HMGET', KEYS[1], 'epoch', 'version', 'total', 'available', 'settings_version')
if sale[1] ~= ARGV[1] then return 'not-loaded' end
local outcome, last_setting = 'already-applied', 5 + ARGV[5]

if tonumber(sale[2]) < tonumber(ARGV[2]) then
  local difference = tonumber(ARGV[3]) - tonumber(sale[3])
  -- Raising is always allowed, also while available stands below zero.
  if difference < 0 and tonumber(sale[4]) + difference < 0 then return 'total-too-low' end

  redis.call('HINCRBY', KEYS[1], 'available', difference)
  redis.call('HSET', KEYS[1], unpack(ARGV, last_setting + 1))
  outcome = 'applied'
end

if tonumber(sale[5] or -1) < tonumber(ARGV[4]) then
  redis.call('HSET', KEYS[1], unpack(ARGV, 6, last_setting))
  outcome = 'applied'
end
return outcome
