import django.core.validators
import django.db.models.deletion
import tenghuan.apps.access.schema
import tenghuan.apps.kit.fields
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('parks', '0001_initial'), ('parks', '0002_star_days')]

    initial = True

    dependencies = [
        ('organization', '__first__'),
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Park',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('name', models.CharField(max_length=60, verbose_name='园区名称')),
                        ('code', models.CharField(blank=True, max_length=40, verbose_name='园区代码')),
                        ('platform', models.CharField(blank=True, help_text='如“1+N”“1+3+X”中的平台', max_length=60, verbose_name='所属平台')),
                        ('kind', models.CharField(choices=[('making', '生产制造类'), ('service', '生产服务类'), ('science', '科技创新类'), ('digital', '数字经济类')], default='making', max_length=8, verbose_name='类型')),
                        ('stage', models.CharField(choices=[('planned', '规划'), ('building', '建设'), ('running', '投运')], default='running', max_length=10, verbose_name='建设状态')),
                        ('level', models.CharField(choices=[('none', '未认定'), ('county', '县级'), ('city', '市级'), ('province', '省级')], default='none', max_length=10, verbose_name='认定级别')),
                        ('recognised_on', models.DateField(blank=True, null=True, verbose_name='认定日期')),
                        ('stars', models.PositiveSmallIntegerField(blank=True, help_text='3 至 5', null=True, validators=[django.core.validators.MinValueValidator(3), django.core.validators.MaxValueValidator(5)], verbose_name='星级')),
                        ('digital', models.BooleanField(default=False, verbose_name='数字化园区')),
                        ('developer', models.CharField(choices=[('government', '政府开发'), ('firm', '企业开发'), ('joint', '合作开发'), ('market', '市场化开发')], default='government', max_length=10, verbose_name='开发模式')),
                        ('source', models.CharField(blank=True, max_length=60, verbose_name='土地来源')),
                        ('industry', models.CharField(blank=True, max_length=60, verbose_name='主导产业')),
                        ('operator', models.CharField(blank=True, max_length=120, verbose_name='运营单位')),
                        ('area', tenghuan.apps.kit.fields.Amount(decimal_places=2, max_digits=18, unit='亩', validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='用地面积')),
                        ('state', models.CharField(choices=[('draft', '草稿'), ('county', '待县审'), ('city', '待市审'), ('passed', '已认定'), ('rejected', '驳回'), ('paused', '暂缓'), ('left', '已退出')], default='draft', editable=False, max_length=10, verbose_name='环节')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('town', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='镇街')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.unit', verbose_name='管理单位')),
                        ('digital_on', models.DateField(blank=True, null=True, verbose_name='数字化认定日期')),
                        ('opened_on', models.DateField(blank=True, null=True, verbose_name='投运日期')),
                        ('starred_on', models.DateField(blank=True, null=True, verbose_name='评星日期')),
                    ],
                    options={
                        'verbose_name': '园区',
                        'verbose_name_plural': '园区',
                        'ordering': ('name',),
                        'constraints': [models.UniqueConstraint(fields=('county', 'name'), name='park_name_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Return',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                        ('term', models.CharField(choices=[('1', '一季度'), ('2', '二季度'), ('3', '三季度'), ('4', '四季度'), ('y', '年报')], max_length=1, verbose_name='报期')),
                        ('output', tenghuan.apps.kit.fields.Amount(blank=True, decimal_places=2, max_digits=18, null=True, unit='万元', validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='产值')),
                        ('tax', tenghuan.apps.kit.fields.Amount(blank=True, decimal_places=2, max_digits=18, null=True, unit='万元', validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='税收')),
                        ('staff', models.PositiveIntegerField(blank=True, null=True, verbose_name='从业人员')),
                        ('firms', models.PositiveIntegerField(blank=True, null=True, verbose_name='入驻企业')),
                        ('above_scale', models.PositiveIntegerField(blank=True, null=True, verbose_name='规上企业')),
                        ('high_tech', models.PositiveIntegerField(blank=True, null=True, verbose_name='高新技术企业')),
                        ('tech_small', models.PositiveIntegerField(blank=True, null=True, verbose_name='科技型中小企业')),
                        ('giants', models.PositiveIntegerField(blank=True, null=True, verbose_name='专精特新小巨人')),
                        ('special', models.PositiveIntegerField(blank=True, null=True, verbose_name='省专精特新')),
                        ('champions', models.PositiveIntegerField(blank=True, null=True, verbose_name='隐形冠军')),
                        ('patents', models.PositiveIntegerField(blank=True, null=True, verbose_name='专利')),
                        ('accidents', models.PositiveIntegerField(blank=True, null=True, verbose_name='安全事故')),
                        ('service', tenghuan.apps.kit.fields.Amount(blank=True, decimal_places=2, max_digits=18, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='服务评分')),
                        ('other', tenghuan.apps.kit.fields.Amount(blank=True, decimal_places=2, max_digits=18, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='其他加分')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('park', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='parks.park', verbose_name='园区名称')),
                    ],
                    options={
                        'verbose_name': '园区报表',
                        'verbose_name_plural': '园区报表',
                        'ordering': ('-year', '-term', 'park'),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('retired_on', None)), fields=('park', 'year', 'term'), name='return_once')],
                    },
                ),
            ],
        ),
    ]
