import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import tenghuan.apps.access.schema
import tenghuan.apps.kit.fields
import tenghuan.apps.sandtable.known
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
                    name='Scenario',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('name', models.CharField(max_length=60, verbose_name='名称')),
                        ('kind', models.CharField(choices=[('solve', '反算：怎样才能达到目标'), ('what_if', '假设：这样做会怎样')], default='solve', max_length=8, verbose_name='推演方式')),
                        ('goal', models.CharField(blank=True, choices=tenghuan.apps.sandtable.known.goals, help_text='反算须选；都能由企业登记数据算出', max_length=60, verbose_name='目标指标')),
                        ('value', models.DecimalField(blank=True, decimal_places=6, help_text='留空取方案的目标值', max_digits=20, null=True, verbose_name='目标值')),
                        ('pool', models.CharField(choices=[('cases', '在办整治案件的企业'), ('all', '登记在册的规上企业')], default='cases', max_length=8, verbose_name='可动的企业')),
                        ('closing', models.BooleanField(default=True, verbose_name='可关停退出')),
                        ('uplifting', models.BooleanField(default=False, verbose_name='可整治提升')),
                        ('projects', models.BooleanField(default=False, help_text='已受理的用能项目', verbose_name='可投产项目')),
                        ('chosen', models.TextField(blank=True, help_text='假设推演用；一行一家，写统一社会信用代码或全称', verbose_name='选定关停的企业')),
                        ('keep', models.TextField(blank=True, help_text='一行一家，写统一社会信用代码或全称', verbose_name='不动名单')),
                        ('cases', models.PositiveIntegerField(blank=True, help_text='不限的留空', null=True, verbose_name='总件数上限')),
                        ('town_cases', models.PositiveIntegerField(blank=True, help_text='不限的留空', null=True, verbose_name='每个镇街件数上限')),
                        ('jobs', tenghuan.apps.kit.fields.Amount(blank=True, decimal_places=2, help_text='不限的留空', max_digits=18, null=True, unit='人', validators=[django.core.validators.MinValueValidator(0)], verbose_name='涉及职工上限')),
                        ('tax', tenghuan.apps.kit.fields.Amount(blank=True, decimal_places=2, help_text='不限的留空', max_digits=18, null=True, unit='万元', validators=[django.core.validators.MinValueValidator(0)], verbose_name='涉及税收上限')),
                        ('land', tenghuan.apps.kit.fields.Amount(blank=True, decimal_places=2, help_text='不限的留空', max_digits=18, null=True, unit='亩', validators=[django.core.validators.MinValueValidator(0)], verbose_name='涉及用地上限')),
                        ('uplift', tenghuan.apps.kit.fields.Amount(decimal_places=2, default=20, max_digits=18, unit='%', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1000)], verbose_name='整治提升后税收、增加值增幅（假设）')),
                        ('project_tax', tenghuan.apps.kit.fields.Amount(decimal_places=2, default=0, max_digits=18, unit='万元/亩', validators=[django.core.validators.MinValueValidator(0)], verbose_name='项目达产亩均税收（假设）')),
                        ('growth', tenghuan.apps.kit.fields.Amount(decimal_places=2, default=0, max_digits=18, unit='%', validators=[django.core.validators.MinValueValidator(-100), django.core.validators.MaxValueValidator(1000)], verbose_name='其余企业到年底的增长（假设）')),
                        ('answer', models.JSONField(default=dict, editable=False, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='推演结果')),
                        ('computed_at', models.DateTimeField(editable=False, null=True, verbose_name='推演时间')),
                        ('computed_revision', models.PositiveIntegerField(editable=False, null=True, verbose_name='推演时的修订号')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                    ],
                    options={
                        'verbose_name': '推演方案',
                        'verbose_name_plural': '推演方案',
                        'ordering': ('-pk',),
                        'constraints': [models.UniqueConstraint(fields=('county', 'name'), name='scenario_name_once')],
                    },
                ),
            ],
        ),
    ]
