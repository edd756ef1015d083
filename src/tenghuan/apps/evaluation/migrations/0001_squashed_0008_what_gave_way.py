import django.core.validators
import django.db.models.deletion
import tenghuan.apps.access.schema
import tenghuan.apps.evaluation.parameters
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('evaluation', '0001_initial'), ('evaluation', '0002_the_whole_procedure'), ('evaluation', '0003_one_final_run_a_year'), ('evaluation', '0004_one_background_job'), ('evaluation', '0005_run_remarks'), ('evaluation', '0006_registers_and_loops'), ('evaluation', '0007_onto_the_kit'), ('evaluation', '0008_what_gave_way')]

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('enterprises', '0001_initial'),
        ('kit', '0003_jobs'),
        ('organization', '0002_signing_in'),
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Graded',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('track', models.CharField(blank=True, max_length=60, verbose_name='类别')),
                        ('group', models.CharField(blank=True, max_length=60, verbose_name='分组')),
                        ('score', models.DecimalField(decimal_places=4, max_digits=14, null=True, verbose_name='得分')),
                        ('rank', models.PositiveIntegerField(null=True, verbose_name='名次')),
                        ('computed', models.CharField(blank=True, max_length=8, verbose_name='初评档次')),
                        ('grade', models.CharField(blank=True, max_length=8, verbose_name='档次')),
                        ('basis', models.CharField(blank=True, max_length=240, verbose_name='依据')),
                        ('values', models.JSONField(default=dict, verbose_name='指标值和得分')),
                        ('confirmed_at', models.DateTimeField(null=True, verbose_name='企业确认时间')),
                        ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grades', to='enterprises.enterprise')),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='graded', to='evaluation.run', verbose_name='评价批次')),
                        ('industry', models.CharField(blank=True, max_length=5, verbose_name='行业代码')),
                        ('name', models.CharField(blank=True, max_length=120, verbose_name='企业名称')),
                        ('park', models.CharField(blank=True, max_length=60, verbose_name='园区')),
                        ('shares', models.JSONField(default=dict, verbose_name='各档次抽样占比')),
                        ('town_name', models.CharField(blank=True, max_length=60, verbose_name='镇街')),
                    ],
                    options={
                        'verbose_name': '评价结果',
                        'verbose_name_plural': '评价结果',
                        'ordering': ('run', 'track', 'group', 'rank'),
                        'indexes': [models.Index(fields=['run', 'grade'], name='evaluation__run_id_1c8287_idx'), models.Index(fields=['run', 'town_name'], name='evaluation__run_id_04f60a_idx')],
                        'constraints': [models.UniqueConstraint(fields=('run', 'enterprise'), name='graded_once_a_run')],
                    },
                ),
                migrations.CreateModel(
                    name='Method',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, verbose_name='名称')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='评价年度')),
                        ('version', models.PositiveSmallIntegerField(verbose_name='版本')),
                        ('scheme', models.TextField(verbose_name='评分方案')),
                        ('digest', models.CharField(max_length=64, verbose_name='摘要（SM3）')),
                        ('source', models.CharField(help_text='文件名称和文号；未公开的注明本地参数（待核实）', max_length=200, verbose_name='依据')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                        ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='methods', to='organization.region')),
                    ],
                    options={
                        'verbose_name': '评价办法',
                        'verbose_name_plural': '评价办法',
                        'ordering': ('-year', '-version'),
                        'constraints': [models.UniqueConstraint(fields=('county', 'year', 'version'), name='method_version_once_a_year')],
                    },
                ),
                migrations.CreateModel(
                    name='Objection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField(verbose_name='异议内容')),
                        ('state', models.CharField(choices=[('filed', '待镇街初核'), ('forwarded', '待复核'), ('accepted', '采纳'), ('rejected', '不采纳')], default='filed', max_length=10, verbose_name='状态')),
                        ('corrections', models.JSONField(default=dict, help_text='指标 → [原值, 更正值]', verbose_name='数据更正')),
                        ('before', models.JSONField(default=dict, verbose_name='复核前')),
                        ('after', models.JSONField(default=dict, verbose_name='复核后')),
                        ('graded', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='objections', to='evaluation.graded', verbose_name='评价单')),
                        ('decide_by', models.DateField(null=True, verbose_name='复核期限')),
                        ('forward_by', models.DateField(null=True, verbose_name='镇街初核期限')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                    ],
                    options={
                        'verbose_name': '评价异议',
                        'verbose_name_plural': '评价异议',
                        'ordering': ('-pk',),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('retired_on', None), ('state__in', ('filed', 'forwarded'))), fields=('graded',), name='one_open_objection_a_sheet')],
                    },
                ),
                migrations.CreateModel(
                    name='PolicyRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('policy', models.CharField(max_length=40, verbose_name='政策')),
                        ('grade', models.CharField(max_length=8, verbose_name='档次')),
                        ('consecutive_years', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='连续年数（起）')),
                        ('operation', models.CharField(choices=[('add', '加价'), ('multiply', '按比例'), ('exempt', '减免')], max_length=8, verbose_name='方式')),
                        ('value', models.DecimalField(decimal_places=4, max_digits=12, verbose_name='数值')),
                        ('unit', models.CharField(max_length=20, verbose_name='单位')),
                        ('overlap', models.CharField(choices=[('max', '取最高'), ('sum', '叠加')], default='max', max_length=3, verbose_name='重叠时')),
                        ('bureau', models.CharField(max_length=60, verbose_name='执行单位')),
                        ('basis', models.CharField(max_length=200, verbose_name='依据')),
                        ('effective_from', models.DateField(verbose_name='生效')),
                        ('effective_until', models.DateField(blank=True, null=True, verbose_name='失效')),
                        ('verified', models.BooleanField(default=False, help_text='未核实的在输出中注明本地参数（待核实）', verbose_name='已核实')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('cycle', models.CharField(blank=True, help_text='如 07-01：每年 7 月 1 日起执行一年；空为随规则起止', max_length=5, validators=[django.core.validators.RegexValidator('^\\d{2}-\\d{2}$', '写月-日，如 07-01')], verbose_name='执行期起日')),
                        ('industries', models.CharField(blank=True, help_text='行业大类，如 13-43,44；空为全部', max_length=120, verbose_name='适用行业')),
                        ('towns', models.CharField(blank=True, help_text='以顿号分隔；空为全部', max_length=200, verbose_name='适用镇街')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                    ],
                    options={
                        'verbose_name': '差别化政策规则',
                        'verbose_name_plural': '差别化政策规则',
                        'ordering': ('policy', 'grade', 'consecutive_years'),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('retired_on', None)), fields=('county', 'policy', 'grade', 'consecutive_years', 'bureau', 'industries', 'towns', 'effective_from', 'basis', 'value'), name='a_rule_stands_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Run',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='评价年度')),
                        ('state', models.CharField(choices=[('frozen', '数据已冻结'), ('scored', '已初评'), ('confirming', '企业确认中'), ('published', '公示中'), ('reviewing', '复核中'), ('final', '已审定'), ('abandoned', '已作废')], default='frozen', max_length=12, verbose_name='状态')),
                        ('frozen_at', models.DateTimeField(verbose_name='冻结时间')),
                        ('snapshot', models.FileField(upload_to='evaluation/')),
                        ('snapshot_digest', models.CharField(max_length=64, verbose_name='数据摘要（SM3）')),
                        ('result_digest', models.CharField(blank=True, max_length=64, verbose_name='结果摘要（SM3）')),
                        ('stability', models.JSONField(default=dict, verbose_name='档次稳定性')),
                        ('published_on', models.DateField(null=True, verbose_name='公示开始')),
                        ('closes_on', models.DateField(null=True, verbose_name='公示截止')),
                        ('decided_on', models.DateField(null=True, verbose_name='审定日期')),
                        ('decision_number', models.CharField(blank=True, max_length=60, verbose_name='审定文号')),
                        ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='organization.region', verbose_name='县（市、区）')),
                        ('method', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='evaluation.method', verbose_name='评价办法')),
                        ('confirm_by', models.DateField(null=True, verbose_name='企业确认截止')),
                        ('sample', models.BooleanField(default=False, verbose_name='示例数据')),
                        ('remarks', models.JSONField(default=list, verbose_name='计算提示')),
                        ('revision', models.PositiveIntegerField(default=1, verbose_name='修订号')),
                    ],
                    options={
                        'verbose_name': '评价批次',
                        'verbose_name_plural': '评价批次',
                        'ordering': ('-year', '-frozen_at'),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'final')), fields=('county', 'year'), name='one_final_run_a_year')],
                    },
                ),
                migrations.CreateModel(
                    name='Override',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('grade', models.CharField(blank=True, max_length=8, verbose_name='调整后档次')),
                        ('reason', models.CharField(max_length=200, verbose_name='理由')),
                        ('document', models.CharField(max_length=120, verbose_name='依据文件')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                        ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise')),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overrides', to='evaluation.run')),
                    ],
                    options={
                        'verbose_name': '档次调整',
                        'verbose_name_plural': '档次调整',
                        'constraints': [models.UniqueConstraint(fields=('run', 'enterprise'), name='override_once_a_run')],
                    },
                ),
                migrations.CreateModel(
                    name='Decision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1990), django.core.validators.MaxValueValidator(2100)], verbose_name='评价年度')),
                        ('kind', models.CharField(choices=[('bonus', '加分'), ('deduction', '减分'), ('veto', '一票否决'), ('exempt', '不参评')], max_length=10, verbose_name='事项')),
                        ('points', models.DecimalField(blank=True, decimal_places=2, help_text='加分、减分填写', max_digits=8, null=True, verbose_name='分值')),
                        ('code', models.CharField(blank=True, choices=tenghuan.apps.evaluation.parameters.veto_choices, help_text='一票否决选择', max_length=40, verbose_name='否决事项')),
                        ('reason', models.CharField(max_length=200, verbose_name='理由')),
                        ('document', models.CharField(help_text='名称、文号', max_length=120, verbose_name='依据文件')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise', verbose_name='企业')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                    ],
                    options={
                        'verbose_name': '加减分、否决和不参评',
                        'verbose_name_plural': '加减分、否决和不参评',
                        'ordering': ('-year', 'kind', 'enterprise__uscc', 'pk'),
                        'indexes': [models.Index(fields=['county', 'year'], name='evaluation__county__5fe1fc_idx')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('points__isnull', False), ('retired_on', None)), fields=('county', 'enterprise', 'year', 'kind', 'code', 'reason', 'document', 'points'), name='points_decided_once'), models.UniqueConstraint(condition=models.Q(('points', None), ('retired_on', None)), fields=('county', 'enterprise', 'year', 'kind', 'code', 'reason', 'document'), name='decided_once')],
                    },
                ),
            ],
        ),
    ]
