"""Which group may do what in stipends, and the first epoch of payouts."""

from django.db import migrations

from accounts.models import Group
from accounts.rights import give

RIGHTS = {Group.APPROVER: ["approve_stipend", "see_ledger"], Group.PAYOUT_OFFICER: ["pay_stipend", "see_ledger"]}


def give_rights(apps, schema_editor):
    give(apps, "stipends", RIGHTS)


def begin_first_epoch(apps, schema_editor):
    apps.get_model("stipends", "PayoutEpoch").objects.get_or_create(number=1)


class Migration(migrations.Migration):
    dependencies = [
        ("stipends", "0001_initial"),
        ("accounts", "0002_groups"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        migrations.RunPython(give_rights, migrations.RunPython.noop),
        migrations.RunPython(begin_first_epoch, migrations.RunPython.noop),
    ]
