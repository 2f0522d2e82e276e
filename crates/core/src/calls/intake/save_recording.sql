insert into recordings (business_id, call_id, number_id, carrier_id, kind, status, source_url, duration_seconds, channels,
    created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict (business_id, carrier_id) do update
set kind = case when recordings.source_url is null then excluded.kind else recordings.kind end,
    status = case when recordings.source_url is null then excluded.status else recordings.status end,
    source_url = coalesce(recordings.source_url, excluded.source_url),
    duration_seconds = coalesce(recordings.duration_seconds, excluded.duration_seconds),
    channels = coalesce(recordings.channels, excluded.channels)
where recordings.call_id = excluded.call_id
    and (
        (recordings.source_url is null and excluded.source_url is not null)
        or (recordings.source_url is null and recordings.status = 'waiting' and excluded.status <> 'waiting')
        or (recordings.source_url is null and recordings.status = 'absent' and excluded.status = 'failed')
        or (recordings.duration_seconds is null and excluded.duration_seconds is not null and excluded.source_url is not null)
        or (recordings.channels is null and excluded.channels is not null and excluded.source_url is not null)
    )
