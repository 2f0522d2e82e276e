select count(*), count(*) filter (where state in ('waiting', 'running'))
from prepared_answers
where business_id = $1 and member_id = $2
