select sequence, at, action, subject_kind, subject_id, subject_name, before, after
from audit_entries
where business_id = $1 and sequence < $2 and sequence >= $3
    and action in ('business.founded', 'member.added', 'member.edited', 'member.removed', 'member.left',
        'invitation.accepted', 'number.added', 'number.edited', 'number.released',
        'number_group.created', 'number_group.edited', 'number_group.deleted',
        'report.outside_added', 'report.outside_edited', 'report.outside_removed', 'report.outside_ended')
    and (subject_kind <> 'number' or subject_id = $4)
order by sequence desc
limit $5
