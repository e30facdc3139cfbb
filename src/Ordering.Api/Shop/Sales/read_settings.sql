SELECT version, user_burst, user_rate, address_burst, address_rate, global_rate FROM ordering.settings
