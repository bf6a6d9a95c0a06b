"""Guards that hold against raw SQL, on PostgreSQL: the book is append-only and balances, payouts copy what was approved.

What people found out (opinions, ticks, signed epochs) is append-only too, and a mismatch is explained once.

SQLite has the CHECK constraints alone: it drops triggers whenever a table is rebuilt.
"""

from django.db import migrations

BOOK = """
CREATE FUNCTION stipends_book_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger entries are never changed or deleted' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER book_is_append_only BEFORE UPDATE OR DELETE ON stipends_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION stipends_book_is_append_only();

CREATE FUNCTION stipends_word_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what somebody signed is never changed or deleted' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER opinion_is_kept BEFORE UPDATE OR DELETE ON stipends_payoutopinion
    FOR EACH ROW EXECUTE FUNCTION stipends_word_is_kept();
CREATE TRIGGER epoch_is_kept BEFORE UPDATE ON stipends_payoutepoch
    FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION stipends_word_is_kept();
CREATE TRIGGER epoch_is_never_deleted BEFORE DELETE ON stipends_payoutepoch
    FOR EACH ROW EXECUTE FUNCTION stipends_word_is_kept();
CREATE TRIGGER tick_is_kept BEFORE UPDATE OF person_id, kind, outcome, by_id, at OR DELETE ON stipends_clearance
    FOR EACH ROW EXECUTE FUNCTION stipends_word_is_kept();
CREATE TRIGGER mismatch_is_explained_once BEFORE UPDATE OR DELETE ON stipends_mismatch
    FOR EACH ROW WHEN (OLD.explained_at IS NOT NULL) EXECUTE FUNCTION stipends_word_is_kept();

CREATE FUNCTION stipends_group_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount_cents) <> 0 OR count(DISTINCT currency) <> 1 OR count(DISTINCT stipend_id) <> 1
        FROM stipends_ledgerentry WHERE "group" = NEW."group") THEN
        RAISE EXCEPTION 'ledger group % does not balance', NEW."group" USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER group_balances AFTER INSERT ON stipends_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stipends_group_balances();
"""

COPIES = """
CREATE FUNCTION stipends_payout_copies_its_sources() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_new boolean := TG_OP = 'INSERT';
BEGIN
    IF is_new AND NEW.status <> 'created' THEN
        RAISE EXCEPTION 'a payout begins as created' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT is_new THEN
        IF (NEW.key, NEW.number, NEW.attempt, NEW.stipend_id, NEW.batch_id, NEW.person_id, NEW.approver_id,
            NEW.releaser_id, NEW.payee_id, NEW.payee_digest, NEW.gross_cents, NEW.withheld_cents, NEW.net_cents,
            NEW.currency) IS DISTINCT FROM
           (OLD.key, OLD.number, OLD.attempt, OLD.stipend_id, OLD.batch_id, OLD.person_id, OLD.approver_id,
            OLD.releaser_id, OLD.payee_id, OLD.payee_digest, OLD.gross_cents, OLD.withheld_cents, OLD.net_cents,
            OLD.currency) THEN
            RAISE EXCEPTION 'what a payout copied never changes' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.status = OLD.status THEN RETURN NEW; END IF;
        IF (OLD.status, NEW.status) NOT IN (
            ('created', 'sending'), ('created', 'cancelled'), ('sending', 'paid'), ('sending', 'rejected'),
            ('sending', 'unclaimed'), ('sending', 'unknown'), ('unknown', 'paid'), ('unknown', 'rejected'),
            ('unknown', 'unclaimed'), ('unknown', 'needs_review'), ('needs_review', 'paid'), ('needs_review', 'rejected'),
            ('unclaimed', 'paid'), ('unclaimed', 'returned'), ('paid', 'returned')) THEN
            RAISE EXCEPTION 'a payout does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.status <> 'sending' THEN RETURN NEW; END IF;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM stipends_stipend s
        JOIN cohorts_enrollment e ON e.id = s.enrollment_id
        JOIN stipends_payee p ON p.id = s.payee_id
        JOIN stipends_payoutbatch b ON b.id = NEW.batch_id
        WHERE s.id = NEW.stipend_id AND s.status = 'approved' AND s.held_at IS NULL
          AND e.person_id = NEW.person_id AND p.person_id = NEW.person_id AND p.id = NEW.payee_id
          AND s.approved_by_id = NEW.approver_id
          AND p.digest = NEW.payee_digest AND s.approved_digest = NEW.payee_digest
          AND s.amount_cents = NEW.gross_cents AND s.withheld_cents = NEW.withheld_cents AND s.currency = NEW.currency AND b.currency = NEW.currency
          AND CASE WHEN is_new THEN b.status = 'open' ELSE b.status = 'sent' AND b.frozen_by_id = NEW.releaser_id END
    ) THEN
        RAISE EXCEPTION 'payout % does not copy what was approved', NEW.number USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payout_copies_its_sources BEFORE INSERT OR UPDATE ON stipends_payout
    FOR EACH ROW EXECUTE FUNCTION stipends_payout_copies_its_sources();

CREATE FUNCTION stipends_earned_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.amount_cents, NEW.currency, NEW.enrollment_id, NEW.completion_id) IS DISTINCT FROM
       (OLD.amount_cents, OLD.currency, OLD.enrollment_id, OLD.completion_id) THEN
        RAISE EXCEPTION 'amount, currency and person of a stipend never change' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.withheld_cents <> OLD.withheld_cents AND NEW.status NOT IN ('needs_details', 'ready') THEN
        RAISE EXCEPTION 'what is withheld changes only before an approval' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER earned_is_fixed BEFORE UPDATE ON stipends_stipend
    FOR EACH ROW EXECUTE FUNCTION stipends_earned_is_fixed();
"""

AGREEMENT = """
CREATE FUNCTION stipends_stipend_agrees_with_its_payouts(which bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    status_now text := (SELECT status FROM stipends_stipend WHERE id = which);
    paid boolean := EXISTS (SELECT 1 FROM stipends_payout WHERE stipend_id = which AND status = 'paid');
    going boolean := EXISTS (SELECT 1 FROM stipends_payout WHERE stipend_id = which
                             AND status IN ('sending', 'unknown', 'unclaimed', 'needs_review'));
BEGIN
    IF (status_now = 'paid') <> paid OR (status_now = 'paying') <> going THEN
        RAISE EXCEPTION 'stipend % is %, and its payouts say otherwise', which, status_now
            USING ERRCODE = 'check_violation';
    END IF;
END $$;
CREATE FUNCTION stipends_agrees_from_stipend() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM stipends_stipend_agrees_with_its_payouts(NEW.id); RETURN NULL; END $$;
CREATE FUNCTION stipends_agrees_from_payout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM stipends_stipend_agrees_with_its_payouts(NEW.stipend_id); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER stipend_agrees AFTER INSERT OR UPDATE ON stipends_stipend
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stipends_agrees_from_stipend();
CREATE CONSTRAINT TRIGGER payout_agrees AFTER INSERT OR UPDATE ON stipends_payout
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stipends_agrees_from_payout();
"""

UNDO = """
DROP TRIGGER payout_agrees ON stipends_payout;
DROP TRIGGER stipend_agrees ON stipends_stipend;
DROP TRIGGER earned_is_fixed ON stipends_stipend;
DROP TRIGGER payout_copies_its_sources ON stipends_payout;
DROP TRIGGER group_balances ON stipends_ledgerentry;
DROP TRIGGER book_is_append_only ON stipends_ledgerentry;
DROP TRIGGER mismatch_is_explained_once ON stipends_mismatch;
DROP TRIGGER tick_is_kept ON stipends_clearance;
DROP TRIGGER epoch_is_never_deleted ON stipends_payoutepoch;
DROP TRIGGER epoch_is_kept ON stipends_payoutepoch;
DROP TRIGGER opinion_is_kept ON stipends_payoutopinion;
DROP FUNCTION stipends_agrees_from_payout(), stipends_agrees_from_stipend(), stipends_earned_is_fixed(),
    stipends_payout_copies_its_sources(), stipends_group_balances(), stipends_book_is_append_only(),
    stipends_word_is_kept(),
    stipends_stipend_agrees_with_its_payouts(bigint);
"""


def set_guards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statements in (BOOK, COPIES, AGREEMENT):
            schema_editor.execute(statements, params=None)


def drop_guards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNDO, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("stipends", "0002_rights"),
        ("cohorts", "0001_initial"),
    ]
    operations = [migrations.RunPython(set_guards, drop_guards)]
