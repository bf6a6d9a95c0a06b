"""The groups that people are put into."""

from django.db import migrations

GROUPS = ["Reviewer", "Course lead", "Stipend approver", "Payout officer"]


def make_groups(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in GROUPS:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
