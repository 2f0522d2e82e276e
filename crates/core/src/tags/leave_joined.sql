-- Only calls that carry the other tag by now: a call that was tagged in between keeps its tag, which then can't be deleted.
delete from call_tags
where business_id = $1 and tag_id = $2
    and exists (
        select 1 from call_tags other
        where other.business_id = $1 and other.call_id = call_tags.call_id and other.tag_id = $3
    )
