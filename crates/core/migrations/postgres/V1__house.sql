-- A business, its people, its numbers, its calls, and the log of what was done.
-- Every table of a business carries business_id, and what points at another row of the business does so by
-- (business_id, id): rows that join two businesses are refused here, whatever the code says.
-- Times are milliseconds since 1970 in UTC. A *_folded text is the one beside it as it is compared, sorted and searched:
-- folded in Rust, so that both engines agree.

-- The instance itself: one row. id_key is the key that ids are encrypted with for the outside; it never changes. Two
-- random UUIDs hold 244 random bits.
-- key_check opens only with the key that the instance's secrets were sealed with.
create table instance (
    id bigint primary key check (id = 1),
    id_key bytea not null check (length(id_key) = 16),
    founded_at bigint,
    key_check bytea
);
insert into instance (id, id_key) values (1, substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) from 1 for 16));

-- One row, which a check of readiness writes: a database may answer and yet take no changes.
create table write_probe (
    id bigint primary key check (id = 1),
    at bigint not null
);

create table users (
    id bigint generated always as identity primary key,
    email text not null,
    email_canonical text collate "C" not null unique,
    name text not null,
    password_hash text,
    -- When the address was proved to be this person's: by a link that went there by mail, or by the operator's word.
    proved_at bigint,
    time_zone text,
    theme text not null default 'system',
    created_at bigint not null,
    unique (id, email_canonical)
);

-- Each change of who is in the team, or as what, first counts up the business's team_revision: on PostgreSQL such changes
-- wait there for one another, so that a count of seats or of Owners holds until it is committed.
create table businesses (
    id bigint generated always as identity primary key,
    slug text collate "C" not null unique,
    name text not null,
    time_zone text not null,
    country text not null,
    -- ISO 4217: what the values of calls are in.
    currency text not null default 'USD' check (length(currency) = 3),
    plan text,
    -- Whether people with an account are added or asked; null is what the instance does.
    existing_accounts text check (existing_accounts in ('add', 'ask')),
    team_revision bigint not null default 0,
    -- Which rows of report_hours and the report_months are read: the build, and the time zone of its days, if it is not the business's. After a change
    -- of the business's time zone the next build is written beside it until it is whole.
    reports_build bigint not null default 1,
    reports_zone text,
    reports_next_build bigint,
    created_at bigint not null,
    -- Since when nobody is in it, after an Owner deleted it, and by what name; when all of it is removed; and since when it
    -- can't be taken back, as its removal has begun.
    deleted_at bigint,
    deleted_by text,
    removal_at bigint,
    removal_begun_at bigint,
    check ((deleted_at is null) = (removal_at is null))
);
create index businesses_to_remove on businesses (removal_at) where removal_at is not null;

create table members (
    id bigint generated always as identity primary key,
    business_id bigint not null references businesses (id),
    user_id bigint not null,
    -- The account's, kept here by the database, so that a business's members are in the order of their addresses.
    email_canonical text collate "C" not null,
    role text not null check (role in ('owner', 'admin', 'manager', 'viewer')),
    name text not null,
    name_folded text collate "C" not null,
    sees text not null check (sees in ('all', 'specific')),
    status text not null check (status in ('active', 'removed')),
    joined_at bigint not null,
    last_active_at bigint,
    wants_digest boolean not null default true,
    removed_at bigint,
    unique (business_id, id),
    foreign key (user_id, email_canonical) references users (id, email_canonical) on update cascade,
    check (role = 'viewer' or sees = 'all')
);
create unique index members_one_active on members (business_id, user_id) where status = 'active';
create index members_by_user on members (user_id);
create index members_by_name on members (business_id, status, name_folded, id);
create index members_by_email on members (business_id, status, email_canonical, id);
create index members_by_role on members
    (business_id, status, (case role when 'owner' then '0' when 'admin' then '1' when 'manager' then '2' else '3' end || name_folded), id);
create index members_by_joined on members (business_id, status, joined_at, id);
create index members_by_last_active on members (business_id, status, (coalesce(last_active_at, 0)), id);

-- The columns that members have chosen for their list of calls, with commas between the words.
create table member_columns (
    business_id bigint not null,
    member_id bigint not null,
    words text not null,
    primary key (business_id, member_id),
    foreign key (business_id, member_id) references members (business_id, id)
);

-- The business's name when a membership ended: its later names are not told to a person who has gone.
create table departures (
    business_id bigint not null,
    member_id bigint not null,
    business_name text not null,
    primary key (business_id, member_id),
    foreign key (business_id, member_id) references members (business_id, id)
);

-- Whose role ranks above whose. The same as access::Role::outranks; a test compares them.
create view outranks (actor_role, role) as
    values ('owner', 'admin'), ('owner', 'manager'), ('owner', 'viewer'),
        ('admin', 'manager'), ('admin', 'viewer'), ('manager', 'viewer');

-- Which members and which roles somebody changes or grants: those below their own rank, and an Owner every one. The same
-- as access::may_act_on and may_grant.
create view manages (actor_role, role) as
    select actor_role, role from outranks
    union all
    select 'owner', 'owner';

create table impersonations (
    id bigint generated always as identity primary key,
    business_id bigint not null,
    actor_member_id bigint not null,
    member_id bigint not null,
    reason text not null,
    allows_changes boolean not null default false,
    started_at bigint not null,
    expires_at bigint not null,
    ended_at bigint,
    told_at bigint,
    unique (business_id, id),
    foreign key (business_id, actor_member_id) references members (business_id, id),
    foreign key (business_id, member_id) references members (business_id, id)
);
create index impersonations_by_member on impersonations (business_id, member_id);
create index impersonations_by_actor on impersonations (business_id, actor_member_id);
create index impersonations_untold on impersonations (business_id, member_id) where told_at is null;

create table sessions (
    id bigint generated always as identity primary key,
    user_id bigint not null references users (id),
    impersonation_id bigint references impersonations (id) on delete cascade,
    token_hash bytea not null unique,
    created_at bigint not null,
    last_seen_at bigint not null,
    expires_at bigint not null,
    -- When it ends for good, however much it is used; and when its person last entered their password in it.
    ends_at bigint not null,
    confirmed_at bigint not null,
    address text not null,
    device text not null
);
create index sessions_by_user on sessions (user_id);
create index sessions_by_end on sessions (expires_at);
create index sessions_of_log_in_as on sessions (impersonation_id) where impersonation_id is not null;

create table password_resets (
    id bigint generated always as identity primary key,
    user_id bigint not null references users (id),
    token_hash bytea not null unique,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
);
create index password_resets_by_user on password_resets (user_id);

-- A new address that an account asked for, until the link that went there is used.
create table address_changes (
    id bigint generated always as identity primary key,
    user_id bigint not null references users (id),
    email text not null,
    email_canonical text not null,
    token_hash bytea not null unique,
    created_at bigint not null,
    expires_at bigint not null
);
create index address_changes_by_user on address_changes (user_id);

-- The browsers that an account has signed in from, each by the hash of a cookie that is no credential.
create table known_browsers (
    user_id bigint not null references users (id),
    cookie_hash bytea not null,
    first_seen_at bigint not null,
    last_seen_at bigint not null,
    primary key (user_id, cookie_hash)
);

create table api_tokens (
    id bigint generated always as identity primary key,
    business_id bigint not null,
    member_id bigint not null,
    name text not null,
    token_hash bytea not null unique,
    hint text not null,
    read_only boolean not null,
    created_at bigint not null,
    expires_at bigint,
    last_used_at bigint,
    unique (business_id, id),
    foreign key (business_id, member_id) references members (business_id, id)
);
create index api_tokens_by_member on api_tokens (business_id, member_id);

create table number_groups (
    id bigint generated always as identity primary key,
    business_id bigint not null references businesses (id),
    name text not null,
    name_folded text collate "C" not null,
    created_at bigint not null,
    unique (business_id, id)
);
create unique index number_groups_name on number_groups (business_id, name_folded);

create table numbers (
    id bigint generated always as identity primary key,
    business_id bigint not null references businesses (id),
    phone_number text not null,
    friendly_name text not null,
    name_folded text collate "C" not null,
    source text collate "C" not null,
    source_folded text collate "C" not null,
    group_id bigint,
    forward_to text,
    records_calls boolean not null,
    status text not null check (status in ('active', 'released')),
    created_at bigint not null,
    released_at bigint,
    unique (business_id, id),
    foreign key (business_id, group_id) references number_groups (business_id, id)
);
create unique index numbers_one_active on numbers (business_id, phone_number) where status = 'active';
create index numbers_by_name on numbers (business_id, name_folded, id);
create index numbers_newest on numbers (business_id, created_at, id);
create index numbers_by_group on numbers (business_id, group_id);
create index numbers_forwarding on numbers (phone_number, forward_to) where status = 'active' and forward_to is not null;

-- Every source that a number has ever had: its calls keep the one of their time, and menus offer them all.
create table number_sources (
    business_id bigint not null,
    number_id bigint not null,
    source text collate "C" not null,
    primary key (business_id, number_id, source),
    foreign key (business_id, number_id) references numbers (business_id, id)
);

create table number_grants (
    business_id bigint not null,
    member_id bigint not null,
    number_id bigint not null,
    primary key (business_id, member_id, number_id),
    foreign key (business_id, member_id) references members (business_id, id),
    foreign key (business_id, number_id) references numbers (business_id, id)
);
create index number_grants_by_number on number_grants (business_id, number_id);

create table group_grants (
    business_id bigint not null,
    member_id bigint not null,
    group_id bigint not null,
    primary key (business_id, member_id, group_id),
    foreign key (business_id, member_id) references members (business_id, id),
    foreign key (business_id, group_id) references number_groups (business_id, id)
);
create index group_grants_by_group on group_grants (business_id, group_id);

-- The columns that are shown of a member, and the folded texts that lists of members are sorted and searched by.
create view listed_members as
    select m.business_id, m.id, m.name, u.email, m.role, m.sees,
        case when m.sees = 'specific' then (
            select string_agg(cast(a.number_id as text), ',') from number_grants a
            where a.business_id = m.business_id and a.member_id = m.id
        ) end as numbers,
        case when m.sees = 'specific' then (
            select string_agg(cast(a.group_id as text), ',') from group_grants a
            where a.business_id = m.business_id and a.member_id = m.id
        ) end as number_groups,
        m.status, m.joined_at, m.last_active_at, m.name_folded, m.email_canonical
    from members m
    join users u on u.id = m.user_id;

-- Promises of membership. A live one, which is pending and has not expired, holds a seat. The link's token is kept as its
-- hash alone, also of a dead one, whose link still says what became of it.
create table invitations (
    id bigint generated always as identity primary key,
    business_id bigint not null references businesses (id),
    email text not null,
    email_canonical text collate "C" not null,
    name text not null,
    name_folded text collate "C" not null,
    role text not null check (role in ('owner', 'admin', 'manager', 'viewer')),
    sees text not null check (sees in ('all', 'specific')),
    status text not null check (status in ('pending', 'accepted', 'cancelled', 'expired')),
    invited_by bigint not null,
    token_hash bytea unique,
    -- Whether the link went out by mail alone, so that its bearer reads the mail of the address. Nobody else has seen it.
    mailed boolean not null,
    created_at bigint not null,
    expires_at bigint not null,
    sent_at bigint not null,
    -- How its link goes out. A withdrawn letter still waited, or had failed, when the invitation ended.
    letter text not null default 'mail' check (letter in ('mail', 'by_hand', 'withdrawn')),
    -- The unique key of its job.
    letter_key text,
    member_id bigint,
    ended_at bigint,
    -- The end of a cancelled one: somebody's hand, a no, or the fate of its sender.
    ended_by text check (ended_by in ('cancel', 'refusal', 'inviter')),
    unique (business_id, id),
    foreign key (business_id, invited_by) references members (business_id, id),
    foreign key (business_id, member_id) references members (business_id, id),
    check (role = 'viewer' or sees = 'all')
);
-- One live invitation of an address to a business; and, by the address alone, all that wait for somebody.
create unique index invitations_one_live on invitations (email_canonical, business_id) where status = 'pending';
create index invitations_by_name on invitations (business_id, status, name_folded, id);
create index invitations_by_created on invitations (business_id, status, created_at, id);
create index invitations_by_inviter on invitations (business_id, invited_by) where status = 'pending';

create table invitation_numbers (
    business_id bigint not null,
    invitation_id bigint not null,
    number_id bigint not null,
    primary key (business_id, invitation_id, number_id),
    foreign key (business_id, invitation_id) references invitations (business_id, id),
    foreign key (business_id, number_id) references numbers (business_id, id)
);

create table invitation_groups (
    business_id bigint not null,
    invitation_id bigint not null,
    group_id bigint not null,
    primary key (business_id, invitation_id, group_id),
    foreign key (business_id, invitation_id) references invitations (business_id, id),
    foreign key (business_id, group_id) references number_groups (business_id, id)
);
create index invitation_groups_by_group on invitation_groups (business_id, group_id);

-- When somebody was sent a link or was added, for as long as it counts against what one address is sent in a day, and what
-- a member and a business send in an hour: also where the invitation was cancelled and made again.
create table invitation_sends (
    id bigint generated always as identity primary key,
    business_id bigint not null references businesses (id),
    email_canonical text collate "C" not null,
    member_id bigint not null,
    is_link boolean not null,
    sent_at bigint not null,
    foreign key (business_id, member_id) references members (business_id, id)
);
create index invitation_sends_by_email on invitation_sends (business_id, email_canonical, sent_at);
create index invitation_sends_by_member on invitation_sends (business_id, member_id, sent_at);
create index invitation_sends_by_time on invitation_sends (business_id, sent_at);

-- Ownership that one Owner has offered to another member, until the other takes it.
create table handovers (
    id bigint generated always as identity primary key,
    business_id bigint not null,
    from_member_id bigint not null,
    to_member_id bigint not null,
    status text not null check (status in ('offered', 'accepted', 'withdrawn', 'declined')),
    offered_at bigint not null,
    expires_at bigint not null,
    ended_at bigint,
    unique (business_id, id),
    foreign key (business_id, from_member_id) references members (business_id, id),
    foreign key (business_id, to_member_id) references members (business_id, id)
);
create unique index handovers_one_offered on handovers (business_id) where status = 'offered';

-- How a business is connected to its carrier. All the secrets are one sealed value.
create table carriers (
    business_id bigint primary key references businesses (id),
    provider text not null check (provider in ('twilio', 'signalwire', 'telnyx')),
    account text not null,
    secrets_sealed bytea not null,
    api_base text,
    trusts_api_base boolean not null default false,
    updated_at bigint not null
);

-- The newest webhook that was taken from a business's carrier, and how many were refused for each reason.
create table carrier_webhooks (
    business_id bigint primary key references businesses (id),
    last_good_at bigint not null
);
create table carrier_refusals (
    business_id bigint not null references businesses (id),
    reason text not null,
    refused bigint not null,
    last_at bigint not null,
    primary key (business_id, reason)
);

-- The steps that were tried while a business was set up, and the problem that each met last.
create table setup_records (
    business_id bigint not null references businesses (id),
    tried text not null check (tried in ('mail', 'account', 'dismissal')),
    at bigint not null,
    problem text,
    primary key (business_id, tried)
);

-- A call, and all that is known of it from what the carrier said. Its row is replaced only by who read its newest
-- revision, so that two callbacks at once can't undo each other.
create table calls (
    id bigint generated always as identity primary key,
    business_id bigint not null,
    number_id bigint not null,
    carrier_id text not null,
    revision bigint not null default 0,
    direction text not null check (direction in ('inbound', 'outbound')),
    status text collate "C" not null check (status in ('ringing', 'in_progress', 'completed', 'missed', 'voicemail', 'busy', 'failed')),
    outcome text,
    carrier_status text,
    caller_gone boolean not null default false,
    closed boolean not null default false,
    overdue boolean not null default false,
    carrier_seconds bigint,
    ended_at bigint,
    screened boolean not null default false,
    voicemail boolean not null default false,
    caller text collate "C",
    caller_reversed text collate "C",
    caller_kind text not null,
    caller_name text,
    caller_name_folded text collate "C",
    destination text not null,
    source text collate "C" not null,
    started_at bigint not null,
    duration_seconds bigint,
    talk_seconds bigint,
    -- From its first ring until somebody answered, if the two sides talked and it is known.
    answer_seconds bigint,
    -- Whether it is a good call: null is not said. A person's word is not overwritten by a rule's.
    qualified boolean,
    qualified_by text check (qualified_by in ('person', 'rule')),
    value_cents bigint check (value_cents >= 0),
    spam boolean not null default false,
    -- Whether it is the caller's first call to this number.
    first_time boolean not null default false,
    -- Whether it was rejected because its caller was blocked when it came.
    blocked boolean not null default false,
    -- The samples of callers that its caller is in, for estimates of large counts: 2 in both, 1 in the large one, 0 in none.
    sample bigint not null default 0 check (sample in (0, 1, 2)),
    unique (business_id, id),
    unique (business_id, carrier_id),
    foreign key (business_id, number_id) references numbers (business_id, id)
);
-- Here and below the number stands last so that calls of numbers that the viewer does not see need not be fetched.
create index calls_newest on calls (business_id, started_at desc, id desc, number_id);
create index calls_newest_by_status on calls (business_id, status, started_at desc, id desc, number_id);
create index calls_of_number on calls (number_id, started_at desc, id desc);
create index calls_of_number_by_status on calls (number_id, status, started_at desc, id desc);
create index calls_of_number_by_source on calls (number_id, source, status, started_at desc, id desc);
-- A search of a member with Specific Numbers asks within those from the start, so that its time says nothing of the others.
create index calls_of_number_by_caller on calls (number_id, caller, started_at desc, id desc);
create index calls_of_number_by_caller_end on calls (number_id, caller_reversed, started_at desc, id desc);
create index calls_of_number_by_caller_name on calls (number_id, caller_name_folded, started_at desc, id desc)
    where caller_name_folded is not null;
create index calls_by_caller on calls (business_id, caller, started_at desc, id desc, number_id);
create index calls_by_caller_end on calls (business_id, caller_reversed, started_at desc, id desc, number_id);
create index calls_by_caller_name on calls (business_id, caller_name_folded, started_at desc, id desc, number_id)
    where caller_name_folded is not null;

create index calls_of_number_by_qualified on calls (number_id, qualified, started_at desc, id desc);
create index calls_of_number_spam on calls (number_id, started_at desc, id desc) where spam;

-- A caller has one first call to a number: two reports at once can't both make one.
create unique index calls_first_of_caller on calls (number_id, caller) where first_time;

-- Each has all columns that callers are counted by.
create index calls_sampled on calls (number_id, started_at, caller, source, spam, blocked, business_id) where sample >= 1;
create index calls_in_small_sample on calls (number_id, started_at, caller, source, spam, blocked, business_id) where sample >= 2;

create index calls_under_way on calls (started_at, business_id) where status in ('ringing', 'in_progress');

-- The tags of a business, and the calls that carry them. The keys that find a call stand beside its tag: its number never
-- changes, and the moment at which it came is changed in both places by one function.
create table tags (
    id bigint generated always as identity primary key,
    business_id bigint not null references businesses (id),
    name text not null,
    name_folded text collate "C" not null,
    colour text not null check (colour in ('grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple')),
    created_at bigint not null,
    unique (business_id, id)
);
create unique index tags_name on tags (business_id, name_folded);

-- Tags that were merged into others, so that a saved report which keeps the id of one finds the other.
create table merged_tags (
    business_id bigint not null,
    tag_id bigint not null,
    into_tag_id bigint not null,
    primary key (business_id, tag_id),
    foreign key (business_id, into_tag_id) references tags (business_id, id)
);
create index merged_tags_into on merged_tags (business_id, into_tag_id);

create table call_tags (
    business_id bigint not null,
    call_id bigint not null,
    tag_id bigint not null,
    number_id bigint not null,
    started_at bigint not null,
    primary key (business_id, call_id, tag_id),
    foreign key (business_id, call_id) references calls (business_id, id),
    foreign key (business_id, tag_id) references tags (business_id, id),
    foreign key (business_id, number_id) references numbers (business_id, id)
);
create index call_tags_newest on call_tags (business_id, tag_id, started_at desc, call_id desc, number_id);
create index call_tags_of_number on call_tags (number_id, tag_id, started_at desc, call_id desc);

-- Changes of the tags and the rating of calls, for their timelines. A change without a member is one of the rules alone. The rule that
-- says that the call is qualified may be removed by now.
create table call_changes (
    id bigint generated always as identity primary key,
    business_id bigint not null,
    call_id bigint not null,
    member_id bigint,
    rule_id bigint,
    changed text not null,
    created_at bigint not null,
    foreign key (business_id, call_id) references calls (business_id, id),
    foreign key (business_id, member_id) references members (business_id, id)
);
create index call_changes_of_call on call_changes (business_id, call_id, id);

create table call_notes (
    id bigint generated always as identity primary key,
    business_id bigint not null,
    call_id bigint not null,
    author_member_id bigint not null,
    text text not null,
    created_at bigint not null,
    edited_at bigint,
    unique (business_id, id),
    foreign key (business_id, call_id) references calls (business_id, id),
    foreign key (business_id, author_member_id) references members (business_id, id)
);
create index call_notes_of_call on call_notes (business_id, call_id, id);

-- The rules that say of calls that they are qualified, in their order. The conditions are JSON.
create table qualified_rules (
    id bigint generated always as identity primary key,
    business_id bigint not null references businesses (id),
    place bigint not null,
    name text not null,
    matches text not null check (matches in ('all', 'any')),
    conditions text not null,
    created_at bigint not null,
    unique (business_id, id)
);
create index qualified_rules_in_order on qualified_rules (business_id, place, id);

-- How far the calls that have ended are gone over by the rules, from the newest on. A new request begins a new generation.
create table qualified_reviews (
    business_id bigint primary key references businesses (id),
    generation bigint not null,
    requested_at bigint not null,
    reached_at bigint,
    reached_call_id bigint,
    calls bigint not null default 0,
    marked bigint not null default 0,
    unmarked bigint not null default 0,
    finished_at bigint,
    foreign key (business_id, reached_call_id) references calls (business_id, id)
);

-- Callers whose calls are rejected before anybody is rung. The caller is as in calls.
create table blocked_callers (
    id bigint generated always as identity primary key,
    business_id bigint not null references businesses (id),
    caller text collate "C" not null,
    blocked_by bigint not null,
    blocked_at bigint not null,
    unique (business_id, id),
    unique (business_id, caller),
    foreign key (business_id, blocked_by) references members (business_id, id)
);
create index blocked_callers_newest on blocked_callers (business_id, blocked_at desc, id desc);

-- Questions to the analytics that members keep. The reports that a removed member had shared have no author.
create table reports (
    id bigint generated always as identity primary key,
    business_id bigint not null references businesses (id),
    author_member_id bigint,
    name text not null,
    question text not null,
    is_shared boolean not null,
    schedule text,
    next_run_at bigint,
    created_at bigint not null,
    updated_at bigint not null,
    unique (business_id, id),
    check (is_shared or author_member_id is not null),
    foreign key (business_id, author_member_id) references members (business_id, id)
);
create index reports_newest on reports (business_id, created_at desc, id desc);
create index reports_of_author on reports (business_id, author_member_id);

-- The members to whom a report is mailed by its schedule.
create table report_recipients (
    business_id bigint not null,
    report_id bigint not null,
    member_id bigint not null,
    added_at bigint not null,
    primary key (business_id, report_id, member_id),
    foreign key (business_id, report_id) references reports (business_id, id),
    foreign key (business_id, member_id) references members (business_id, id)
);
create index report_recipients_of_member on report_recipients (business_id, member_id);

-- The letters of a report to a member: when the last one was sent, or why none was.
create table report_letters (
    business_id bigint not null,
    report_id bigint not null,
    member_id bigint not null,
    sent_at bigint,
    problem text,
    primary key (business_id, report_id, member_id),
    foreign key (business_id, report_id) references reports (business_id, id),
    foreign key (business_id, member_id) references members (business_id, id)
);
create index report_letters_of_member on report_letters (business_id, member_id);

-- Answers to questions of too many calls to read them while a page waits, which a job prepares for one member: how far each has come,
-- the number access that it is made with, and in the end the figures.
create table prepared_answers (
    id bigint generated always as identity primary key,
    business_id bigint not null references businesses (id),
    member_id bigint not null,
    question text not null,
    question_digest bytea not null,
    state text not null check (state in ('waiting', 'running', 'done', 'failed')),
    access text not null,
    done_calls bigint not null,
    total_calls bigint not null,
    figures bytea,
    time_zone text,
    as_of bigint,
    problem text,
    asked_at bigint not null,
    expires_at bigint not null,
    unique (business_id, id),
    unique (business_id, member_id, question_digest),
    check ((state = 'done') = (figures is not null)),
    foreign key (business_id, member_id) references members (business_id, id)
);

-- Filters of the list of calls that members keep under a name. The views that a removed member had shared have no author.
create table call_views (
    id bigint generated always as identity primary key,
    business_id bigint not null references businesses (id),
    author_member_id bigint,
    name text not null,
    name_folded text collate "C" not null,
    question text not null,
    is_shared boolean not null,
    created_at bigint not null,
    updated_at bigint not null,
    unique (business_id, id),
    check (is_shared or author_member_id is not null),
    foreign key (business_id, author_member_id) references members (business_id, id)
);
create unique index call_views_of_author on call_views (business_id, author_member_id, name_folded);

-- The addresses outside the team to which a report is mailed by its schedule, each with a number access of its own and the
-- member who gave it; and when the last letter was sent, or why none was.
create table outside_recipients (
    id bigint generated always as identity primary key,
    business_id bigint not null references businesses (id),
    report_id bigint not null,
    email text not null,
    email_canonical text not null,
    name text not null,
    sees text not null check (sees in ('all', 'specific')),
    granted_by bigint not null,
    granted_at bigint not null,
    added_at bigint not null,
    sent_at bigint,
    problem text,
    unique (business_id, id),
    foreign key (business_id, report_id) references reports (business_id, id),
    foreign key (business_id, granted_by) references members (business_id, id)
);
create unique index outside_recipients_address on outside_recipients (business_id, report_id, email_canonical);
create index outside_recipients_by_giver on outside_recipients (business_id, granted_by);

-- The numbers and groups that an outside recipient with Specific Numbers sees. As a viewer it has the negative of its id,
-- which is no member's.
create table outside_number_grants (
    business_id bigint not null,
    viewer_id bigint not null,
    number_id bigint not null,
    recipient_id bigint not null,
    primary key (business_id, viewer_id, number_id),
    check (viewer_id = -recipient_id),
    foreign key (business_id, recipient_id) references outside_recipients (business_id, id),
    foreign key (business_id, number_id) references numbers (business_id, id)
);
create index outside_number_grants_of_recipient on outside_number_grants (business_id, recipient_id);
create index outside_number_grants_by_number on outside_number_grants (business_id, number_id);

create table outside_group_grants (
    business_id bigint not null,
    viewer_id bigint not null,
    group_id bigint not null,
    recipient_id bigint not null,
    primary key (business_id, viewer_id, group_id),
    check (viewer_id = -recipient_id),
    foreign key (business_id, recipient_id) references outside_recipients (business_id, id),
    foreign key (business_id, group_id) references number_groups (business_id, id)
);
create index outside_group_grants_of_recipient on outside_group_grants (business_id, recipient_id);
create index outside_group_grants_by_group on outside_group_grants (business_id, group_id);

-- The columns of an outside recipient that are read, with those of its report and the name of the giver of its access.
create view listed_outside_recipients as
    select o.business_id, o.id, o.report_id, r.name as report, r.is_shared, r.author_member_id, o.email, o.name, o.sees,
        case when o.sees = 'specific' then (
            select string_agg(cast(a.number_id as text), ',') from outside_number_grants a
            where a.business_id = o.business_id and a.recipient_id = o.id
        ) end as numbers,
        case when o.sees = 'specific' then (
            select string_agg(cast(a.group_id as text), ',') from outside_group_grants a
            where a.business_id = o.business_id and a.recipient_id = o.id
        ) end as number_groups,
        g.name as giver, o.granted_at, o.added_at, o.sent_at, o.problem, o.email_canonical
    from outside_recipients o
    join reports r on r.business_id = o.business_id and r.id = o.report_id
    join members g on g.business_id = o.business_id and g.id = o.granted_by;

-- The numbers that a member or an outside recipient with Specific Numbers may see: those chosen, and those of the groups
-- chosen, whenever they came into the group. A view, so that it can't drift from what was granted. The joins are crossed
-- because SQLite keeps the order of such a one; else it asks of each number of the business whether its group was granted.
create view number_access as
    select business_id, member_id, number_id from number_grants
    union all
    select g.business_id, g.member_id, n.id as number_id
    from group_grants g
    cross join numbers n
    where n.business_id = g.business_id and n.group_id = g.group_id
    union all
    select business_id, viewer_id as member_id, number_id from outside_number_grants
    union all
    select g.business_id, g.viewer_id as member_id, n.id as number_id
    from outside_group_grants g
    cross join numbers n
    where n.business_id = g.business_id and n.group_id = g.group_id;

-- The groups that were chosen for a member or an outside recipient with Specific Numbers.
create view group_access as
    select business_id, member_id, group_id from group_grants
    union all
    select business_id, viewer_id as member_id, group_id from outside_group_grants;

-- The calls that have ended, summed by the hour of the clock in the business's time zone (the day as the days after the first of
-- 1970), number and source; and apart from them those that are spam and those that were blocked. Each transaction that changes
-- a call adds to its row: see calls::tally. A job moves the rows into those of their months: see reports::months.
create table report_hours (
    business_id bigint not null,
    build bigint not null,
    number_id bigint not null,
    day bigint not null,
    hour bigint not null,
    source text collate "C" not null,
    kind text collate "C" not null check (kind in ('call', 'spam', 'blocked')),
    calls bigint not null,
    answered bigint not null,
    missed bigint not null,
    voicemails bigint not null,
    first_time_callers bigint not null,
    talks bigint not null,
    talk_seconds bigint not null,
    answers bigint not null,
    answer_seconds bigint not null,
    qualified bigint not null,
    value_cents bigint not null,
    primary key (business_id, build, number_id, day, hour, source, kind),
    foreign key (business_id, number_id) references numbers (business_id, id)
);

-- The same sums by month, which is the first day of it. A row holds those of each day, or those of each hour: see
-- calls::tally::PackedSums.
create table report_months (
    business_id bigint not null,
    build bigint not null,
    number_id bigint not null,
    grain text not null check (grain in ('day', 'hour')),
    month bigint not null,
    source text not null,
    kind text not null check (kind in ('call', 'spam', 'blocked')),
    sums bytea not null,
    primary key (business_id, build, number_id, grain, month, source, kind),
    foreign key (business_id, number_id) references numbers (business_id, id)
);

-- The same of all numbers together, for members who see all of them.
create table business_report_months (
    business_id bigint not null references businesses (id),
    build bigint not null,
    grain text not null check (grain in ('day', 'hour')),
    month bigint not null,
    source text not null,
    kind text not null check (kind in ('call', 'spam', 'blocked')),
    sums bytea not null,
    primary key (business_id, build, grain, month, source, kind)
);

-- Callers of missed calls and voicemails whom a person has marked as called back: the call that they were to be called back for.
create table called_back (
    business_id bigint not null,
    call_id bigint not null,
    member_id bigint not null,
    at bigint not null,
    primary key (business_id, call_id),
    foreign key (business_id, call_id) references calls (business_id, id),
    foreign key (business_id, member_id) references members (business_id, id)
);

-- The facts of one attempt to reach somebody. An attempt that the carrier did not name has an empty carrier_id.
create table legs (
    id bigint generated always as identity primary key,
    business_id bigint not null,
    call_id bigint not null,
    carrier_id text not null,
    target text,
    status text,
    answered_at bigint,
    ended_at bigint,
    duration_seconds bigint,
    dial_status text,
    dial_connected boolean,
    dial_presumed boolean,
    dial_seconds bigint,
    created_at bigint not null,
    unique (business_id, id),
    unique (business_id, call_id, carrier_id),
    foreign key (business_id, call_id) references calls (business_id, id)
);

create table recordings (
    id bigint generated always as identity primary key,
    business_id bigint not null,
    call_id bigint not null,
    number_id bigint not null,
    carrier_id text not null,
    kind text not null check (kind in ('call', 'voicemail')),
    status text not null check (status in ('waiting', 'stored', 'absent', 'failed')),
    source_url text,
    place text,
    media_type text,
    bytes bigint,
    duration_seconds bigint,
    channels bigint,
    failure text,
    created_at bigint not null,
    stored_at bigint,
    unique (business_id, id),
    unique (business_id, carrier_id),
    foreign key (business_id, call_id) references calls (business_id, id),
    foreign key (business_id, number_id) references numbers (business_id, id)
);
create index recordings_of_call on recordings (business_id, call_id);
create index recordings_of_number on recordings (business_id, number_id, status);
create index recordings_waiting on recordings (created_at, business_id) where status = 'waiting';

-- The columns of a listed call: its business, and then the columns that the list's rows are read from, in their order. The
-- recording is one column, `id kind status seconds` of the newest one: one look-up per call is quicker than four, and a join
-- is at the mercy of the planner. So are its tags: a line `id colour name` each.
create view listed_calls as
    select c.business_id, c.id, c.number_id,
        (select n.friendly_name from numbers n where n.business_id = c.business_id and n.id = c.number_id) as number_name,
        c.direction, c.status, c.outcome, c.caller, c.caller_kind, c.caller_name, c.destination, c.source,
        c.started_at, c.duration_seconds, c.talk_seconds,
        (
            select cast(r.id as text) || ' ' || r.kind || ' ' || r.status || ' ' || coalesce(cast(r.duration_seconds as text), '')
            from recordings r
            where r.business_id = c.business_id and r.call_id = c.id
            order by r.id desc
            limit 1
        ) as recording,
        c.qualified, c.qualified_by, c.value_cents, c.spam, c.first_time, c.blocked,
        (
            select string_agg(cast(t.id as text) || ' ' || t.colour || ' ' || t.name, chr(10))
            from call_tags l
            join tags t on t.business_id = l.business_id and t.id = l.tag_id
            where l.business_id = c.business_id and l.call_id = c.id
        ) as tags
    from calls c;

-- A text, known by its carrier's id at its provider: numbers move from one to another. A text that came in has the moment
-- at which it was received; one that goes out has that at which it was sent from here, and its status only goes forward.
create table messages (
    id bigint generated always as identity primary key,
    business_id bigint not null,
    number_id bigint not null,
    provider text not null check (provider in ('twilio', 'signalwire', 'telnyx')),
    carrier_id text not null,
    direction text not null check (direction in ('inbound', 'outbound')),
    status text not null check (status in ('received', 'queued', 'sending', 'sent', 'canceled', 'failed', 'undelivered',
        'delivered', 'read')),
    from_address text collate "C" not null,
    from_kind text not null,
    to_address text collate "C" not null,
    body text not null,
    segments bigint,
    received_at bigint,
    sent_at bigint,
    unique (business_id, id),
    unique (business_id, provider, carrier_id),
    foreign key (business_id, number_id) references numbers (business_id, id),
    check ((direction = 'inbound') = (received_at is not null) and (direction = 'outbound') = (sent_at is not null))
);
create index messages_under_way on messages (sent_at, business_id) where status in ('queued', 'sending');

-- The pictures and the like that came with a text, in their order. They are at the carrier, which may want a sign-in.
create table message_media (
    business_id bigint not null,
    message_id bigint not null,
    sequence bigint not null,
    url text not null,
    content_type text,
    primary key (business_id, message_id, sequence),
    foreign key (business_id, message_id) references messages (business_id, id)
);

-- The end of each business's chain of audit_entries. The seal is the authentication code of the rest, empty where a change
-- has met a head without a valid one. From first_sequence on, the present key authenticates the entries.
create table audit_heads (
    business_id bigint primary key references businesses (id),
    sequence bigint not null,
    hash bytea not null,
    first_sequence bigint not null,
    seal bytea not null
);

create table audit_entries (
    id bigint generated always as identity primary key,
    business_id bigint not null references businesses (id),
    sequence bigint not null,
    at bigint not null,
    actor_user_id bigint,
    actor_name text not null,
    as_member_id bigint,
    as_name text,
    action text not null,
    subject_kind text not null,
    subject_id text not null,
    subject_name text not null,
    before text,
    after text,
    address text,
    search_folded text not null,
    hash bytea not null,
    unique (business_id, sequence)
);
create index audit_entries_by_time on audit_entries (business_id, at, sequence);
create index audit_entries_by_action on audit_entries (business_id, action, sequence);
create index audit_entries_by_actor on audit_entries (business_id, actor_user_id, sequence);
create index audit_entries_as_member on audit_entries (business_id, as_member_id, sequence) where as_member_id is not null;

-- The work after a change. A job that is done is removed; one that failed for good stays until somebody tries it
-- again. The payload is sealed where it holds a secret.
create table jobs (
    id bigint generated always as identity primary key,
    business_id bigint references businesses (id),
    kind text not null,
    unique_key text,
    payload bytea not null,
    created_at bigint not null,
    due_at bigint not null,
    attempts bigint not null default 0,
    claimed_until bigint,
    failed_at bigint,
    failure text,
    unique (kind, unique_key)
);
create index jobs_to_do on jobs (kind, (coalesce(business_id, 0)), due_at, id) where failed_at is null;
create index jobs_failed on jobs (business_id, failed_at desc, id desc) where failed_at is not null;
create index jobs_of_business on jobs (business_id) where business_id is not null;

-- An invitation with what is left of the numbers and groups that it promises.
create view listed_invitations as
    select i.business_id, i.id, i.name, i.email, i.role, i.sees,
        case when i.sees = 'specific' then (
            select string_agg(cast(a.number_id as text), ',') from invitation_numbers a
            join numbers n on n.business_id = a.business_id and n.id = a.number_id
            where a.business_id = i.business_id and a.invitation_id = i.id and n.status = 'active'
        ) end as numbers,
        case when i.sees = 'specific' then (
            select string_agg(cast(a.group_id as text), ',') from invitation_groups a
            where a.business_id = i.business_id and a.invitation_id = i.id
        ) end as number_groups,
        i.status, i.ended_by, i.invited_by, i.created_at, i.sent_at, i.expires_at, i.name_folded, i.email_canonical,
        i.token_hash,
        -- The job of its letter is deleted when the letter was sent.
        case i.letter when 'by_hand' then 'by_hand' when 'withdrawn' then 'failed' else coalesce((
            select case when j.failed_at is null then 'waiting' else 'failed' end from jobs j
            where j.business_id = i.business_id and j.kind = 'letter'
                and j.unique_key = i.letter_key
        ), 'sent') end as delivery,
        case i.letter when 'withdrawn' then 'the invitation ended before its letter was sent' else (
            select j.failure from jobs j
            where j.business_id = i.business_id and j.kind = 'letter'
                and j.unique_key = i.letter_key
        ) end as delivery_problem,
        i.mailed
    from invitations i;
