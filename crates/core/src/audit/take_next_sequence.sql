insert into audit_heads (business_id, sequence, hash, first_sequence, seal)
values ($1, 1, $2, 1, $2)
on conflict (business_id) do update set sequence = audit_heads.sequence + 1
returning sequence, hash, first_sequence, seal
