import django.db.models.deletion
import tenghuan.apps.access.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('intake', '0001_initial'), ('intake', '0002_one_background_job'), ('intake', '0003_every_register'), ('intake', '0004_originals_in_the_store'), ('intake', '0005_one_store')]

    initial = True

    dependencies = [
        ('enterprises', '0001_initial'),
        ('kit', '0003_jobs'),
        ('organization', '__first__'),
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Workbook',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64, verbose_name='摘要（SM3）')),
                        ('name', models.CharField(max_length=200, verbose_name='文件名')),
                        ('size', models.PositiveBigIntegerField(verbose_name='字节数')),
                        ('sheets', models.JSONField(default=list, verbose_name='工作表')),
                        ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region')),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kit.storedfile')),
                    ],
                    options={
                        'verbose_name': '原件',
                        'verbose_name_plural': '原件',
                        'constraints': [models.UniqueConstraint(fields=('county', 'digest'), name='workbook_once_a_county')],
                    },
                ),
                migrations.CreateModel(
                    name='Batch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                        ('register', models.CharField(blank=True, max_length=40, verbose_name='登记表')),
                        ('sheet', models.CharField(blank=True, max_length=80, verbose_name='工作表')),
                        ('year', models.PositiveSmallIntegerField(null=True, verbose_name='年度')),
                        ('state', models.CharField(choices=[('configuring', '待配置'), ('checking', '校验中'), ('faulty', '有问题待改'), ('ready', '可入库'), ('committing', '入库中'), ('committed', '已入库'), ('withdrawn', '已撤回'), ('discarded', '已放弃')], default='configuring', max_length=12, verbose_name='状态')),
                        ('configuration', models.JSONField(default=dict, verbose_name='配置')),
                        ('look', models.JSONField(default=dict, verbose_name='预览')),
                        ('note', models.TextField(blank=True, verbose_name='说明')),
                        ('rows', models.PositiveIntegerField(default=0, verbose_name='行数')),
                        ('errors', models.PositiveIntegerField(default=0, verbose_name='错误')),
                        ('warnings', models.PositiveIntegerField(default=0, verbose_name='警告')),
                        ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='organization.region')),
                        ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('source', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='batch', to='enterprises.source', verbose_name='入库来源')),
                        ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='organization.unit', verbose_name='报送单位')),
                        ('workbook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='intake.workbook')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('town', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='镇街')),
                    ],
                    options={
                        'verbose_name': '批次',
                        'verbose_name_plural': '批次',
                        'ordering': ('-at', '-pk'),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('withdrawn', 'discarded')), _negated=True), fields=('workbook', 'sheet', 'register'), name='one_batch_a_sheet')],
                    },
                ),
                migrations.CreateModel(
                    name='BatchFault',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sheet', models.CharField(max_length=80, verbose_name='工作表')),
                        ('cell', models.CharField(blank=True, max_length=12, verbose_name='单元格')),
                        ('line', models.PositiveIntegerField(default=0, verbose_name='行')),
                        ('field', models.CharField(blank=True, max_length=40, verbose_name='字段')),
                        ('label', models.CharField(blank=True, max_length=60, verbose_name='栏目')),
                        ('rule', models.CharField(max_length=40, verbose_name='规则')),
                        ('severity', models.CharField(max_length=8, verbose_name='级别')),
                        ('message', models.TextField(verbose_name='问题')),
                        ('remedy', models.TextField(blank=True, verbose_name='怎么改')),
                        ('count', models.PositiveIntegerField(default=1, verbose_name='处数')),
                        ('waived_reason', models.CharField(blank=True, max_length=200, verbose_name='豁免理由')),
                        ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='faults', to='intake.batch')),
                    ],
                    options={
                        'verbose_name': '问题',
                        'verbose_name_plural': '问题',
                        'ordering': ('batch', 'severity', 'line', 'cell', 'pk'),
                        'indexes': [models.Index(fields=['batch', 'rule'], name='intake_batc_batch_i_cb11f8_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='NameMatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('line', models.PositiveIntegerField(verbose_name='行')),
                        ('cell', models.CharField(blank=True, max_length=12, verbose_name='单元格')),
                        ('name', models.CharField(max_length=120, verbose_name='名称')),
                        ('candidates', models.JSONField(default=list, verbose_name='同名企业')),
                        ('confirmed', models.BooleanField(null=True, verbose_name='已确认')),
                        ('reason', models.CharField(blank=True, max_length=200, verbose_name='理由')),
                        ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='name_matches', to='intake.batch')),
                        ('enterprise', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enterprises.enterprise', verbose_name='确认为')),
                    ],
                    options={
                        'verbose_name': '名称匹配',
                        'verbose_name_plural': '名称匹配',
                        'ordering': ('line',),
                        'constraints': [models.UniqueConstraint(fields=('batch', 'line'), name='name_match_once_a_line')],
                    },
                ),
            ],
        ),
    ]
