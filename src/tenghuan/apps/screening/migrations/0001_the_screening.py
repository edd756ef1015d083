import django.db.models.deletion
import tenghuan.apps.access.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('enterprises', '0002_fewer_indexes'),
        ('organization', '__first__'),
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='RuleSet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('version', models.PositiveSmallIntegerField(editable=False, verbose_name='版本')),
                        ('name', models.CharField(max_length=120, verbose_name='名称')),
                        ('source', models.CharField(help_text='文件名称和文号；未公开的注明本地参数（待核实）', max_length=200, verbose_name='依据')),
                        ('effective_from', models.DateField(verbose_name='生效日期')),
                        ('text', models.TextField(help_text='范围、清单、条件、豁免；保存时逐处检查', verbose_name='规则')),
                        ('thresholds', models.JSONField(default=list, editable=False, verbose_name='阈值表')),
                        ('thresholds_file', models.CharField(blank=True, editable=False, max_length=200, verbose_name='阈值表来源')),
                        ('state', models.CharField(choices=[('draft', '草案'), ('published', '已发布'), ('withdrawn', '已废止')], default='draft', editable=False, max_length=10, verbose_name='状态')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                    ],
                    options={
                        'verbose_name': '筛查规则',
                        'verbose_name_plural': '筛查规则',
                        'ordering': ('-version',),
                        'constraints': [models.UniqueConstraint(fields=('county', 'version'), name='screening_version_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Run',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='数据年度')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='筛查时间')),
                        ('by', models.CharField(max_length=120, verbose_name='经办')),
                        ('snapshot', models.FileField(upload_to='screening/')),
                        ('snapshot_digest', models.CharField(max_length=64, verbose_name='数据摘要（SM3）')),
                        ('looked_at', models.PositiveIntegerField(verbose_name='数据户数')),
                        ('notes', models.JSONField(default=list, verbose_name='提示')),
                        ('sample', models.BooleanField(default=False, verbose_name='示例数据')),
                        ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='after', to='screening.run', verbose_name='上次筛查')),
                        ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('rules', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='screening.ruleset', verbose_name='筛查规则')),
                    ],
                    options={
                        'verbose_name': '筛查批次',
                        'verbose_name_plural': '筛查批次',
                        'ordering': ('-pk',),
                    },
                ),
                migrations.CreateModel(
                    name='Caught',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, verbose_name='企业名称')),
                        ('town_name', models.CharField(blank=True, max_length=60, verbose_name='镇街')),
                        ('list_name', models.CharField(max_length=60, verbose_name='清单')),
                        ('verdict', models.CharField(choices=[('入', '入'), ('豁免', '豁免'), ('不可判', '不可判'), ('退出', '退出')], max_length=4, verbose_name='结论')),
                        ('moved', models.CharField(blank=True, choices=[('new', '新增'), ('still', '仍在'), ('gone', '退出')], max_length=6, verbose_name='与上次比')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                        ('source', models.CharField(blank=True, max_length=300, verbose_name='规则依据')),
                        ('lines', models.JSONField(default=list, verbose_name='逐条判定')),
                        ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise')),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='caught', to='screening.run')),
                    ],
                    options={
                        'verbose_name': '筛查结果',
                        'verbose_name_plural': '筛查结果',
                        'ordering': ('pk',),
                        'indexes': [models.Index(fields=['run', 'verdict', 'list_name'], name='screening_c_run_id_ad8941_idx')],
                        'constraints': [models.UniqueConstraint(fields=('run', 'enterprise', 'list_name'), name='caught_once_a_list')],
                    },
                ),
                migrations.CreateModel(
                    name='Exempted',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('lists', models.CharField(blank=True, help_text='以顿号分隔；空为全部清单', max_length=120, verbose_name='清单')),
                        ('reason', models.CharField(max_length=120, verbose_name='豁免理由')),
                        ('document', models.CharField(max_length=120, verbose_name='依据文件')),
                        ('starts_on', models.DateField(verbose_name='起始日期')),
                        ('ends_on', models.DateField(verbose_name='截止日期')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise', verbose_name='企业')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                    ],
                    options={
                        'verbose_name': '筛查豁免',
                        'verbose_name_plural': '筛查豁免',
                        'ordering': ('-ends_on', 'pk'),
                        'constraints': [models.UniqueConstraint(fields=('county', 'enterprise', 'starts_on'), name='exempted_once_from_a_day')],
                    },
                ),
            ],
        ),
    ]
