import django.db.models.deletion
import tenghuan.apps.access.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '__first__'),
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Layout',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('screens', models.JSONField(default=dict, verbose_name='版面')),
                        ('tiles', models.JSONField(default=dict, verbose_name='位置')),
                        ('outline', models.JSONField(default=dict, verbose_name='边界')),
                        ('revision', models.PositiveIntegerField(default=1, verbose_name='修订号')),
                        ('region', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='区域')),
                    ],
                    options={
                        'verbose_name': '驾驶舱版面',
                        'verbose_name_plural': '驾驶舱版面',
                    },
                ),
                migrations.CreateModel(
                    name='WallToken',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60, verbose_name='屏幕')),
                        ('digest', models.CharField(max_length=64, unique=True, verbose_name='摘要（SM3）')),
                        ('until', models.DateField(verbose_name='有效期至')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='签发时间')),
                        ('opened_at', models.DateTimeField(null=True, verbose_name='最近启用')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='停用时间')),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签发人')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='区域')),
                    ],
                    options={
                        'verbose_name': '投屏令牌',
                        'verbose_name_plural': '投屏令牌',
                        'ordering': ('-pk',),
                    },
                ),
                migrations.CreateModel(
                    name='Card',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('indicator', models.CharField(help_text='现行方案里的指标名称', max_length=80, verbose_name='指标')),
                        ('meaning', models.CharField(blank=True, max_length=200, verbose_name='含义')),
                        ('trigger_by', models.CharField(blank=True, choices=[('value', '数值'), ('pace', '相对序时（百分点）'), ('goal', '相对年度目标（%）')], max_length=8, verbose_name='触警按')),
                        ('trigger_at', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='触警阈值')),
                        ('response', models.CharField(blank=True, max_length=200, verbose_name='触警后的措施')),
                        ('excellent_by', models.CharField(blank=True, choices=[('value', '数值'), ('pace', '相对序时（百分点）'), ('goal', '相对年度目标（%）')], max_length=8, verbose_name='优质按')),
                        ('excellent_at', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='优质阈值')),
                        ('way', models.CharField(choices=[('report', '填报'), ('import', '导入'), ('service', '接口')], default='report', max_length=8, verbose_name='更新方式')),
                        ('source', models.CharField(blank=True, help_text='不填的，用方案的牵头单位', max_length=80, verbose_name='来源部门')),
                        ('seat', models.CharField(blank=True, help_text='写席位，不写人名', max_length=80, verbose_name='业务席位')),
                        ('charge', models.CharField(blank=True, help_text='写席位，不写人名', max_length=80, verbose_name='分管席位')),
                        ('topics', models.CharField(blank=True, help_text='多个专题以顿号分隔', max_length=120, verbose_name='专题')),
                        ('place', models.PositiveSmallIntegerField(default=10, verbose_name='次序')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                    ],
                    options={
                        'verbose_name': '指标卡',
                        'verbose_name_plural': '指标卡',
                        'ordering': ('place', 'pk'),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('retired_on', None)), fields=('county', 'indicator'), name='one_card_an_indicator')],
                    },
                ),
            ],
        ),
    ]
