import django.core.validators
import django.db.models.deletion
import tenghuan.apps.access.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('enterprises', '0003_years_of_an_enterprise'),
        ('organization', '__first__'),
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Chain',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('name', models.CharField(max_length=40, verbose_name='产业链')),
                        ('leader', models.CharField(blank=True, help_text='席位的职务，须已登记在工作专班中', max_length=80, verbose_name='链长席位')),
                        ('target', models.CharField(blank=True, max_length=200, verbose_name='发展目标')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='牵头单位')),
                    ],
                    options={
                        'verbose_name': '产业链',
                        'verbose_name_plural': '产业链',
                        'ordering': ('name',),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('retired_on', None)), fields=('county', 'name'), name='chain_name_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Node',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('name', models.CharField(max_length=40, verbose_name='环节')),
                        ('place', models.PositiveSmallIntegerField(default=1, help_text='从上游到下游，同一段写同一个数', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(99)], verbose_name='次序')),
                        ('upstream', models.CharField(blank=True, help_text='本链已登记的环节，多个用、分开', max_length=300, verbose_name='上游环节')),
                        ('weak', models.BooleanField(default=False, verbose_name='弱链')),
                        ('current', models.CharField(blank=True, max_length=200, verbose_name='现状')),
                        ('targets', models.CharField(blank=True, help_text='想招引的企业，多个用、分开', max_length=300, verbose_name='目标企业')),
                        ('chain', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nodes', to='chains.chain', verbose_name='产业链')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                    ],
                    options={
                        'verbose_name': '产业链环节',
                        'verbose_name_plural': '产业链环节',
                        'ordering': ('chain', 'place', 'name'),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('retired_on', None)), fields=('chain', 'name'), name='node_name_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Placing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('link', models.CharField(max_length=40, verbose_name='环节')),
                        ('role', models.CharField(choices=[('head', '链主'), ('core', '骨干'), ('support', '配套')], default='support', max_length=8, verbose_name='作用')),
                        ('product', models.CharField(blank=True, max_length=100, verbose_name='主要产品')),
                        ('chain', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placings', to='chains.chain', verbose_name='产业链')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise', verbose_name='企业')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('node', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='placings', to='chains.node', verbose_name='环节')),
                    ],
                    options={
                        'verbose_name': '链上企业',
                        'verbose_name_plural': '链上企业',
                        'ordering': ('chain', 'node__place', 'link', 'enterprise'),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('retired_on', None)), fields=('node', 'enterprise'), name='placed_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Post',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('number', models.CharField(editable=False, max_length=20, verbose_name='编号')),
                        ('kind', models.CharField(choices=[('asked', '需求'), ('offered', '供给')], max_length=8, verbose_name='供需')),
                        ('product', models.CharField(max_length=60, verbose_name='产品或服务')),
                        ('amount', models.CharField(blank=True, max_length=100, verbose_name='数量和规格')),
                        ('content', models.CharField(max_length=500, verbose_name='说明')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='有效期至')),
                        ('contact', models.CharField(help_text='岗位和电话，对接后对方可见', max_length=60, verbose_name='联系方式')),
                        ('matched_on', models.DateField(blank=True, editable=False, null=True, verbose_name='对接日期')),
                        ('done_on', models.DateField(blank=True, editable=False, null=True, verbose_name='达成日期')),
                        ('outcome', models.CharField(blank=True, max_length=200, verbose_name='达成情况')),
                        ('state', models.CharField(choices=[('open', '待对接'), ('matched', '已对接'), ('done', '已达成'), ('withdrawn', '已撤回')], default='open', editable=False, max_length=10, verbose_name='状态')),
                        ('chain', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='chains.chain', verbose_name='产业链')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enterprises.enterprise', verbose_name='企业')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='askers', to='chains.post', verbose_name='对接的供给')),
                    ],
                    options={
                        'verbose_name': '供需信息',
                        'verbose_name_plural': '供需信息',
                        'ordering': ('-number',),
                        'indexes': [models.Index(fields=['county', 'state', 'kind'], name='chains_post_county__203cb9_idx')],
                        'constraints': [models.UniqueConstraint(fields=('county', 'number'), name='post_number_once')],
                    },
                ),
            ],
        ),
    ]
