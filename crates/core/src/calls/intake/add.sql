insert into calls (business_id, number_id, carrier_id, direction, status, outcome, carrier_status, caller_gone, closed,
    screened, voicemail, caller, caller_reversed, caller_kind, caller_name, caller_name_folded, destination, source, started_at,
    duration_seconds, talk_seconds, carrier_seconds, ended_at, blocked, answer_seconds, sample, first_time)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, cast($12 as text) is not null and not exists (
        select 1 from calls earlier
        where +earlier.business_id = $1 and earlier.number_id = $2 and earlier.caller = $12 and earlier.started_at <= $19
    ))
on conflict do nothing
returning id
