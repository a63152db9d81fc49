from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("relationships", "0005_my_data")]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="proven",
            field=models.JSONField(default=list, db_default=models.Value([], models.JSONField())),
        ),
    ]
