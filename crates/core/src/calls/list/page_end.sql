-- Where a page of few numbers ends at the latest: at the call of one of them that alone would fill the page. Up to there, no
-- number has more than one page of calls. No row: there are more than $9 numbers. A row without a moment: none of the numbers
-- fills a page.
with own as (
    select id as number_id from numbers
    where /* by number */business_id = $1
        /* visible: id among (cast($3 as bigint) is null or number_id = $3)
            and (cast($4 as bigint) is null or number_id in (select id from numbers where business_id = $1 and group_id = $4)) */
    limit cast($9 as bigint) + 1
)
select (
    select page_end from (
        select (
            select started_at from calls
            where number_id = own.number_id and (started_at, id) /* after */ ($5, $6) and started_at /* until */ $7
                /* if status */ and status = $10 /* end */
            order by started_at /* way */, id /* way */
            limit 1 offset cast($8 as bigint) - 1
        ) as page_end
        from own
    ) ends
    order by page_end /* way */ nulls last
    limit 1
)
where (select count(*) from own) <= $9
