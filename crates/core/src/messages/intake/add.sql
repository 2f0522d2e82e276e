insert into messages (business_id, number_id, provider, carrier_id, direction, status, from_address, from_kind, to_address,
    body, segments, received_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (business_id, provider, carrier_id) do nothing
returning id
