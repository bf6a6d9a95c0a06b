"""Which group may do what in stipends."""

from django.db import migrations

from accounts.models import Group
from accounts.rights import give

RIGHTS = {Group.APPROVER: ["approve_stipend", "see_ledger"], Group.PAYOUT_OFFICER: ["pay_stipend", "see_ledger"]}


def give_rights(apps, schema_editor):
    give(apps, "stipends", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [
        ("stipends", "0001_initial"),
        ("accounts", "0002_groups"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
