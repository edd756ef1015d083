import django.db.models.deletion
import tenghuan.apps.access.schema
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('enterprises', '0001_initial'), ('enterprises', '0002_fewer_indexes'), ('enterprises', '0003_years_of_an_enterprise')]

    initial = True

    dependencies = [
        ('organization', '0001_initial'),
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Enterprise',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uscc', models.CharField(max_length=18, verbose_name='统一社会信用代码')),
                        ('name', models.CharField(db_index=True, max_length=120, verbose_name='企业名称')),
                        ('park', models.CharField(blank=True, max_length=60, verbose_name='园区')),
                        ('industry', models.CharField(blank=True, help_text='GB/T 4754—2017', max_length=5, verbose_name='行业代码')),
                        ('above_scale', models.BooleanField(null=True, verbose_name='规上')),
                        ('registered_on', models.DateField(blank=True, null=True, verbose_name='注册日期')),
                        ('status', models.CharField(choices=[('normal', '正常'), ('deregistered', '注销'), ('moved_out', '迁出'), ('moved_in', '迁入')], default='normal', max_length=14, verbose_name='状态')),
                        ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                        ('contact', models.CharField(blank=True, max_length=60, verbose_name='联系人')),
                        ('phone', models.CharField(blank=True, max_length=30, verbose_name='联系电话')),
                        ('county', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='enterprises', to='organization.region', verbose_name='县（市、区）')),
                        ('town', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='镇街')),
                    ],
                    options={
                        'verbose_name': '企业',
                        'verbose_name_plural': '企业',
                        'ordering': ('county', 'uscc'),
                        'indexes': [models.Index(fields=['county', 'town'], name='enterprises_county__25bcba_idx'), models.Index(fields=['county', 'industry'], name='enterprises_county__8594f6_idx')],
                        'constraints': [models.UniqueConstraint(fields=('county', 'uscc'), name='enterprise_once_a_county')],
                    },
                ),
                migrations.CreateModel(
                    name='Record',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('register', models.CharField(max_length=20, verbose_name='登记表')),
                        ('year', models.PositiveSmallIntegerField(null=True, verbose_name='年度')),
                        ('month', models.PositiveSmallIntegerField(null=True, verbose_name='月份')),
                        ('line', models.PositiveIntegerField(verbose_name='工作簿行号')),
                        ('values', models.JSONField(verbose_name='数值')),
                        ('enterprise', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='enterprises.enterprise')),
                        ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='records', to='enterprises.source', verbose_name='来源')),
                    ],
                    options={
                        'verbose_name': '记录',
                        'verbose_name_plural': '记录',
                        'indexes': [models.Index(fields=['enterprise', 'year', 'register'], name='enterprises_enterpr_ed695c_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Conflict',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField(null=True, verbose_name='年度')),
                        ('fact', models.CharField(max_length=24, verbose_name='指标')),
                        ('reason', models.CharField(blank=True, max_length=200, verbose_name='理由')),
                        ('settled_by', models.CharField(blank=True, max_length=60, verbose_name='裁定人')),
                        ('settled_at', models.DateTimeField(null=True, verbose_name='裁定时间')),
                        ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='enterprises.enterprise')),
                        ('chosen', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='enterprises.record')),
                        ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enterprises.record')),
                        ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enterprises.record')),
                    ],
                    options={
                        'verbose_name': '数据冲突',
                        'verbose_name_plural': '数据冲突',
                        'constraints': [models.UniqueConstraint(fields=('fact', 'first', 'second'), name='conflict_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Source',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('workbook', models.CharField(max_length=200, verbose_name='工作簿')),
                        ('digest', models.CharField(max_length=64, verbose_name='摘要（SM3）')),
                        ('sheet', models.CharField(max_length=80, verbose_name='工作表')),
                        ('register', models.CharField(max_length=20, verbose_name='登记表')),
                        ('unit', models.CharField(blank=True, max_length=80, verbose_name='报送单位')),
                        ('officer', models.CharField(blank=True, max_length=60, verbose_name='经办')),
                        ('at', models.DateTimeField(verbose_name='入库时间')),
                        ('columns', models.JSONField(default=dict, verbose_name='列')),
                        ('rows', models.PositiveIntegerField(default=0, verbose_name='行数')),
                        ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='organization.region')),
                    ],
                    options={
                        'verbose_name': '来源',
                        'verbose_name_plural': '来源',
                        'ordering': ('-at',),
                        'constraints': [models.UniqueConstraint(fields=('county', 'digest', 'sheet', 'register'), name='sheet_committed_once')],
                    },
                ),
                migrations.CreateModel(
                    name='FormerName',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(db_index=True, max_length=120, verbose_name='曾用名')),
                        ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to='enterprises.enterprise')),
                        ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='enterprises.source')),
                    ],
                    options={
                        'verbose_name': '曾用名',
                        'verbose_name_plural': '曾用名',
                        'constraints': [models.UniqueConstraint(fields=('enterprise', 'name'), name='former_name_once')],
                    },
                ),
                migrations.CreateModel(
                    name='YearFacts',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                        ('land_mu', models.DecimalField(decimal_places=6, help_text='亩', max_digits=20, null=True, verbose_name='用地面积')),
                        ('land_owned_mu', models.DecimalField(decimal_places=6, help_text='亩', max_digits=20, null=True, verbose_name='登记用地')),
                        ('land_leased_in_mu', models.DecimalField(decimal_places=6, help_text='亩', max_digits=20, null=True, verbose_name='承租用地')),
                        ('land_leased_out_mu', models.DecimalField(decimal_places=6, help_text='亩', max_digits=20, null=True, verbose_name='出租用地')),
                        ('land_other_mu', models.DecimalField(decimal_places=6, help_text='亩', max_digits=20, null=True, verbose_name='其他用地')),
                        ('tax', models.DecimalField(decimal_places=6, help_text='万元', max_digits=20, null=True, verbose_name='评价税收')),
                        ('value_added', models.DecimalField(decimal_places=6, help_text='万元', max_digits=20, null=True, verbose_name='工业增加值')),
                        ('revenue', models.DecimalField(decimal_places=6, help_text='万元', max_digits=20, null=True, verbose_name='营业收入')),
                        ('employees', models.DecimalField(decimal_places=6, help_text='人', max_digits=20, null=True, verbose_name='年平均职工人数')),
                        ('energy_tce', models.DecimalField(decimal_places=6, help_text='吨标准煤', max_digits=20, null=True, verbose_name='综合能耗（等价值）')),
                        ('electricity', models.DecimalField(decimal_places=6, help_text='万千瓦时', max_digits=20, null=True, verbose_name='用电量')),
                        ('emissions', models.DecimalField(decimal_places=6, help_text='吨', max_digits=20, null=True, verbose_name='主要污染物排放量')),
                        ('rd', models.DecimalField(decimal_places=6, help_text='万元', max_digits=20, null=True, verbose_name='研发经费')),
                        ('sources', models.JSONField(default=dict, verbose_name='来源')),
                        ('enterprise', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='years', to='enterprises.enterprise', verbose_name='企业')),
                    ],
                    options={
                        'verbose_name': '年度数据',
                        'verbose_name_plural': '年度数据',
                        'ordering': ('-year',),
                        'constraints': [models.UniqueConstraint(fields=('enterprise', 'year'), name='facts_once_a_year')],
                    },
                ),
            ],
        ),
    ]
