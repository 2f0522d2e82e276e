select source from numbers
where /* by number */business_id = $1 and source <> ''
    /* visible: id */
group by source_folded, source
order by source_folded, source
