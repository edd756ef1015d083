from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0004_one_background_job")]

    operations = [
        migrations.AddField(
            model_name="run", name="remarks", field=models.JSONField(default=list, verbose_name="计算提示")
        ),
    ]
