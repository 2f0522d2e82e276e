insert into numbers (business_id, phone_number, friendly_name, name_folded, source, source_folded, group_id, forward_to,
    records_calls, status, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'active', $10)
on conflict (business_id, phone_number) where status = 'active' do nothing
returning id
