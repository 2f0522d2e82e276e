insert into calls (business_id, number_id, carrier_id, direction, status, outcome, carrier_status, caller_gone, closed,
    screened, voicemail, caller, caller_reversed, caller_kind, caller_name, caller_name_folded, destination, source, started_at,
    duration_seconds, talk_seconds)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
on conflict (business_id, carrier_id) do nothing
returning id
