"""The hour of a meeting that is called off is free again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0002_rights")]
    operations = [
        migrations.RemoveConstraint("meeting", "one_meeting_per_section_and_start"),
        migrations.AddConstraint(
            "meeting",
            models.UniqueConstraint(
                fields=("section", "starts_at"),
                condition=~models.Q(status="cancelled"),
                name="one_meeting_per_section_and_start",
            ),
        ),
    ]
