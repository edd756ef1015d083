import django.db.models.deletion
import tenghuan.apps.access.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('organization', '__first__'),
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Order',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('number', models.CharField(editable=False, max_length=20, verbose_name='督办号')),
                        ('source', models.CharField(choices=[('note', '领导批示'), ('meeting', '会议'), ('task', '计划任务'), ('lamp', '亮灯'), ('project', '项目问题'), ('complaint', '诉求'), ('check', '检查')], max_length=10, verbose_name='来源')),
                        ('matter', models.CharField(max_length=120, verbose_name='事项')),
                        ('content', models.TextField(verbose_name='内容和要求')),
                        ('basis', models.CharField(blank=True, help_text='批示、会议纪要的文号或出处', max_length=120, verbose_name='依据')),
                        ('mechanism', models.CharField(blank=True, help_text='本县方案里的督办机制', max_length=40, verbose_name='工作机制')),
                        ('urgency', models.CharField(choices=[('urgent', '急件'), ('normal', '一般件'), ('hard', '难件')], default='normal', max_length=8, verbose_name='急缓')),
                        ('issuer', models.CharField(blank=True, help_text='写席位，不写人名', max_length=80, verbose_name='交办席位')),
                        ('supports', models.CharField(blank=True, help_text='多个单位以顿号分隔', max_length=300, verbose_name='配合单位')),
                        ('contact', models.CharField(blank=True, help_text='写席位，不写人名', max_length=80, verbose_name='联系席位')),
                        ('due_on', models.DateField(blank=True, help_text='不填的，按来源和急缓推算', null=True, verbose_name='现行限期')),
                        ('cycle', models.CharField(choices=[('once', '一次'), ('week', '每周'), ('fortnight', '每双周'), ('month', '每月'), ('quarter', '每季')], default='once', max_length=10, verbose_name='反馈周期')),
                        ('issued_on', models.DateField(blank=True, editable=False, null=True, verbose_name='交办日')),
                        ('first_due', models.DateField(blank=True, editable=False, null=True, verbose_name='首个限期')),
                        ('next_on', models.DateField(blank=True, editable=False, null=True, verbose_name='下次反馈')),
                        ('grade', models.CharField(blank=True, choices=[('', '未定级'), ('blue', '蓝单'), ('orange', '橙单'), ('red', '红单')], editable=False, max_length=8, verbose_name='单据等级')),
                        ('promise', models.TextField(blank=True, editable=False, verbose_name='承诺目标')),
                        ('planned_on', models.DateField(blank=True, editable=False, null=True, verbose_name='计划完成日')),
                        ('outcome', models.CharField(blank=True, choices=[('done', '完成'), ('part', '部分完成'), ('stuck', '暂无法解决'), ('said', '仅说明')], editable=False, max_length=8, verbose_name='进展类型')),
                        ('progress', models.TextField(blank=True, editable=False, verbose_name='办理情况')),
                        ('cause', models.TextField(blank=True, editable=False, help_text='进展为“暂无法解决”的必填', verbose_name='暂无法解决的原因')),
                        ('done', models.TextField(blank=True, editable=False, help_text='进展为“暂无法解决”的必填', verbose_name='已做工作')),
                        ('next_step', models.TextField(blank=True, editable=False, help_text='进展为“暂无法解决”的必填', verbose_name='后续打算')),
                        ('reported_on', models.DateField(blank=True, editable=False, null=True, verbose_name='反馈日')),
                        ('returned', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='反馈退回次数')),
                        ('asked_due', models.DateField(blank=True, editable=False, null=True, verbose_name='申请延至')),
                        ('extensions', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='延期次数')),
                        ('level', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='逾期报告级别')),
                        ('closed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='办结日')),
                        ('subject_id', models.PositiveBigIntegerField(editable=False, null=True, verbose_name='关联事项')),
                        ('state', models.CharField(choices=[('draft', '草拟'), ('issued', '已交办'), ('disputed', '待调整'), ('working', '办理中'), ('extending', '延期待批'), ('reported', '已反馈'), ('closed', '办结'), ('revoked', '撤销')], default='draft', editable=False, max_length=10, verbose_name='环节')),
                        ('before', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='later', to='supervision.order', verbose_name='前一督办')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='organization.unit', verbose_name='牵头单位')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('subject_type', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype', verbose_name='关联类型')),
                    ],
                    options={
                        'verbose_name': '督办事项',
                        'verbose_name_plural': '督办事项',
                        'ordering': ('-number',),
                        'indexes': [models.Index(fields=['county', 'state', 'due_on'], name='supervision_county__380ee3_idx'), models.Index(fields=['lead', 'state'], name='supervision_lead_id_9da095_idx')],
                        'constraints': [models.UniqueConstraint(fields=('county', 'number'), name='order_number_once'), models.UniqueConstraint(condition=models.Q(models.Q(('state__in', ('closed', 'revoked')), _negated=True), ('retired_on', None), ('subject_id__isnull', False)), fields=('subject_type', 'subject_id'), name='one_open_order_a_thing')],
                    },
                ),
                migrations.CreateModel(
                    name='Escalation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.PositiveSmallIntegerField(verbose_name='级别')),
                        ('due_on', models.DateField(verbose_name='限期')),
                        ('on', models.DateField(verbose_name='报告日')),
                        ('seat', models.CharField(max_length=120, verbose_name='报告席位')),
                        ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='escalations', to='supervision.order')),
                    ],
                    options={
                        'verbose_name': '逾期报告',
                        'verbose_name_plural': '逾期报告',
                        'ordering': ('on', 'level'),
                        'constraints': [models.UniqueConstraint(fields=('order', 'level', 'due_on'), name='reported_once_a_level')],
                    },
                ),
                migrations.CreateModel(
                    name='Slip',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveSmallIntegerField(verbose_name='序号')),
                        ('grade', models.CharField(blank=True, choices=[('', '未定级'), ('blue', '蓝单'), ('orange', '橙单'), ('red', '红单')], max_length=8, verbose_name='单据等级')),
                        ('issued_on', models.DateField(verbose_name='发单日')),
                        ('due_on', models.DateField(null=True, verbose_name='限期')),
                        ('reason', models.CharField(max_length=200, verbose_name='发单依据')),
                        ('by_rule', models.BooleanField(verbose_name='按规则')),
                        ('late', models.BooleanField(default=False, verbose_name='因逾期')),
                        ('approved_by', models.CharField(blank=True, max_length=80, verbose_name='批准席位')),
                        ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slips', to='supervision.order')),
                    ],
                    options={
                        'verbose_name': '督办单',
                        'verbose_name_plural': '督办单',
                        'ordering': ('order', 'place'),
                        'constraints': [models.UniqueConstraint(fields=('order', 'place'), name='slip_place_once')],
                    },
                ),
            ],
        ),
    ]
