import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import tenghuan.apps.access.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('organization', '0001_initial'), ('organization', '0002_signing_in')]

    initial = True

    dependencies = [
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Account',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('username', models.CharField(max_length=50, unique=True, verbose_name='登录名')),
                        ('name', models.CharField(max_length=60, verbose_name='姓名或称呼')),
                        ('role', models.CharField(choices=[('office', '专班办公室'), ('department', '责任部门'), ('town', '乡镇（街道）'), ('leader', '县领导（只读）'), ('enterprise', '企业'), ('system_admin', '系统管理员'), ('security_admin', '安全管理员'), ('audit_admin', '审计管理员')], max_length=16, verbose_name='角色')),
                        ('enterprise_code', models.CharField(blank=True, max_length=18, verbose_name='统一社会信用代码')),
                        ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                        ('must_change_password', models.BooleanField(default=True, verbose_name='须改口令')),
                        ('password_changed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='口令修改时间')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='创建时间')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='organization.region', verbose_name='区域')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='organization.unit', verbose_name='单位')),
                    ],
                    options={
                        'verbose_name': '账号',
                        'verbose_name_plural': '账号',
                        'ordering': ('region__path', 'username'),
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('role', 'enterprise'), _negated=True), models.Q(('enterprise_code', ''), _negated=True), _connector='OR'), name='enterprise_has_code'), models.CheckConstraint(condition=models.Q(models.Q(('role', 'department'), _negated=True), ('unit__isnull', False), _connector='OR'), name='department_has_unit'), models.UniqueConstraint(django.db.models.functions.text.Lower('username'), name='log_in_name_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PasswordMemory',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128)),
                        ('at', models.DateTimeField(auto_now_add=True)),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='earlier_passwords', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '旧口令',
                        'ordering': ('-at',),
                    },
                ),
                migrations.CreateModel(
                    name='Region',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=12, unique=True, verbose_name='区划代码')),
                        ('name', models.CharField(max_length=60, verbose_name='名称')),
                        ('level', models.CharField(choices=[('province', '省'), ('city', '设区市'), ('county', '县（市、区）'), ('town', '乡镇（街道）'), ('park', '园区（平台）')], max_length=10, verbose_name='层级')),
                        ('path', models.CharField(editable=False, max_length=60, unique=True, verbose_name='路径')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organization.region', verbose_name='上级')),
                    ],
                    options={
                        'verbose_name': '区域',
                        'verbose_name_plural': '区域',
                        'ordering': ('path',),
                    },
                ),
                migrations.CreateModel(
                    name='Group',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, verbose_name='名称')),
                        ('order', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                        ('active', models.BooleanField(default=True, verbose_name='在用')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='organization.region', verbose_name='区域')),
                        ('lead_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='led_groups', to='organization.unit', verbose_name='牵头单位')),
                    ],
                    options={
                        'verbose_name': '专班（工作组）',
                        'verbose_name_plural': '专班（工作组）',
                        'ordering': ('region__path', 'order'),
                        'constraints': [models.UniqueConstraint(fields=('region', 'name'), name='group_name_once_a_region')],
                    },
                ),
                migrations.CreateModel(
                    name='Unit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, verbose_name='名称')),
                        ('kind', models.CharField(choices=[('department', '部门'), ('town', '乡镇（街道）'), ('park', '园区（平台）'), ('agency', '条线及其他单位'), ('collective', '统称（如各乡镇）')], default='department', max_length=12, verbose_name='类型')),
                        ('active', models.BooleanField(default=True, verbose_name='在用')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organization.unit', verbose_name='上级单位')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='organization.region', verbose_name='区域')),
                    ],
                    options={
                        'verbose_name': '单位',
                        'verbose_name_plural': '单位',
                        'ordering': ('region__path', 'kind', 'name'),
                        'constraints': [models.UniqueConstraint(fields=('region', 'name'), name='unit_name_once_a_region')],
                    },
                ),
                migrations.CreateModel(
                    name='Seat',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('leader', '组长'), ('deputy', '副组长'), ('members', '成员'), ('liaison', '联络员')], max_length=8, verbose_name='角色')),
                        ('post', models.CharField(max_length=80, verbose_name='职务')),
                        ('order', models.PositiveSmallIntegerField(default=0, verbose_name='次序')),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='organization.group', verbose_name='工作组')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='organization.unit', verbose_name='单位')),
                    ],
                    options={
                        'verbose_name': '席位',
                        'verbose_name_plural': '席位',
                        'ordering': ('group', 'order'),
                    },
                ),
                migrations.CreateModel(
                    name='UnitAlias',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, verbose_name='别名')),
                        ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='organization.unit')),
                    ],
                    options={
                        'verbose_name': '单位别名',
                        'constraints': [models.UniqueConstraint(fields=('region', 'name'), name='alias_once_a_region')],
                    },
                ),
                migrations.CreateModel(
                    name='Incumbency',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('person', models.CharField(max_length=30, verbose_name='姓名')),
                        ('since', models.DateField(verbose_name='起')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='止')),
                        ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                        ('seat', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='incumbencies', to='organization.seat', verbose_name='席位')),
                    ],
                    options={
                        'verbose_name': '任职',
                        'ordering': ('-since',),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('seat',), name='one_incumbent_a_seat'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='incumbency_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='Device',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mark', models.CharField(max_length=64, unique=True)),
                        ('at', models.DateTimeField(auto_now_add=True)),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '常用浏览器',
                    },
                ),
                migrations.CreateModel(
                    name='Proposal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('verb', models.CharField(choices=[('authorise', '授权'), ('reset', '重置口令'), ('drop_factor', '停用动态口令')], max_length=12, verbose_name='事项')),
                        ('role', models.CharField(blank=True, choices=[('office', '专班办公室'), ('department', '责任部门'), ('town', '乡镇（街道）'), ('leader', '县领导（只读）'), ('enterprise', '企业'), ('system_admin', '系统管理员'), ('security_admin', '安全管理员'), ('audit_admin', '审计管理员')], max_length=16, verbose_name='角色')),
                        ('active', models.BooleanField(default=False, verbose_name='启用')),
                        ('password', models.CharField(blank=True, max_length=128)),
                        ('state', models.CharField(choices=[('waiting', '待复核'), ('confirmed', '已复核'), ('declined', '不同意')], default='waiting', max_length=10, verbose_name='状态')),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='提出时间')),
                        ('decided_at', models.DateTimeField(null=True, verbose_name='复核时间')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提出人')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复核人')),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                    ],
                    options={
                        'verbose_name': '管理员账号变更',
                        'verbose_name_plural': '管理员账号变更',
                        'ordering': ('-asked_at',),
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('subject', 'verb'), name='one_waiting_change_a_verb')],
                    },
                ),
                migrations.CreateModel(
                    name='RecoveryCode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mark', models.CharField(max_length=64)),
                        ('used_at', models.DateTimeField(null=True)),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '恢复码',
                        'verbose_name_plural': '恢复码',
                        'constraints': [models.UniqueConstraint(fields=('account', 'mark'), name='recovery_code_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SecondFactor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('secret', models.CharField(max_length=200)),
                        ('confirmed_at', models.DateTimeField(null=True, verbose_name='启用时间')),
                        ('last_step', models.BigIntegerField(default=0)),
                        ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='second_factor', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': '动态口令',
                        'verbose_name_plural': '动态口令',
                    },
                ),
                migrations.CreateModel(
                    name='Session',
                    fields=[
                        ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                        ('session_data', models.TextField(verbose_name='session data')),
                        ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                        ('address', models.CharField(blank=True, max_length=45, verbose_name='地址')),
                        ('browser', models.CharField(blank=True, max_length=200, verbose_name='浏览器')),
                        ('begun_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='登录时间')),
                        ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                    ],
                    options={
                        'verbose_name': '会话',
                        'ordering': ('-begun_at',),
                    },
                ),
                migrations.CreateModel(
                    name='Tries',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=120, unique=True)),
                        ('count', models.PositiveIntegerField(default=0)),
                        ('since', models.DateTimeField()),
                    ],
                    options={
                        'verbose_name': '口令尝试',
                    },
                ),
            ],
        ),
    ]
