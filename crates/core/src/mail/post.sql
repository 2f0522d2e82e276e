insert into outbox (kind, to_address, sealed, created_at, next_attempt_at) values ($1, $2, $3, $4, $4)
