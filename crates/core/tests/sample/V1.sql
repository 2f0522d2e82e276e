-- A business in schema 1: a row or more in every table. Ids count from 1, as in a new database.
-- The token is crl_sample, the session's "session sample".
insert into instance (id, founded_at, key_check) values (1, 1000, bytes'00ff');
insert into users (email, email_canonical, name, password_hash, time_zone, theme, created_at) values
    ('Ada@Northline.example', 'ada@northline.example', 'Ada Dietrich', null, 'Europe/Berlin', 'dark', 1000),
    ('vera@northline.example', 'vera@northline.example', 'Vera Kim', null, null, 'system', 2000);
insert into businesses (slug, name, time_zone, country, plan, created_at) values
    ('northline', 'Northline', 'America/New_York', 'US', null, 1000);
insert into members (business_id, user_id, email_canonical, role, name, name_folded, sees, status, joined_at, last_active_at) values
    (1, 1, 'ada@northline.example', 'owner', 'Ada Dietrich', 'ada dietrich', 'all', 'active', 1000, 3000),
    (1, 2, 'vera@northline.example', 'viewer', 'Vera Kim', 'vera kim', 'specific', 'active', 2000, null);
insert into impersonations (business_id, actor_member_id, member_id, reason, allows_changes, started_at, expires_at, ended_at)
    values (1, 1, 2, 'Vera asked what she sees', true, 3000, 4000, 3500);
insert into sessions (user_id, impersonation_id, token_hash, created_at, last_seen_at, expires_at, address, device) values
    (1, null, bytes'090b2428c82bcf1109084d344f577f4ea8f062ee5254aff3bc32480de229c813', 1000, 3000, 4102444800000, '192.0.2.1', 'browser');
insert into password_resets (user_id, token_hash, created_at, expires_at, used_at) values (1, bytes'01', 1000, 2000, 1500);
insert into api_tokens (business_id, member_id, name, token_hash, hint, created_at, last_used_at) values
    (1, 2, 'reports', bytes'f196492d82f41c9caff6f0744e7e10acafb3952b49c4b8da751d1c86088a0d4c', 'mple', 2000, null);
insert into number_groups (business_id, name, name_folded, created_at) values (1, 'Summer', 'summer', 1000);
insert into numbers (business_id, phone_number, friendly_name, name_folded, source, source_folded, group_id, forward_to,
    records_calls, status, created_at, released_at) values
    (1, '+12125550100', 'Summer ads', 'summer ads', 'google', 'google', 1, '+12125550199', true, 'active', 1000, null),
    (1, '+12125550101', 'Old flyer', 'old flyer', 'print', 'print', null, null, false, 'released', 1000, 2000);
insert into number_sources (business_id, number_id, source) values (1, 1, 'google'), (1, 2, 'print');
insert into number_grants (business_id, member_id, number_id) values (1, 2, 2);
insert into group_grants (business_id, member_id, group_id) values (1, 2, 1);
insert into invitations (business_id, email, email_canonical, name, name_folded, role, sees, status, invited_by, token_hash,
    created_at, expires_at, sent_at) values
    (1, 'New@Northline.example', 'new@northline.example', 'Nora New', 'nora new', 'viewer', 'specific', 'pending', 1, bytes'04',
    1000, 4102444800000, 1000);
insert into invitation_sends (business_id, email_canonical, sent_at) values (1, 'new@northline.example', 1000);
insert into invitation_numbers (business_id, invitation_id, number_id) values (1, 1, 1);
insert into invitation_groups (business_id, invitation_id, group_id) values (1, 1, 1);
insert into handovers (business_id, from_member_id, to_member_id, status, offered_at, expires_at, ended_at)
    values (1, 1, 2, 'withdrawn', 1000, 2000, 1500);
insert into carriers (business_id, provider, account, secrets_sealed, updated_at) values (1, 'twilio', 'AC1', bytes'02', 1000);
insert into calls (business_id, number_id, carrier_id, direction, status, outcome, carrier_status, caller, caller_reversed,
    caller_kind, caller_name, caller_name_folded, destination, source, started_at, duration_seconds, talk_seconds)
    values (1, 1, 'CA1', 'inbound', 'completed', 'connected', 'completed', '+13125550123', '32105552131+', 'number',
    'BELL ANA', 'bell ana', '+12125550100', 'google', 2000, 7, 6);
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
insert into audit_heads (business_id, sequence, hash) values (1, 2, bytes'65cf849ba1dc17d745c5fe0bc0eeb3bfe69bae4d685c7a821db5bf4915f88626');
insert into audit_entries (business_id, sequence, at, actor_user_id, actor_name, as_member_id, as_name, action,
    subject_kind, subject_id, subject_name, before, after, address, hash) values
    (1, 1, 1000, null, 'Ada Dietrich', null, null, 'business.founded', 'business', 'biz_1', 'Northline', null, null, null,
    bytes'b36fa139ee4a1b16b3ded416aa69f3f1d5bdbcdc72769c018f0a973452b47565'),
    (1, 2, 2000, null, 'the command line', null, null, 'member.added', 'member', 'mem_1', 'Vera Kim', null,
    '{"role":"viewer"}', null, bytes'65cf849ba1dc17d745c5fe0bc0eeb3bfe69bae4d685c7a821db5bf4915f88626');
insert into jobs (business_id, kind, unique_key, payload, created_at, due_at, attempts, claimed_until, failed_at, failure) values
    (1, 'letter', null, bytes'03', 1000, 1000, 12, null, 1500, 'The mail server can''t be reached.');
