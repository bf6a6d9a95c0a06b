-- approve in a stranger's name [ready]
UPDATE stipends_stipend SET status = 'approved', approved_at = now(),
    approved_digest = (SELECT digest FROM stipends_payee WHERE id = payee_id),
    approved_by_id = (SELECT min(u.id) FROM accounts_user u WHERE NOT EXISTS (
        SELECT 1 FROM accounts_user_groups m WHERE m.user_id = u.id)
        AND u.id <> (SELECT person_id FROM cohorts_enrollment e WHERE e.id = enrollment_id))
WHERE id = %(pk)s;

-- approve oneself [ready]
UPDATE stipends_stipend SET status = 'approved', approved_at = now(),
    approved_digest = (SELECT digest FROM stipends_payee WHERE id = payee_id),
    approved_by_id = (SELECT person_id FROM cohorts_enrollment e WHERE e.id = enrollment_id)
WHERE id = %(pk)s;

-- approve without a word in the history [ready]
UPDATE stipends_stipend SET status = 'approved', approved_at = now(),
    approved_digest = (SELECT digest FROM stipends_payee WHERE id = payee_id),
    approved_by_id = (SELECT max(m.user_id) FROM accounts_user_groups m JOIN auth_group g ON g.id = m.group_id
                      WHERE g.name = 'Stipend approver')
WHERE id = %(pk)s;

-- approve other details [approved]
UPDATE stipends_stipend SET approved_digest = 'another' WHERE id = %(pk)s AND status = 'approved';

-- point to another payee [approved]
UPDATE stipends_stipend s SET payee_id = (SELECT max(id) FROM stipends_payee WHERE id <> s.payee_id)
WHERE id = %(pk)s AND status IN ('approved', 'paying', 'paid');

-- name another approver [approved]
UPDATE stipends_stipend SET approved_by_id = (SELECT person_id FROM cohorts_enrollment e WHERE e.id = enrollment_id)
WHERE id = %(pk)s AND status IN ('approved', 'paying', 'paid');

-- raise the amount [ready]
UPDATE stipends_stipend SET amount_cents = amount_cents * 2 WHERE id = %(pk)s;

-- keep something back unseen [approved]
UPDATE stipends_stipend SET withheld_cents = 100, withheld_reason = 'x'
WHERE id = %(pk)s AND status IN ('approved', 'paying', 'paid');

-- say paid [approved]
UPDATE stipends_stipend SET status = 'paid' WHERE id = %(pk)s AND status = 'approved';

-- owe again what was paid [paid]
UPDATE stipends_stipend SET status = 'approved' WHERE id = %(pk)s AND status = 'paid';

-- be born paid [paid]
INSERT INTO stipends_stipend (public_id, enrollment_id, completion_id, terms_id, amount_cents, currency, status,
    withheld_cents, withheld_reason, opened_at, payee_id, approved_by_id, approved_at, approved_digest, hold_reason)
SELECT gen_random_uuid(), -enrollment_id, -completion_id, terms_id, amount_cents, currency, status, 0, '', opened_at,
    payee_id, approved_by_id, approved_at, approved_digest, ''
FROM stipends_stipend WHERE id = %(pk)s AND status IN ('approved', 'paid');

-- change the details [ready]
UPDATE stipends_payee SET digest = 'another';

-- use a change at once [changed]
UPDATE stipends_payee SET usable_from = given_at WHERE usable_from > given_at;

-- lose a version of the details [changed]
DELETE FROM stipends_payee WHERE id NOT IN (SELECT payee_id FROM stipends_stipend WHERE payee_id IS NOT NULL)
    AND id NOT IN (SELECT payee_id FROM stipends_payout);

-- raise a payout [frozen]
UPDATE stipends_payout SET gross_cents = 999900, net_cents = 999900, withheld_cents = 0 WHERE stipend_id = %(pk)s;

-- turn a payout to other details [frozen]
UPDATE stipends_payout SET payee_digest = 'another' WHERE stipend_id = %(pk)s;

-- send a payout by itself [frozen]
UPDATE stipends_payout SET status = 'sending' WHERE stipend_id = %(pk)s AND status = 'created';

-- settle what was never sent [frozen]
UPDATE stipends_payout SET status = 'paid', reference = 'X', settled_at = now()
WHERE stipend_id = %(pk)s AND status IN ('created', 'cancelled');

-- lose a payout [frozen]
DELETE FROM stipends_payout WHERE stipend_id = %(pk)s AND status IN ('created', 'cancelled');

-- send as the payee [frozen]
UPDATE stipends_payoutbatch b SET status = 'sent', sent_at = now(),
    sent_by_id = (SELECT max(person_id) FROM stipends_payout p WHERE p.batch_id = b.id)
WHERE status = 'frozen';

-- exchange a frozen file [frozen]
UPDATE stipends_payoutbatch SET sha256 = repeat('0', 64) WHERE status NOT IN ('open', 'cancelled');

-- freeze in another's name [frozen]
UPDATE stipends_payoutbatch b SET frozen_by_id = (SELECT max(id) FROM accounts_user WHERE id <> b.frozen_by_id)
WHERE status NOT IN ('open', 'cancelled');

-- open a batch again [frozen]
UPDATE stipends_payoutbatch SET status = 'open' WHERE status <> 'open';

-- rewrite the ledger [ready]
UPDATE stipends_ledgerentry SET amount_cents = amount_cents + 1 WHERE stipend_id = %(pk)s;

-- erase the ledger [ready]
DELETE FROM stipends_ledgerentry WHERE stipend_id = %(pk)s;

-- half a posting [ready]
INSERT INTO stipends_ledgerentry ("group", key, event, account, amount_cents, currency, at, stipend_id)
VALUES (gen_random_uuid(), 'half', 'paid', 'cash', -50000, 'USD', now(), %(pk)s);

-- rewrite history [approved]
UPDATE stipends_stipendmove SET by_id = NULL WHERE subject_id = %(pk)s;

-- erase history [approved]
DELETE FROM stipends_stipendmove WHERE subject_id = %(pk)s;
