select business_id, phone_number, forward_to
from numbers
where status = 'active'
