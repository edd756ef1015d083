import django.core.validators
import django.db.models.deletion
import tenghuan.apps.evaluation.parameters
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0007_onto_the_kit'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='decision',
            options={'ordering': ('-year', 'kind', 'enterprise__uscc', 'pk'), 'verbose_name': '加减分、否决和不参评', 'verbose_name_plural': '加减分、否决和不参评'},
        ),
        migrations.AlterModelOptions(
            name='objection',
            options={'ordering': ('-pk',), 'verbose_name': '评价异议', 'verbose_name_plural': '评价异议'},
        ),
        migrations.AlterModelOptions(
            name='policyrule',
            options={'ordering': ('policy', 'grade', 'consecutive_years'), 'verbose_name': '差别化政策规则', 'verbose_name_plural': '差别化政策规则'},
        ),
        migrations.RemoveField(
            model_name='decision',
            name='by',
        ),
        migrations.RemoveField(
            model_name='objection',
            name='decision',
        ),
        migrations.RemoveField(
            model_name='objection',
            name='evidence',
        ),
        migrations.RemoveField(
            model_name='objection',
            name='evidence_name',
        ),
        migrations.RemoveField(
            model_name='objection',
            name='town_opinion',
        ),
        migrations.AlterField(
            model_name='objection',
            name='county',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='code',
            field=models.CharField(blank=True, choices=tenghuan.apps.evaluation.parameters.veto_choices, help_text='一票否决选择', max_length=40, verbose_name='否决事项'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='county',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='document',
            field=models.CharField(help_text='名称、文号', max_length=120, verbose_name='依据文件'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='enterprise',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise', verbose_name='企业'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='made_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='登记时间'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='points',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='加分、减分填写', max_digits=8, null=True, verbose_name='分值'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='year',
            field=models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1990), django.core.validators.MaxValueValidator(2100)], verbose_name='评价年度'),
        ),
        migrations.AlterField(
            model_name='graded',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='graded', to='evaluation.run', verbose_name='评价批次'),
        ),
        migrations.AlterField(
            model_name='objection',
            name='graded',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='evaluation.graded', verbose_name='评价单'),
        ),
        migrations.AlterField(
            model_name='objection',
            name='made_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='登记时间'),
        ),
        migrations.AlterField(
            model_name='policyrule',
            name='consecutive_years',
            field=models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='连续年数（起）'),
        ),
        migrations.AlterField(
            model_name='policyrule',
            name='county',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）'),
        ),
        migrations.AlterField(
            model_name='policyrule',
            name='cycle',
            field=models.CharField(blank=True, help_text='如 07-01：每年 7 月 1 日起执行一年；空为随规则起止', max_length=5, validators=[django.core.validators.RegexValidator('^\\d{2}-\\d{2}$', '写月-日，如 07-01')], verbose_name='执行期起日'),
        ),
        migrations.AlterField(
            model_name='run',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='organization.region', verbose_name='县（市、区）'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('points__isnull', False), ('retired_on', None)), fields=('county', 'enterprise', 'year', 'kind', 'code', 'reason', 'document', 'points'), name='points_decided_once'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('points', None), ('retired_on', None)), fields=('county', 'enterprise', 'year', 'kind', 'code', 'reason', 'document'), name='decided_once'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_on', None), ('state__in', ('filed', 'forwarded'))), fields=('graded',), name='one_open_objection_a_sheet'),
        ),
        migrations.AddConstraint(
            model_name='policyrule',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_on', None)), fields=('county', 'policy', 'grade', 'consecutive_years', 'bureau', 'industries', 'towns', 'effective_from', 'basis', 'value'), name='a_rule_stands_once'),
        ),
    ]
