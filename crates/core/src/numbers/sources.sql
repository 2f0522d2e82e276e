select source from numbers
where business_id = $1 and source <> ''
    /* visible: id */
group by source_folded, source
order by source_folded, source
