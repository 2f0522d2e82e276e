select cast(1 as bigint)
where exists (
        select 1 from calls c
        join businesses b on b.id = c.business_id and b.deleted_at is null
        where c.status in ('ringing', 'in_progress') and c.started_at < $1
    )
    or exists (
        select 1 from recordings r
        join businesses b on b.id = r.business_id and b.deleted_at is null
        where r.status = 'waiting' and r.created_at < $1 and r.source_url is null
    )
    or exists (
        select 1 from recordings r
        join businesses b on b.id = r.business_id and b.deleted_at is null
        where r.status = 'waiting' and r.created_at < $2
    )
    or exists (
        select 1 from messages m
        join businesses b on b.id = m.business_id and b.deleted_at is null
        where m.status in ('queued', 'sending') and m.sent_at < $1
    )
