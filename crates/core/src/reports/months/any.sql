select cast(1 as bigint)
where exists (
    select 1 from report_hours r
    join businesses b on b.id = r.business_id and b.deleted_at is null
)
