select count(*) filter (where sent_at > $3 and is_link), coalesce(min(sent_at) filter (where sent_at > $3 and is_link), 0),
    count(*) filter (where sent_at <= $3)
from invitation_sends
where business_id = $1 and email_canonical = $2
