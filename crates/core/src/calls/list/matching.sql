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
        when c.started_at < $+75 then cast($+35 as bigint)
        when c.started_at < $+76 then $+36
        when c.started_at < $+77 then $+37
        when c.started_at < $+78 then $+38
        when c.started_at < $+79 then $+39
        when c.started_at < $+80 then $+40
        when c.started_at < $+81 then $+41
        when c.started_at < $+82 then $+42
        when c.started_at < $+83 then $+43
        when c.started_at < $+84 then $+44
        when c.started_at < $+85 then $+45
        when c.started_at < $+86 then $+46
        when c.started_at < $+87 then $+47
        when c.started_at < $+88 then $+48
        when c.started_at < $+89 then $+49
        when c.started_at < $+90 then $+50
        when c.started_at < $+91 then $+51
        when c.started_at < $+92 then $+52
        when c.started_at < $+93 then $+53
        when c.started_at < $+94 then $+54
        when c.started_at < $+95 then $+55
        when c.started_at < $+96 then $+56
        when c.started_at < $+97 then $+57
        when c.started_at < $+98 then $+58
        when c.started_at < $+99 then $+59
        when c.started_at < $+100 then $+60
        when c.started_at < $+101 then $+61
        when c.started_at < $+102 then $+62
        when c.started_at < $+103 then $+63
        when c.started_at < $+104 then $+64
        when c.started_at < $+105 then $+65
        when c.started_at < $+106 then $+66
        when c.started_at < $+107 then $+67
        when c.started_at < $+108 then $+68
        when c.started_at < $+109 then $+69
        when c.started_at < $+110 then $+70
        when c.started_at < $+111 then $+71
        when c.started_at < $+112 then $+72
        when c.started_at < $+113 then $+73
        else $+74
    end) / 3600000 + 72) % 168 as integer) + 1, 1) = '1'
)
