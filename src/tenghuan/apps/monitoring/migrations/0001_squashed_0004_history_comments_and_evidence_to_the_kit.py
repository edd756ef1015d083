import django.core.serializers.json
import django.db.models.deletion
import tenghuan.apps.access.schema
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('monitoring', '0001_initial'), ('monitoring', '0002_task_phase'), ('monitoring', '0003_draft_and_total'), ('monitoring', '0004_history_comments_and_evidence_to_the_kit')]

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('kit', '0003_jobs'),
        ('organization', '0001_initial'),
        ('plans', '0001_initial'),
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Period',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='年')),
                        ('month', models.PositiveSmallIntegerField(verbose_name='月')),
                        ('opens_on', models.DateField(verbose_name='开放日')),
                        ('due_on', models.DateField(verbose_name='应报日')),
                        ('closes_on', models.DateField(verbose_name='截止日')),
                        ('locked_at', models.DateTimeField(blank=True, null=True, verbose_name='锁定时间')),
                        ('locked_by', models.CharField(blank=True, max_length=50, verbose_name='锁定人')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='plans.plan', verbose_name='方案')),
                    ],
                    options={
                        'verbose_name': '填报期',
                        'verbose_name_plural': '填报期',
                        'ordering': ('-year', '-month'),
                        'constraints': [models.UniqueConstraint(fields=('plan', 'year', 'month'), name='period_once_a_plan'), models.CheckConstraint(condition=models.Q(('month__gte', 1), ('month__lte', 12)), name='period_month_1_to_12'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('opens_on')), ('closes_on__gte', models.F('due_on'))), name='period_days_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='LateException',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('until', models.DateField(verbose_name='补报截止')),
                        ('reason', models.CharField(max_length=200, verbose_name='理由')),
                        ('granted_by', models.CharField(max_length=50, verbose_name='批准人')),
                        ('at', models.DateTimeField(auto_now=True, verbose_name='批准时间')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='单位')),
                        ('period', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exceptions', to='monitoring.period')),
                    ],
                    options={
                        'verbose_name': '补报许可',
                        'constraints': [models.UniqueConstraint(fields=('period', 'unit'), name='exception_once_a_unit')],
                    },
                ),
                migrations.CreateModel(
                    name='Report',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('not_due', '未到期'), ('pending', '待报'), ('draft', '草稿'), ('zero', '零报告'), ('submitted', '已报'), ('returned', '退回'), ('approved', '已审'), ('locked', '锁定')], default='not_due', max_length=10, verbose_name='状态')),
                        ('value', models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True, verbose_name='本期数')),
                        ('is_zero', models.BooleanField(default=False, verbose_name='零报告')),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='说明')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='退回理由')),
                        ('author', models.CharField(blank=True, max_length=50, verbose_name='填报人')),
                        ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='报送时间')),
                        ('returned_at', models.DateTimeField(blank=True, null=True, verbose_name='退回时间')),
                        ('reviewer', models.CharField(blank=True, max_length=50, verbose_name='审核人')),
                        ('reviewed_at', models.DateTimeField(blank=True, null=True, verbose_name='审核时间')),
                        ('late', models.BooleanField(default=False, verbose_name='迟报')),
                        ('revision', models.PositiveIntegerField(default=0)),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='plans.item', verbose_name='事项')),
                        ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='monitoring.period', verbose_name='填报期')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='organization.unit', verbose_name='填报单位')),
                        ('phase', models.CharField(blank=True, choices=[('not_started', '未启动'), ('under_way', '推进中'), ('blocked', '受阻'), ('done', '已完成')], max_length=12, verbose_name='任务状态')),
                        ('whole', models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True, verbose_name='总数（分母）')),
                    ],
                    options={
                        'verbose_name': '报送',
                        'verbose_name_plural': '报送',
                        'ordering': ('period', 'item__kind', 'item__order'),
                        'indexes': [models.Index(fields=['item', 'state'], name='monitoring__item_id_2fb56b_idx'), models.Index(fields=['period', 'unit', 'state'], name='monitoring__period__43cf79_idx')],
                        'constraints': [models.UniqueConstraint(fields=('period', 'item'), name='report_once_a_period')],
                    },
                ),
                migrations.CreateModel(
                    name='ReportingMode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mode', models.CharField(choices=[('to_date', '累计数'), ('periodic', '本月数')], max_length=8, verbose_name='填报方式')),
                        ('indicator', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reporting_mode', to='plans.indicator')),
                    ],
                    options={
                        'verbose_name': '填报方式',
                    },
                ),
                migrations.CreateModel(
                    name='Upload',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=150, verbose_name='文件名')),
                        ('rows', models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ('faults', models.JSONField(default=list, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        ('account', models.CharField(max_length=50, verbose_name='账号')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                        ('committed_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                        ('period', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='monitoring.period')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit')),
                    ],
                    options={
                        'verbose_name': '填报表',
                        'ordering': ('-at',),
                    },
                ),
            ],
        ),
    ]
