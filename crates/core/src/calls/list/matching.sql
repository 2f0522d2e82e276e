-- The filters that are compared call by call, of calls that are called c: see matching.rs. Nulls mean all. The tag is looked up by
-- a scalar query, since PostgreSQL would read all tags of the business to hash those of an exists.
and (cast($+0 as text) is null or c.status in ($+0, $+1, $+2, $+3, $+4, $+5, $+6))
and (cast($+7 as text) is null or c.source in ($+7, $+8, $+9, $+10, $+11, $+12, $+13, $+14, $+15, $+16))
and (
    cast($+17 as text) is null
    or case when c.qualified then 'true' when not c.qualified then 'false' else 'none' end in ($+17, $+18, $+19)
)
and (cast($+20 as boolean) is null or case when $+20 then c.spam else not (c.spam or c.blocked) end)
and (cast($+21 as boolean) is null or c.first_time = $+21)
and (
    not $+22
    or (
        select 1 from call_tags l
        where l.business_id = $1 and l.call_id = c.id
            and l.tag_id in ($+23, $+24, $+25, $+26, $+27, $+28, $+29, $+30, $+31, $+32)
        limit 1
    ) is not null
    or $+33 and (select 1 from call_tags l where l.business_id = $1 and l.call_id = c.id limit 1) is null
)
and (
    cast($+34 as text) is null
    or substr($+34, cast(((c.started_at + case
        when c.started_at < $+59 then cast($+35 as bigint)
        when c.started_at < $+60 then $+36
        when c.started_at < $+61 then $+37
        when c.started_at < $+62 then $+38
        when c.started_at < $+63 then $+39
        when c.started_at < $+64 then $+40
        when c.started_at < $+65 then $+41
        when c.started_at < $+66 then $+42
        when c.started_at < $+67 then $+43
        when c.started_at < $+68 then $+44
        when c.started_at < $+69 then $+45
        when c.started_at < $+70 then $+46
        when c.started_at < $+71 then $+47
        when c.started_at < $+72 then $+48
        when c.started_at < $+73 then $+49
        when c.started_at < $+74 then $+50
        when c.started_at < $+75 then $+51
        when c.started_at < $+76 then $+52
        when c.started_at < $+77 then $+53
        when c.started_at < $+78 then $+54
        when c.started_at < $+79 then $+55
        when c.started_at < $+80 then $+56
        when c.started_at < $+81 then $+57
        else $+58
    end) / 3600000 + 72) % 168 as integer) + 1, 1) = '1'
)
