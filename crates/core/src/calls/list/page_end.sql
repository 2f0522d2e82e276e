-- Where a page of few numbers ends at the latest: at the call of one of them that alone would fill the page. Up to there, no
-- number has more than one page of calls. No row: there are more than $28 numbers. A row without a moment: none of the numbers
-- fills a page.
with own as (
    select id as number_id from numbers
    where /* by number */business_id = $1
        /* visible: id among (cast($3 as bigint) is null or number_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12))
            and (cast($13 as bigint) is null and not $23
                or number_id in (select id from numbers where business_id = $1 and group_id in ($13, $14, $15, $16, $17, $18, $19, $20, $21, $22))
                or $23 and (select n.group_id from numbers n where n.business_id = $1 and n.id = number_id) is null) */
    limit cast($28 as bigint) + 1
)
select (
    select page_end from (
        select (
            select started_at from calls
            where number_id = own.number_id and (started_at, id) /* after */ ($24, $25) and started_at /* until */ $26
                /* if status */ and status = $29 /* end */
            order by started_at /* way */, id /* way */
            limit 1 offset cast($27 as bigint) - 1
        ) as page_end
        from own
    ) ends
    order by page_end /* way */ nulls last
    limit 1
)
where (select count(*) from own) <= $28
