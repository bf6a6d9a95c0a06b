"""Which group may do what in curriculum."""

from django.db import migrations

from accounts.models import Group
from accounts.rights import give

RIGHTS = {Group.LEAD: ["edit_curriculum", "make_exception"]}


def give_rights(apps, schema_editor):
    give(apps, "curriculum", RIGHTS)


class Migration(migrations.Migration):
    dependencies = [
        ("curriculum", "0001_initial"),
        ("accounts", "0002_groups"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(give_rights, migrations.RunPython.noop)]
