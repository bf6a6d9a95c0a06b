"""Guards that hold against raw SQL, on PostgreSQL: statuses go along arrows, approvals and versions stay what they were.

A stipend is approved by another person, of the group, for the payee details it names, with a row of history; history,
versions of payee details and frozen batches do not change. Encrypted columns may: their keys are rotated.
"""

from django.db import migrations

STIPEND = """
CREATE FUNCTION stipends_stipend_lives() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    signed text[] := ARRAY['approved', 'paying', 'paid'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'needs_details' THEN
            RAISE EXCEPTION 'a stipend begins as needs_details' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('needs_details', 'ready'), ('needs_details', 'declined'), ('needs_details', 'void'), ('ready', 'approved'),
        ('ready', 'declined'), ('ready', 'rejected'), ('ready', 'void'), ('approved', 'ready'), ('approved', 'paying'),
        ('approved', 'void'), ('paying', 'paid'), ('paying', 'approved'), ('paid', 'returned'),
        ('returned', 'needs_details'), ('declined', 'needs_details'), ('rejected', 'ready')) THEN
        RAISE EXCEPTION 'a stipend does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.status = ANY (signed) AND NEW.status = ANY (signed)
        AND (NEW.payee_id, NEW.approved_by_id, NEW.approved_at, NEW.approved_digest)
        IS DISTINCT FROM (OLD.payee_id, OLD.approved_by_id, OLD.approved_at, OLD.approved_digest) THEN
        RAISE EXCEPTION 'what was approved never changes' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.status = 'ready' AND NEW.status = 'approved' AND (NEW.held_at IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM cohorts_enrollment e JOIN stipends_payee p ON p.person_id = e.person_id
        WHERE e.id = NEW.enrollment_id AND p.id = NEW.payee_id AND p.digest = NEW.approved_digest
          AND e.person_id <> NEW.approved_by_id
    ) OR NOT stipends_is_in_group(NEW.approved_by_id, 'Stipend approver')) THEN
        RAISE EXCEPTION 'an approver approves somebody else, for the details that are named' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stipend_lives BEFORE INSERT OR UPDATE ON stipends_stipend
    FOR EACH ROW EXECUTE FUNCTION stipends_stipend_lives();

CREATE FUNCTION stipends_is_in_group(who bigint, called text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM accounts_user_groups m JOIN auth_group g ON g.id = m.group_id
                   WHERE m.user_id = who AND g.name = called)
$$;

CREATE FUNCTION stipends_status_has_a_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM stipends_stipendmove WHERE subject_id = NEW.id AND source = OLD.status
                   AND target = NEW.status AND (OLD.status <> 'ready' OR NEW.status <> 'approved'
                                                OR by_id = NEW.approved_by_id AND at = NEW.approved_at)) THEN
        RAISE EXCEPTION 'stipend % went from % to % without a row of history', NEW.id, OLD.status, NEW.status
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER status_has_a_history AFTER UPDATE ON stipends_stipend
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.status <> NEW.status)
    EXECUTE FUNCTION stipends_status_has_a_history();
"""

KEPT = """
CREATE TRIGGER details_are_versions
    BEFORE UPDATE OF person_id, version, method, country, fingerprint, digest, given_at, given_by_id, usable_from OR DELETE
    ON stipends_payee FOR EACH ROW EXECUTE FUNCTION stipends_word_is_kept();
CREATE TRIGGER stipend_history_is_kept BEFORE UPDATE OF subject_id, source, target, by_id, at OR DELETE
    ON stipends_stipendmove FOR EACH ROW EXECUTE FUNCTION stipends_word_is_kept();
CREATE TRIGGER payout_history_is_kept BEFORE UPDATE OF subject_id, source, target, by_id, at OR DELETE
    ON stipends_payoutmove FOR EACH ROW EXECUTE FUNCTION stipends_word_is_kept();
CREATE TRIGGER batch_history_is_kept BEFORE UPDATE OF subject_id, source, target, by_id, at OR DELETE
    ON stipends_batchmove FOR EACH ROW EXECUTE FUNCTION stipends_word_is_kept();
CREATE TRIGGER payout_is_never_deleted BEFORE DELETE
    ON stipends_payout FOR EACH ROW EXECUTE FUNCTION stipends_word_is_kept();
"""

BATCH = """
CREATE FUNCTION stipends_batch_lives() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
        ('open', 'frozen'), ('open', 'cancelled'), ('frozen', 'sent'), ('frozen', 'cancelled'), ('sent', 'settled')) THEN
        RAISE EXCEPTION 'a batch does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.status <> 'open' AND (NEW.provider, NEW.currency, NEW.frozen_at, NEW.frozen_by_id, NEW.sha256, NEW.total_cents,
                                 NEW.payout_count) IS DISTINCT FROM
       (OLD.provider, OLD.currency, OLD.frozen_at, OLD.frozen_by_id, OLD.sha256, OLD.total_cents, OLD.payout_count) THEN
        RAISE EXCEPTION 'what was frozen never changes' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.status = 'sent' AND EXISTS (
        SELECT 1 FROM stipends_payout WHERE batch_id = NEW.id AND NEW.sent_by_id IN (person_id, approver_id)) THEN
        RAISE EXCEPTION 'whoever sends a batch neither approved nor receives any of it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER batch_lives BEFORE UPDATE ON stipends_payoutbatch
    FOR EACH ROW EXECUTE FUNCTION stipends_batch_lives();

CREATE FUNCTION stipends_officer_releases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT stipends_is_in_group(NEW.approver_id, 'Stipend approver')
        OR NOT stipends_is_in_group(NEW.releaser_id, 'Payout officer') THEN
        RAISE EXCEPTION 'an approver approves a payout and an officer releases it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER officer_releases BEFORE INSERT ON stipends_payout
    FOR EACH ROW EXECUTE FUNCTION stipends_officer_releases();
"""

UNDO = """
DROP TRIGGER officer_releases ON stipends_payout;
DROP TRIGGER batch_lives ON stipends_payoutbatch;
DROP TRIGGER payout_is_never_deleted ON stipends_payout;
DROP TRIGGER batch_history_is_kept ON stipends_batchmove;
DROP TRIGGER payout_history_is_kept ON stipends_payoutmove;
DROP TRIGGER stipend_history_is_kept ON stipends_stipendmove;
DROP TRIGGER details_are_versions ON stipends_payee;
DROP TRIGGER status_has_a_history ON stipends_stipend;
DROP TRIGGER stipend_lives ON stipends_stipend;
DROP FUNCTION stipends_officer_releases(), stipends_batch_lives(), stipends_status_has_a_history(),
    stipends_stipend_lives(), stipends_is_in_group(bigint, text);
"""


def set_guards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statements in (STIPEND, KEPT, BATCH):
            schema_editor.execute(statements, params=None)


def drop_guards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNDO, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("stipends", "0003_guards"),
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(set_guards, drop_guards)]
