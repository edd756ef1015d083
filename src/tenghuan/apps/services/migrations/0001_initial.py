import django.db.models.deletion
import tenghuan.apps.access.schema
import tenghuan.apps.services.dictionary
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
                    name='Request',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('number', models.CharField(editable=False, max_length=20, verbose_name='工单号')),
                        ('source', models.CharField(choices=tenghuan.apps.services.dictionary.sources, default='platform', max_length=10, verbose_name='来源')),
                        ('kind', models.CharField(blank=True, choices=tenghuan.apps.services.dictionary.kinds, help_text='不清楚的可以不选，分派时确定', max_length=10, verbose_name='类别')),
                        ('title', models.CharField(help_text='一句话写清要解决什么', max_length=120, verbose_name='诉求')),
                        ('content', models.TextField(max_length=2000, verbose_name='具体内容')),
                        ('contact', models.CharField(blank=True, help_text='写岗位，不写人名', max_length=80, verbose_name='联系岗位')),
                        ('hard', models.BooleanField(default=False, editable=False, verbose_name='难题')),
                        ('response', models.TextField(blank=True, editable=False, max_length=2000, verbose_name='签收回复')),
                        ('plan', models.TextField(blank=True, editable=False, max_length=2000, verbose_name='办理方案')),
                        ('decision', models.TextField(blank=True, editable=False, max_length=2000, verbose_name='会商结论')),
                        ('result', models.TextField(blank=True, editable=False, max_length=2000, verbose_name='办理结果')),
                        ('outcome', models.CharField(blank=True, choices=[('solved', '已解决'), ('part', '部分解决'), ('said', '解释说明'), ('stuck', '暂无法解决')], editable=False, max_length=8, verbose_name='办理结论')),
                        ('score', models.PositiveSmallIntegerField(blank=True, choices=[(1, '1 分 很不满意'), (2, '2 分 不满意'), (3, '3 分 基本满意'), (4, '4 分 满意'), (5, '5 分 非常满意')], editable=False, null=True, verbose_name='满意度')),
                        ('said', models.CharField(blank=True, editable=False, max_length=500, verbose_name='评价意见')),
                        ('self_rated', models.BooleanField(default=False, editable=False, verbose_name='企业自评')),
                        ('satisfied', models.BooleanField(editable=False, null=True, verbose_name='满意')),
                        ('way', models.CharField(blank=True, choices=tenghuan.apps.services.dictionary.ways, editable=False, max_length=10, verbose_name='回访方式')),
                        ('redone', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='重办次数')),
                        ('refused', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='退回重派次数')),
                        ('asked_at', models.DateTimeField(editable=False, verbose_name='提出时间')),
                        ('asked_on', models.DateField(editable=False, verbose_name='提出日期')),
                        ('due_by', models.DateTimeField(editable=False, null=True, verbose_name='本环节时限')),
                        ('assigned_at', models.DateTimeField(editable=False, null=True, verbose_name='分派时间')),
                        ('signed_at', models.DateTimeField(editable=False, null=True, verbose_name='签收时间')),
                        ('planned_at', models.DateTimeField(editable=False, null=True, verbose_name='方案时间')),
                        ('answer_by', models.DateTimeField(editable=False, null=True, verbose_name='答复时限')),
                        ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='答复时间')),
                        ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='结案时间')),
                        ('closed_on', models.DateField(editable=False, null=True, verbose_name='结案日期')),
                        ('assign_late', models.BooleanField(default=False, editable=False, verbose_name='分派超时')),
                        ('sign_late', models.BooleanField(default=False, editable=False, verbose_name='签收超时')),
                        ('plan_late', models.BooleanField(default=False, editable=False, verbose_name='方案超时')),
                        ('answer_late', models.BooleanField(default=False, editable=False, verbose_name='答复超时')),
                        ('visit_late', models.BooleanField(default=False, editable=False, verbose_name='回访超时')),
                        ('state', models.CharField(choices=[('asked', '待分派'), ('assigned', '待签收'), ('working', '办理中'), ('meeting', '会商中'), ('answered', '已答复'), ('closed', '已结案'), ('withdrawn', '已撤回'), ('declined', '不予受理')], default='asked', editable=False, max_length=10, verbose_name='环节')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('enterprise', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='enterprises.enterprise', verbose_name='企业')),
                        ('lead', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests_led', to='organization.unit', verbose_name='牵头单位')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('support', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests_supported', to='organization.unit', verbose_name='配合单位')),
                        ('town', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='镇街')),
                    ],
                    options={
                        'verbose_name': '企业诉求',
                        'verbose_name_plural': '企业诉求',
                        'ordering': ('-number', '-pk'),
                        'indexes': [models.Index(fields=['county', 'asked_on'], name='services_re_county__1de06f_idx'), models.Index(fields=['county', 'state', 'due_by'], name='services_re_county__20b98a_idx'), models.Index(fields=['enterprise', 'state'], name='services_re_enterpr_fb75fd_idx')],
                        'constraints': [models.UniqueConstraint(fields=('county', 'number'), name='request_number_once')],
                    },
                ),
            ],
        ),
    ]
