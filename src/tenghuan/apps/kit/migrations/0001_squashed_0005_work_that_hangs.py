import django.db.models.deletion
import tenghuan.apps.access.schema
import tenghuan.apps.kit.models.files
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('kit', '0001_the_kit'), ('kit', '0002_tokens_of_the_api'), ('kit', '0003_jobs'), ('kit', '0004_shell_initials'), ('kit', '0005_work_that_hangs')]

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('organization', '__first__'),
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Holiday',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(unique=True, verbose_name='日期')),
                        ('worked', models.BooleanField(verbose_name='上班')),
                        ('source', models.CharField(max_length=120, verbose_name='依据')),
                    ],
                    options={
                        'verbose_name': '节假日和调休',
                        'verbose_name_plural': '节假日和调休',
                        'ordering': ('day',),
                    },
                ),
                migrations.CreateModel(
                    name='StoredFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64, unique=True, verbose_name='摘要（SM3）')),
                        ('size', models.PositiveBigIntegerField(verbose_name='字节数')),
                        ('content', models.FileField(max_length=200, upload_to=tenghuan.apps.kit.models.files.place_of)),
                        ('at', models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        'verbose_name': '文件',
                    },
                ),
                migrations.CreateModel(
                    name='Once',
                    fields=[
                        ('object_id', models.PositiveBigIntegerField()),
                        ('token', models.CharField(max_length=36, primary_key=True, serialize=False)),
                        ('at', models.DateTimeField(auto_now_add=True)),
                        ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                    ],
                    options={
                        'verbose_name': '防重复提交',
                    },
                ),
                migrations.CreateModel(
                    name='Balance',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('book', models.CharField(max_length=24, verbose_name='台账')),
                        ('account', models.CharField(max_length=60, verbose_name='科目')),
                        ('amount', models.DecimalField(decimal_places=4, default=0, max_digits=20, verbose_name='余额')),
                        ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                    ],
                    options={
                        'verbose_name': '余额',
                        'verbose_name_plural': '余额',
                        'ordering': ('book', 'account'),
                        'constraints': [models.UniqueConstraint(fields=('county', 'book', 'account'), name='one_balance_an_account'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='balance_never_below_zero')],
                    },
                ),
                migrations.CreateModel(
                    name='Event',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('object_id', models.PositiveBigIntegerField()),
                        ('kind', models.CharField(choices=[('made', '登记'), ('move', '办理'), ('change', '修改'), ('comment', '意见'), ('undo', '撤销')], max_length=8, verbose_name='类型')),
                        ('verb', models.CharField(blank=True, max_length=40)),
                        ('label', models.CharField(max_length=60, verbose_name='事项')),
                        ('before', models.CharField(blank=True, max_length=24, verbose_name='原状态')),
                        ('after', models.CharField(blank=True, max_length=24, verbose_name='新状态')),
                        ('note', models.TextField(blank=True, verbose_name='说明')),
                        ('told', models.JSONField(default=dict, verbose_name='填写内容')),
                        ('by', models.CharField(max_length=120, verbose_name='经办')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                        ('undone', models.BooleanField(default=False, verbose_name='已撤销')),
                        ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                    ],
                    options={
                        'verbose_name': '办理记录',
                        'verbose_name_plural': '办理记录',
                        'ordering': ('pk',),
                        'indexes': [models.Index(fields=['content_type', 'object_id'], name='kit_event_content_bff5ce_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Origin',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('object_id', models.PositiveBigIntegerField()),
                        ('batch', models.CharField(db_index=True, max_length=60, verbose_name='批次')),
                        ('workbook', models.CharField(max_length=200, verbose_name='工作簿')),
                        ('sheet', models.CharField(max_length=80, verbose_name='工作表')),
                        ('line', models.PositiveIntegerField(verbose_name='行号')),
                        ('columns', models.JSONField(default=dict, verbose_name='列')),
                        ('before', models.JSONField(null=True)),
                        ('revision', models.PositiveIntegerField(default=1)),
                        ('by', models.CharField(max_length=120, verbose_name='经办')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='入库时间')),
                        ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                    ],
                    options={
                        'verbose_name': '来源',
                        'verbose_name_plural': '来源',
                        'ordering': ('pk',),
                        'indexes': [models.Index(fields=['content_type', 'object_id'], name='kit_origin_content_3b5e52_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Posting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('object_id', models.PositiveBigIntegerField()),
                        ('book', models.CharField(max_length=24, verbose_name='台账')),
                        ('account', models.CharField(max_length=60, verbose_name='科目')),
                        ('amount', models.DecimalField(decimal_places=4, max_digits=20, verbose_name='数额')),
                        ('kind', models.CharField(max_length=24, verbose_name='事由')),
                        ('period', models.DateField(verbose_name='所属期')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                        ('by', models.CharField(max_length=120, verbose_name='经办')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='记账时间')),
                        ('sample', models.BooleanField(default=False, verbose_name='示例数据')),
                        ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                        ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='kit.posting', verbose_name='冲销')),
                    ],
                    options={
                        'verbose_name': '台账分录',
                        'verbose_name_plural': '台账分录',
                        'ordering': ('-pk',),
                        'indexes': [models.Index(fields=['county', 'book', 'account', 'period'], name='kit_posting_county__554a10_idx'), models.Index(fields=['content_type', 'object_id'], name='kit_posting_content_6b13f3_idx')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('reverses', None)), fields=('book', 'account', 'kind', 'content_type', 'object_id'), name='a_cause_posts_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SavedView',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('page', models.CharField(max_length=60)),
                        ('name', models.CharField(max_length=40, verbose_name='名称')),
                        ('query', models.CharField(max_length=2000)),
                        ('shared', models.BooleanField(default=False, verbose_name='与本级同事共享')),
                        ('at', models.DateTimeField(auto_now_add=True)),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to=settings.AUTH_USER_MODEL)),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organization.region')),
                    ],
                    options={
                        'verbose_name': '常用视图',
                        'verbose_name_plural': '常用视图',
                        'ordering': ('name',),
                        'constraints': [models.UniqueConstraint(fields=('account', 'page', 'name'), name='view_name_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Attachment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('object_id', models.PositiveBigIntegerField()),
                        ('name', models.CharField(max_length=200, verbose_name='文件名')),
                        ('kind', models.CharField(blank=True, max_length=40, verbose_name='材料')),
                        ('by', models.CharField(max_length=120, verbose_name='经办')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                        ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤回时间')),
                        ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                        ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='kit.storedfile')),
                    ],
                    options={
                        'verbose_name': '佐证材料',
                        'verbose_name_plural': '佐证材料',
                        'ordering': ('pk',),
                        'indexes': [models.Index(fields=['content_type', 'object_id'], name='kit_attachm_content_be7a8e_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Task',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('object_id', models.PositiveBigIntegerField()),
                        ('kind', models.CharField(max_length=60)),
                        ('title', models.CharField(max_length=200, verbose_name='待办')),
                        ('role', models.CharField(blank=True, choices=[('office', '专班办公室'), ('department', '责任部门'), ('town', '乡镇（街道）'), ('leader', '县领导（只读）'), ('enterprise', '企业'), ('system_admin', '系统管理员'), ('security_admin', '安全管理员'), ('audit_admin', '审计管理员')], max_length=16, verbose_name='角色')),
                        ('enterprise_code', models.CharField(blank=True, max_length=18, verbose_name='统一社会信用代码')),
                        ('due', models.DateField(null=True, verbose_name='期限')),
                        ('level', models.PositiveSmallIntegerField(default=0, verbose_name='升级')),
                        ('opened_at', models.DateTimeField(auto_now_add=True, verbose_name='产生时间')),
                        ('closed_at', models.DateTimeField(null=True, verbose_name='办结时间')),
                        ('closed_by', models.CharField(blank=True, max_length=120, verbose_name='办结人')),
                        ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                        ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='区域')),
                        ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='organization.unit', verbose_name='单位')),
                    ],
                    options={
                        'verbose_name': '待办',
                        'verbose_name_plural': '待办',
                        'ordering': ('due', 'pk'),
                        'indexes': [models.Index(fields=['region', 'role', 'closed_at'], name='kit_task_region__470268_idx'), models.Index(fields=['unit', 'closed_at'], name='kit_task_unit_id_4bd8cd_idx'), models.Index(fields=['content_type', 'object_id'], name='kit_task_content_83376b_idx')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('kind', 'content_type', 'object_id'), name='one_open_task_a_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='Token',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60, verbose_name='用途')),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('writes', models.BooleanField(default=False, verbose_name='可写')),
                        ('registers', models.JSONField(default=list, verbose_name='限于')),
                        ('expires_on', models.DateField(verbose_name='有效期至')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='生成时间')),
                        ('used_at', models.DateTimeField(null=True, verbose_name='最近使用')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='停用时间')),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '接口令牌',
                        'verbose_name_plural': '接口令牌',
                        'ordering': ('-pk',),
                    },
                ),
                migrations.CreateModel(
                    name='Job',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=60, verbose_name='事项')),
                        ('subject_id', models.PositiveBigIntegerField()),
                        ('address', models.CharField(blank=True, max_length=45, verbose_name='来源地址')),
                        ('request', models.CharField(blank=True, max_length=32)),
                        ('owner', models.CharField(blank=True, max_length=60, verbose_name='所属区域')),
                        ('state', models.CharField(choices=[('queued', '排队中'), ('running', '处理中'), ('done', '已完成'), ('failed', '未完成')], default='queued', max_length=8, verbose_name='状态')),
                        ('text', models.CharField(blank=True, max_length=120, verbose_name='进展')),
                        ('share', models.PositiveSmallIntegerField(default=0, verbose_name='完成比例')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='第几次')),
                        ('token', models.CharField(blank=True, max_length=32)),
                        ('worker', models.CharField(blank=True, max_length=120, verbose_name='处理进程')),
                        ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='提交时间')),
                        ('started_at', models.DateTimeField(null=True, verbose_name='开始时间')),
                        ('beat', models.DateTimeField(null=True, verbose_name='最近活动')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                        ('error', models.TextField(blank=True, verbose_name='未完成的原因')),
                        ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申请人')),
                        ('subject_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                        ('spoken_at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'verbose_name': '后台任务',
                        'verbose_name_plural': '后台任务',
                        'ordering': ('pk',),
                        'indexes': [models.Index(fields=['state', 'owner'], name='kit_job_state_058b2e_idx')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('queued', 'running'))), fields=('subject_type', 'subject_id'), name='one_open_job_a_subject')],
                    },
                ),
                migrations.CreateModel(
                    name='Initials',
                    fields=[
                        ('name', models.CharField(max_length=200, primary_key=True, serialize=False)),
                        ('letters', models.CharField(db_index=True, max_length=200)),
                    ],
                    options={
                        'verbose_name': '拼音首字母',
                    },
                ),
                migrations.CreateModel(
                    name='Chore',
                    fields=[
                        ('name', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='事项')),
                        ('due', models.DateTimeField(verbose_name='下次时间')),
                        ('done_at', models.DateTimeField(null=True, verbose_name='上次办成')),
                        ('well', models.BooleanField(default=True, verbose_name='办成')),
                        ('found', models.CharField(blank=True, max_length=300, verbose_name='结果')),
                    ],
                    options={
                        'verbose_name': '每日事项',
                        'verbose_name_plural': '每日事项',
                        'ordering': ('name',),
                    },
                ),
            ],
        ),
    ]
