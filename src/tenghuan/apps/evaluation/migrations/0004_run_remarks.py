from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0003_one_final_run_a_year")]

    operations = [
        migrations.AddField(
            model_name="run", name="remarks", field=models.JSONField(default=list, verbose_name="计算提示")
        ),
    ]
