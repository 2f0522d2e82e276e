select state, access, done_calls, total_calls, figures, time_zone, as_of, problem
from prepared_answers
where business_id = $1 and member_id = $2 and question_digest = $3 and expires_at > $4
