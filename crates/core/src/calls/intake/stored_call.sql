select c.id, c.number_id, c.revision, c.carrier_status, c.carrier_seconds, c.caller_gone, c.closed, c.screened, c.voicemail, c.started_at, c.overdue,
    l.carrier_id, l.status, l.duration_seconds, l.target, l.answered_at, l.ended_at, l.dial_status, l.dial_connected,
    l.dial_presumed, l.dial_seconds, c.ended_at, c.blocked, c.status, c.talk_seconds, c.answer_seconds, c.caller
from calls c
left join legs l on l.business_id = $1 and l.call_id = c.id
where c.business_id = $1 and c.carrier_id = $2
