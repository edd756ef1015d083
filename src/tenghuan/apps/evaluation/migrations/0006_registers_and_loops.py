import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0005_run_remarks'),
        ('kit', '0003_jobs'),
        ('organization', '0002_signing_in'),
    ]

    operations = [
        migrations.RenameField(
            model_name='decision',
            old_name='at',
            new_name='made_at',
        ),
        migrations.RenameField(
            model_name='objection',
            old_name='filed_at',
            new_name='made_at',
        ),
        migrations.AddField(
            model_name='decision',
            name='changed_at',
            field=models.DateTimeField(auto_now=True, verbose_name='更新时间'),
        ),
        migrations.AddField(
            model_name='decision',
            name='made_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办'),
        ),
        migrations.AddField(
            model_name='decision',
            name='retired_because',
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由'),
        ),
        migrations.AddField(
            model_name='decision',
            name='retired_on',
            field=models.DateField(editable=False, null=True, verbose_name='停用日期'),
        ),
        migrations.AddField(
            model_name='decision',
            name='revision',
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号'),
        ),
        migrations.AddField(
            model_name='decision',
            name='sample',
            field=models.BooleanField(default=False, editable=False, verbose_name='示例数据'),
        ),
        migrations.AddField(
            model_name='objection',
            name='changed_at',
            field=models.DateTimeField(auto_now=True, verbose_name='更新时间'),
        ),
        migrations.AddField(
            model_name='objection',
            name='county',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）'),
        ),
        migrations.AddField(
            model_name='objection',
            name='made_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办'),
        ),
        migrations.AddField(
            model_name='objection',
            name='retired_because',
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由'),
        ),
        migrations.AddField(
            model_name='objection',
            name='retired_on',
            field=models.DateField(editable=False, null=True, verbose_name='停用日期'),
        ),
        migrations.AddField(
            model_name='objection',
            name='revision',
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号'),
        ),
        migrations.AddField(
            model_name='objection',
            name='sample',
            field=models.BooleanField(default=False, editable=False, verbose_name='示例数据'),
        ),
        migrations.AddField(
            model_name='policyrule',
            name='changed_at',
            field=models.DateTimeField(auto_now=True, verbose_name='更新时间'),
        ),
        migrations.AddField(
            model_name='policyrule',
            name='made_at',
            field=models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now, verbose_name='登记时间'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='policyrule',
            name='made_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办'),
        ),
        migrations.AddField(
            model_name='policyrule',
            name='retired_because',
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由'),
        ),
        migrations.AddField(
            model_name='policyrule',
            name='retired_on',
            field=models.DateField(editable=False, null=True, verbose_name='停用日期'),
        ),
        migrations.AddField(
            model_name='policyrule',
            name='revision',
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号'),
        ),
        migrations.AddField(
            model_name='policyrule',
            name='sample',
            field=models.BooleanField(default=False, editable=False, verbose_name='示例数据'),
        ),
        migrations.AddField(
            model_name='run',
            name='revision',
            field=models.PositiveIntegerField(default=1, verbose_name='修订号'),
        ),
    ]
