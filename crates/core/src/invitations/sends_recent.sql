select count(*) filter (where member_id = $2), count(*)
from invitation_sends
where business_id = $1 and sent_at > $3
