import django.db.models.deletion
import tenghuan.apps.access.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '__first__'),
        ('plans', '0005_order_by_keys'),
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Decomposition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('version', models.PositiveSmallIntegerField(default=1, verbose_name='版次')),
                        ('receivers', models.CharField(choices=[('towns', '乡镇（街道）'), ('parks', '园区（平台）'), ('units', '牵头部门'), ('regions', '下级市县')], max_length=8, verbose_name='分解到')),
                        ('rule', models.CharField(choices=[('land', '按用地面积'), ('enterprises', '按企业数'), ('last_year', '按上年完成数'), ('equal', '平均分配')], max_length=12, verbose_name='分解规则')),
                        ('curve', models.JSONField(editable=False, null=True, verbose_name='月度进度')),
                        ('goal', models.JSONField(default=dict, editable=False, verbose_name='方案目标')),
                        ('published_on', models.DateField(editable=False, null=True, verbose_name='发布日')),
                        ('document', models.CharField(blank=True, editable=False, max_length=100, verbose_name='文号')),
                        ('state', models.CharField(choices=[('draft', '草拟'), ('asked', '征求意见'), ('settled', '定案'), ('published', '已发布'), ('replaced', '已被替代'), ('dropped', '作废')], default='draft', editable=False, max_length=10, verbose_name='环节')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.indicator', verbose_name='指标')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('plan_version', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.planversion', verbose_name='方案版本')),
                    ],
                    options={
                        'verbose_name': '目标分解',
                        'verbose_name_plural': '目标分解',
                        'ordering': ('indicator__order', '-version'),
                        'constraints': [models.UniqueConstraint(fields=('indicator', 'version'), name='decomposition_version_once'), models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'asked', 'settled'])), fields=('indicator',), name='one_open_decomposition'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('indicator',), name='one_decomposition_in_force')],
                    },
                ),
                migrations.CreateModel(
                    name='Portion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('place', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='次序')),
                        ('weight', models.DecimalField(decimal_places=6, default=0, editable=False, max_digits=20, verbose_name='分解依据')),
                        ('base', models.DecimalField(decimal_places=6, editable=False, max_digits=20, null=True, verbose_name='基数')),
                        ('amounts', models.JSONField(default=dict, editable=False, verbose_name='分年目标')),
                        ('state', models.CharField(choices=[('draft', '拟分'), ('waiting', '待受领'), ('accepted', '已受领'), ('objected', '有异议'), ('upheld', '维持原数'), ('carried', '已下达'), ('over', '已失效')], default='draft', editable=False, max_length=10, verbose_name='环节')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('decomposition', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='portions', to='decomposition.decomposition', verbose_name='目标分解')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('region', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='承接地')),
                        ('unit', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='承接单位')),
                    ],
                    options={
                        'verbose_name': '目标任务',
                        'verbose_name_plural': '目标任务',
                        'ordering': ('decomposition', 'place', 'pk'),
                        'indexes': [models.Index(fields=['region', 'state'], name='decompositi_region__df89de_idx'), models.Index(fields=['unit', 'state'], name='decompositi_unit_id_cccfc5_idx')],
                        'constraints': [models.UniqueConstraint(fields=('decomposition', 'region', 'unit'), name='portion_once_a_unit'), models.UniqueConstraint(condition=models.Q(('unit', None)), fields=('decomposition', 'region'), name='portion_once_a_region')],
                    },
                ),
            ],
        ),
    ]
