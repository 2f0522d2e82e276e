-- One build of a number at a time: two at once would both add the same difference.
update numbers set created_at = created_at where business_id = $1 and id = $2
