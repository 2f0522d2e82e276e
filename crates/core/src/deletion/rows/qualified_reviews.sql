delete from qualified_reviews
where business_id = $1 and business_id in (select business_id from qualified_reviews where business_id = $1 limit $2)
