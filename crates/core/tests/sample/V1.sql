-- A business in schema 1: a row or more in every table. Ids count from 1, as in a new database.
-- The token is crl_sample, the session's "session sample".
-- The keys are of test instances.
update instance
set id_key = bytes'000102030405060708090a0b0c0d0e0f', founded_at = 1000, key_check = bytes'00ff'
where id = 1;
insert into write_probe (id, at) values (1, 1000);
insert into users (email, email_canonical, name, password_hash, time_zone, theme, created_at) values
    ('Ada@Northline.example', 'ada@northline.example', 'Ada Dietrich', null, 'Europe/Berlin', 'dark', 1000),
    ('vera@northline.example', 'vera@northline.example', 'Vera Kim', null, null, 'system', 2000);
insert into businesses (slug, name, time_zone, country, currency, plan, created_at) values
    ('northline', 'Northline', 'America/New_York', 'US', 'USD', null, 1000);
insert into members (business_id, user_id, email_canonical, role, name, name_folded, sees, status, joined_at, last_active_at) values
    (1, 1, 'ada@northline.example', 'owner', 'Ada Dietrich', 'ada dietrich', 'all', 'active', 1000, 3000),
    (1, 2, 'vera@northline.example', 'viewer', 'Vera Kim', 'vera kim', 'specific', 'active', 2000, null);
insert into departures (business_id, member_id, business_name) values (1, 2, 'Northline');
insert into impersonations (business_id, actor_member_id, member_id, reason, allows_changes, started_at, expires_at, ended_at)
    values (1, 1, 2, 'Vera asked what she sees', true, 3000, 4000, 3500);
insert into sessions (user_id, impersonation_id, token_hash, created_at, last_seen_at, expires_at, ends_at,
    confirmed_at, address, device) values
    (1, null, bytes'090b2428c82bcf1109084d344f577f4ea8f062ee5254aff3bc32480de229c813', 1000, 3000, 4102444800000,
    4102444800000, 1000, '192.0.2.1', 'browser');
insert into password_resets (user_id, token_hash, created_at, expires_at, used_at) values (1, bytes'01', 1000, 2000, 1500);
insert into address_changes (user_id, email, email_canonical, token_hash, created_at, expires_at) values
    (1, 'Ada@new.example', 'ada@new.example', bytes'02', 1000, 2000);
insert into known_browsers (user_id, cookie_hash, first_seen_at, last_seen_at) values (1, bytes'03', 1000, 2000);
insert into api_tokens (business_id, member_id, name, token_hash, hint, read_only, created_at, last_used_at) values
    (1, 2, 'reports', bytes'f196492d82f41c9caff6f0744e7e10acafb3952b49c4b8da751d1c86088a0d4c', 'mple', false, 2000, null);
insert into number_groups (business_id, name, name_folded, created_at) values (1, 'Summer', 'summer', 1000);
insert into numbers (business_id, phone_number, friendly_name, name_folded, source, source_folded, group_id, forward_to,
    records_calls, status, created_at, released_at) values
    (1, '+12125550100', 'Summer ads', 'summer ads', 'google', 'google', 1, '+12125550199', true, 'active', 1000, null),
    (1, '+12125550101', 'Old flyer', 'old flyer', 'print', 'print', null, null, false, 'released', 1000, 2000);
insert into number_sources (business_id, number_id, source) values (1, 1, 'google'), (1, 2, 'print');
insert into number_grants (business_id, member_id, number_id) values (1, 2, 2);
insert into group_grants (business_id, member_id, group_id) values (1, 2, 1);
insert into invitations (business_id, email, email_canonical, name, name_folded, role, sees, status, invited_by, token_hash,
    mailed, created_at, expires_at, sent_at) values
    (1, 'New@Northline.example', 'new@northline.example', 'Nora New', 'nora new', 'viewer', 'specific', 'pending', 1, bytes'04',
    true, 1000, 4102444800000, 1000);
insert into invitation_sends (business_id, email_canonical, member_id, is_link, sent_at) values
    (1, 'new@northline.example', 1, true, 1000);
insert into invitation_numbers (business_id, invitation_id, number_id) values (1, 1, 1);
insert into invitation_groups (business_id, invitation_id, group_id) values (1, 1, 1);
insert into handovers (business_id, from_member_id, to_member_id, status, offered_at, expires_at, ended_at)
    values (1, 1, 2, 'withdrawn', 1000, 2000, 1500);
insert into carriers (business_id, provider, account, secrets_sealed, updated_at) values (1, 'twilio', 'AC1', bytes'02', 1000);
insert into carrier_webhooks (business_id, last_good_at) values (1, 2000);
insert into carrier_refusals (business_id, reason, refused, last_at) values (1, 'signature', 3, 1500);
insert into setup_records (business_id, tried, at, problem) values (1, 'account', 1000, null);
insert into calls (business_id, number_id, carrier_id, direction, status, outcome, carrier_status, caller, caller_reversed,
    caller_kind, caller_name, caller_name_folded, destination, source, started_at, duration_seconds, talk_seconds,
    answer_seconds, qualified, qualified_by, value_cents, spam, first_time, blocked)
    values (1, 1, 'CA1', 'inbound', 'completed', 'connected', 'completed', '+13125550123', '32105552131+', 'number',
    'BELL ANA', 'bell ana', '+12125550100', 'google', 2000, 7, 6, 1, true, 'person', 12500, false, true, false);
insert into tags (business_id, name, name_folded, colour, created_at) values (1, 'New patient', 'new patient', 'green', 1000);
insert into call_tags (business_id, call_id, tag_id, number_id, started_at) values (1, 1, 1, 1, 2000);
insert into merged_tags (business_id, tag_id, into_tag_id) values (1, 7, 1);
insert into call_changes (business_id, call_id, member_id, rule_id, changed, created_at) values
    (1, 1, 1, null, '{"spam":false}', 3000);
insert into call_notes (business_id, call_id, author_member_id, text, created_at, edited_at) values
    (1, 1, 1, 'Wants a quote', 3000, 3500);
insert into qualified_rules (business_id, place, name, matches, conditions, created_at) values
    (1, 1, 'Long talks', 'all', '{"min_talk_seconds":60,"answered":true}', 3000);
insert into qualified_reviews (business_id, generation, requested_at, reached_at, reached_call_id, calls, marked, unmarked,
    finished_at) values (1, 1, 3000, 2000, 1, 1, 0, 0, 4000);
insert into blocked_callers (business_id, caller, blocked_by, blocked_at) values (1, '+13125550199', 1, 3000);
insert into member_columns (business_id, member_id, words) values (1, 1, 'number,source');
insert into reports (business_id, author_member_id, name, question, is_shared, schedule, next_run_at, created_at, updated_at)
    values
    (1, 1, 'Sources', '{"compare":"previous","group_by":["source"],"period":"last_30_days"}', true,
    '{"at":"08:00","every":"day"}', 90000000, 3000, 3500);
insert into report_recipients (business_id, report_id, member_id, added_at) values (1, 1, 1, 3500);
insert into report_letters (business_id, report_id, member_id, sent_at) values (1, 1, 1, 4000);
insert into prepared_answers (business_id, member_id, question, question_digest, state, access, done_calls, total_calls, figures,
    time_zone, as_of, asked_at, expires_at) values
    (1, 1, '{"compare":"previous","group_by":["status"],"period":"last_30_days"}', bytes'05', 'done', 'all', 1, 1, bytes'01',
    'America/New_York', 4000, 3900, 4102444800000);
insert into outside_recipients (business_id, report_id, email, email_canonical, name, sees, granted_by, granted_at, added_at,
    sent_at) values (1, 1, 'Client@Bay.example', 'client@bay.example', 'Bay', 'specific', 1, 3500, 3500, 4000);
insert into outside_number_grants (business_id, viewer_id, number_id, recipient_id) values (1, -1, 1, 1);
insert into outside_group_grants (business_id, viewer_id, group_id, recipient_id) values (1, -1, 1, 1);
insert into call_views (business_id, author_member_id, name, name_folded, question, is_shared, created_at, updated_at)
    values (1, 1, 'Missed today', 'missed today', '{"period":"today","outcome":["missed"]}', true, 3000, 3500);
insert into report_hours (business_id, build, number_id, day, hour, source, kind, calls, answered, missed, voicemails,
    first_time_callers, talks, talk_seconds, answers, answer_seconds, qualified, value_cents)
    values (1, 1, 1, -1, 20, 'google', 'call', 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0);
insert into report_months (business_id, build, number_id, grain, month, source, kind, sums) values
    (1, 1, 1, 'hour', -31, 'google', 'call', bytes'01e3050202000002020c020202a8c301'),
    (1, 1, 1, 'day', -31, 'google', 'call', bytes'01d0050202000002020c020202a8c301');
insert into business_report_months (business_id, build, grain, month, source, kind, sums) values
    (1, 1, 'hour', -31, 'google', 'call', bytes'01e3050202000002020c020202a8c301'),
    (1, 1, 'day', -31, 'google', 'call', bytes'01d0050202000002020c020202a8c301');
insert into called_back (business_id, call_id, member_id, at) values (1, 1, 1, 4000);
insert into legs (business_id, call_id, carrier_id, target, status, answered_at, ended_at, duration_seconds, dial_status,
    dial_connected, dial_presumed, dial_seconds, created_at)
    values (1, 1, 'CA2', '+12125550199', 'completed', 3000, 9000, 6, 'completed', true, false, 6, 2500);
insert into recordings (business_id, call_id, number_id, carrier_id, kind, status, source_url, place, media_type, bytes,
    duration_seconds, channels, failure, created_at, stored_at)
    values (1, 1, 1, 'RE1', 'call', 'stored', null, '1/1', 'audio/wav', 44, 6, 1, null, 9000, 9500);
insert into messages (business_id, number_id, provider, carrier_id, direction, status, from_address, from_kind, to_address,
    body, segments, received_at, sent_at) values
    (1, 1, 'twilio', 'SM1', 'inbound', 'received', '+13125550123', 'number', '+12125550100', 'Are you open today?', 1, 2500, null);
insert into message_media (business_id, message_id, sequence, url, content_type)
    values (1, 1, 0, 'https://media.example/ME1', 'image/jpeg');
insert into audit_heads (business_id, sequence, hash, first_sequence, seal) values (1, 2,
    bytes'071f890032dc48c8fbd1243535597ed1a39c0a63073dfbe584c85b6ee596077d', 1,
    bytes'5a811f3c1606aede90efad7b27d03a23655b816b018be95c344dc0d8c8989109');
insert into audit_entries (business_id, sequence, at, actor_user_id, actor_name, as_member_id, as_name, action,
    subject_kind, subject_id, subject_name, before, after, address, search_folded, hash) values
    (1, 1, 1000, null, 'Ada Dietrich', null, null, 'business.founded', 'business', 'biz_1', 'Northline', null, null, null,
    'ada dietrich

business founded
northline',
    bytes'01bf50b3c5c33acdf27e7f5b9d3b2223d44fa3346eee992f5e7ad06294114d3f'),
    (1, 2, 2000, null, 'the command line', null, null, 'member.added', 'member', 'mem_1', 'Vera Kim', null,
    '{"role":"viewer"}', null,
    'the command line

member added
vera kim
viewer',
    bytes'071f890032dc48c8fbd1243535597ed1a39c0a63073dfbe584c85b6ee596077d');
insert into jobs (business_id, kind, unique_key, payload, created_at, due_at, attempts, claimed_until, failed_at, failure) values
    (1, 'letter', null, bytes'03', 1000, 1000, 12, null, 1500, 'The mail server can''t be reached.');
